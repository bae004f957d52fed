/** What is kept of a stack; nothing is declared for it. */
export interface StackIdentityKept {
    /** Random, and never another one as long as the stack's state is there. */
    stackId: string;
}
