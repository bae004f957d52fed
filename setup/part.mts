/** One thing that must be there before `pulumi up` works. */
export interface Part {
    readonly title: string;
    /** What it is for, in a few words. */
    readonly why: string;
    /** The parts without which this one can be neither found nor made. */
    readonly needs: readonly Part[];
    /** Looks, in a fraction of a second, and changes nothing. */
    isThere(): Promise<Presence | undefined>;
    /** The ordinary way first; each next one is tried when those before it failed. */
    readonly ways: readonly Way[];
    /** What a person can type where every way is closed. */
    readonly byHand: string;
}

/** A part that is there, and what it adds to the environment of the command. */
export interface Presence {
    /** For example "Pulumi 3.259.0 (built here)". */
    readonly what: string;
    /** Goes in front of PATH. */
    readonly folder?: string;
    readonly variables?: Readonly<Record<string, string>>;
}

export interface Way {
    readonly from: string;
    /** Why this way cannot be gone on this machine, if it cannot. */
    closed?(): string | undefined;
    make(tell: Teller): Promise<void>;
}

/** Hears how the making of one part goes. */
export interface Teller {
    trying(from: string): void;
    failed(from: string, reason: string): void;
    /** A line that a running program printed. */
    line(text: string): void;
}
