/**
 * Stands in for `node:timers/promises` where time is jest's own (`jest.useFakeTimers()`): what would be waited for has
 * passed at once.
 */
export function setTimeout(milliseconds: number): Promise<void> {
    jest.setSystemTime(Date.now() + milliseconds);
    return Promise.resolve();
}
