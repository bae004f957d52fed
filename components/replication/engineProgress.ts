import { log } from "@pulumi/pulumi";
import * as sdkState from "@pulumi/pulumi/runtime/state";
import type { Progress } from "./progress";

/** The part of the SDK's process-wide settings that is used here; its types leave it out. */
interface SdkState {
    getStore(): { settings: { options: { engineAddr?: string } } };
}

/**
 * Runs `work` and waits until all that it told has arrived: an engine that hears of a failure first ends the update, and
 * what was done before the failure, on a server that stays as it is now, would never be read.
 */
export async function withEngineProgress<T>(work: (progress: Progress) => Promise<T>): Promise<T> {
    const underway: Promise<void>[] = [];
    try {
        return await work(engineProgress(underway));
    } finally {
        await Promise.all(underway);
    }
}

/**
 * The engine's own log. A provider's process gets the engine's address as its first argument, but the SDK (3.248,
 * cmd/dynamic-provider) does not hand it on to `pulumi.log`.
 */
function engineProgress(underway: Promise<void>[]): Progress {
    const { options } = (sdkState as unknown as SdkState).getStore().settings;
    options.engineAddr ??= process.argv[2];
    const quietly =
        (send: (message: string) => Promise<void>) =>
        (message: string): void => {
            // A line that can't be shown must not end the work that it tells of.
            underway.push(send(message).catch(() => undefined));
        };
    return {
        did: quietly((message) => log.info(message)),
        waits: nowAndThen(quietly((message) => log.info(message, undefined, undefined, true))),
        warns: quietly((message) => log.warn(message)),
    };
}

const MILLISECONDS_BETWEEN_WAITS = 10_000;

/** What is waited for is looked at many times a second, and told as often as a reader wants to read it. */
function nowAndThen(tell: (message: string) => void): Progress["waits"] {
    const told = new Map<string, number>();
    return (message, about = message) => {
        const now = Date.now();
        if (now - (told.get(about) ?? 0) >= MILLISECONDS_BETWEEN_WAITS) {
            told.set(about, now);
            tell(message);
        }
    };
}
