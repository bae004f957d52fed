import type { Operation } from "./operation";

/**
 * What every resource of this folder is: one object with these functions, found in `managed.ts` of the resource's own
 * folder. None of them knows Pulumi. `handlerOf.ts` makes check, create, read, diff, update and delete of it, and
 * `dynamic.ts` serves those to Pulumi's engine.
 *
 * # Desired and actual state, in the same words
 *
 * A resource's inputs are what its program **declares** (which servers, how to log in, how long to wait) and, beside
 * that, the **state** in which it is healthy, in words. A look at the servers answers in the same words, so that the
 * engine's own comparison of old and new inputs finds what has drifted, and shows it, e.g. of a link:
 *
 *     desired   { sqlThread: "running", follows: "db1:3306" }                                       desiredState()
 *     actual    { sqlThread: "stopped: 1062 Duplicate entry '7' …", follows: "db1:3306" }           audit(), on refresh
 *     preview   ~ sqlThread: "stopped: 1062 Duplicate entry '7' …" => "running"
 *     up        START SLAVE, on that one replica                                                    converge()
 *     state     { sqlThread: "running", follows: "db1:3306" }                                       as desired again
 *
 * What follows from that:
 * - `read` gives what it saw as properties **and** as inputs, because the engine compares new inputs with old inputs.
 *   In a state that was refreshed, what an update gets as the old state is an observation, and no longer what was once
 *   declared. What is needed of the declaration has a name of its own there (`wantedVariables` beside `variables`).
 * - A look overwrites words of the state, and nothing that is declared. Of what it did not get to see (the server is
 *   down), it repeats what was known.
 * - `diff` says which declared values make another resource, and leaves open whether anything has changed: an answer
 *   to that would take the place of the engine's comparison, and with it the words of the preview.
 * - What only the servers know (coordinates, UUIDs, the token of a claim) is **kept** in the outputs and is no input: no
 *   program can declare it, so that it would be a difference for ever.
 *
 * The desired words are made by the resource's class in the program, where a value may be unknown yet, or a secret: so
 * are then the words that follow from it. `desiredState` is pure, and the handler's `check` calls it as well, for a host
 * whose programs know no such class. They are not left to `check` alone: a stored provider with one more method is
 * another text, which the engine compares as it compares any input (`__provider`; pkg/resource/deploy/step_generator.go,
 * diffResource), so that the first preview after an upgrade would show every resource as changed (seen with 3.259). And a
 * dynamic provider is not told which of its inputs are secret.
 *
 * @typeParam Declared what the program says
 * @typeParam State words of what is wanted, or of what is
 * @typeParam Kept what only the servers know
 * @typeParam Stored what the stack's state holds: an older release may have left less of it
 */
export interface ManagedResource<
    Declared extends object,
    State extends object = object,
    Kept extends object = object,
    Stored extends Partial<State> = Declared & State & Kept,
> {
    /** The id under which Pulumi's state knows it. */
    id(outputs: Declared & State & Kept): string;
    /**
     * The words of the healthy resource. Pure.
     *
     * @param found the words of the stored state, where there is one: what was found to differ there is wanted healthy
     */
    desiredState(declared: Declared, found?: Partial<State>): State;
    /**
     * Looks at the servers, changes nothing, and tells what it finds. That a server can't be reached is an observation,
     * too, and no error: that would end the refresh of everything else. Without it, there is nothing to look at.
     */
    audit?(stored: Stored, operation: Operation): Promise<State>;
    /**
     * Makes of what is there what is wanted, with the fewest statements. Can be cut off after any of them and run again.
     *
     * @param olds what the state holds, declared or observed; `undefined` for a new resource
     * @returns what only the servers know, and the words that have come out otherwise than wanted
     * @throws FindingError where that can't be brought about
     */
    converge(news: Declared & State, olds: Stored | undefined, operation: Operation): Promise<Kept & Partial<State>>;
    /** Takes away what this resource has made. Without it, there is nothing to take away. */
    remove?(olds: Stored, operation: Operation): Promise<void>;
    /** The declared values for which it has to be made anew. */
    replacedBy?(olds: Stored, news: Declared & State): (keyof Declared & string)[];
    /** The names of what only the servers know. */
    kept: readonly (keyof Kept & string)[];
}
