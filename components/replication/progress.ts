/** Tells the user what happens on a server, in the place where they are looking. */
export interface Progress {
    /** A step that changed something. Stays readable after the run. */
    did(message: string): void;
    /**
     * What is being waited for. Shown while it lasts.
     *
     * @param about what it is about, where the message itself changes all the time
     */
    waits(message: string, about?: string): void;
    /** Something that the user has to see to. */
    warns(message: string): void;
}
