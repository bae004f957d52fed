/** Why the comparison ended before it could say of everything whether it is the same on both sides. */
export class Unsettled extends Error {}

/** How long a comparison may go on. */
export interface TimeLeft {
    /** @throws Unsettled where it is over */
    seconds(): number;
    /** True once it has gone on for so long that its user wants to know what it does. */
    isWorthTelling(): boolean;
}

const MILLISECONDS_WORTH_TELLING = 2000;

export function timeLeft(secondsAtMost: number): TimeLeft {
    const began = Date.now();
    return {
        seconds: () => {
            const left = secondsAtMost - (Date.now() - began) / 1000;
            if (left <= 0) {
                throw new Unsettled(`the ${secondsAtMost} s were over`);
            }
            return left;
        },
        isWorthTelling: () => Date.now() - began > MILLISECONDS_WORTH_TELLING,
    };
}
