/** What stands between a test's name and the reason for which it was skipped: `test/run.mts` looks for it. */
export const SKIPPED_BECAUSE = " — skipped: ";

type Test = (name: string, fn: () => Promise<void>, timeoutMilliseconds?: number) => void;

/**
 * A test that only means something where `condition` holds. Elsewhere it is skipped, and the reason is printed with
 * its name: `itWhere(hasTwoEngines, "needs two Docker engines")("should …", async () => …)`.
 */
export function itWhere(condition: boolean, reason: string): Test {
    return condition
        ? it
        : (name, fn, timeoutMilliseconds) => {
              it.skip(`${name}${SKIPPED_BECAUSE}${reason}`, fn, timeoutMilliseconds);
          };
}
