import { stopwatch, type Stopwatch } from "../../mysql/waiting";

/** Why the comparison ended before it could say of everything whether it is the same on both sides. */
export class Unsettled extends Error {}

/** How long a comparison may go on. */
export interface TimeLeft extends Pick<Stopwatch, "isWorthTelling"> {
    /** @throws Unsettled where it is over */
    seconds(): number;
}

export function timeLeft(secondsAtMost: number): TimeLeft {
    const comparing = stopwatch();
    return {
        seconds: () => {
            const left = secondsAtMost - comparing.seconds();
            if (left <= 0) {
                throw new Unsettled(`the ${secondsAtMost} s were over`);
            }
            return left;
        },
        isWorthTelling: () => comparing.isWorthTelling(),
    };
}
