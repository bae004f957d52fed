export interface StackIdentityOutputs {
    /** Random, and never another one as long as the stack's state is there. */
    stackId: string;
}
