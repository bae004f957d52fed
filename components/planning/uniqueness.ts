import type { Refusal } from "./refusal";

/** A value as it will be used, and the argument that it came from. */
export interface Used<T> {
    path: string;
    value: T;
    /** True where the author left it open. Two such values that are the same follow from something told already. */
    derived?: boolean;
}

/** Refuses every value that stands in an earlier argument as well. */
export function refuseRepeated<T extends string | number>(what: string, used: Used<T>[]): Refusal[] {
    return used.flatMap(({ path, value, derived }, index) => {
        const earlier = used.slice(0, index).find((other) => other.value === value);
        return earlier === undefined || (derived === true && earlier.derived === true)
            ? []
            : [
                  {
                      path,
                      value: JSON.stringify(value),
                      reason: `is ${earlier.path} as well; allowed: ${what} of its own`,
                  },
              ];
    });
}

/** Lanes that would let two masters hand out the same AUTO_INCREMENT value. */
export function refuseLanes(increment: Used<number>, offsets: Used<number>[]): Refusal[] {
    const tooFew: Refusal[] =
        increment.value < offsets.length
            ? [
                  {
                      path: increment.path,
                      value: String(increment.value),
                      reason:
                          `leaves fewer lanes than there are masters, so that both hand out the same ids; allowed: ${offsets.length} to ` +
                          '65535, or lanes.writers = "one" where only one of them is ever written',
                  },
              ]
            : [];
    const above = offsets
        .filter(({ value }) => value > increment.value)
        .map(({ path, value }) => ({
            path,
            value: String(value),
            reason: `is above the increment, so that the server would ignore it; allowed: 1 to ${increment.value}`,
        }));
    return [...tooFew, ...above, ...refuseRepeated("a lane", offsets)];
}
