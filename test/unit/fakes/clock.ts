/**
 * Stands in for `node:timers/promises` where time is jest's own (`jest.useFakeTimers()`): what would be waited for has
 * passed at once.
 */
export function setTimeout(milliseconds: number): Promise<void> {
    jest.advanceTimersByTime(milliseconds);
    return Promise.resolve();
}

/** Has every test of a file begin with a time of its own, and leaves the real one behind. */
export function fakeTime(): void {
    beforeEach(() => {
        jest.useFakeTimers();
    });
    afterEach(() => {
        jest.useRealTimers();
    });
}
