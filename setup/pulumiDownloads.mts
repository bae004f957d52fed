const host = "get.pulumi.com";
let reached: Promise<void> | undefined;

/** Pulumi's own clients retry for long where this host cannot be reached, so it is asked first, once. */
export function reachPulumiDownloads(): Promise<void> {
    reached ??= fetch(`https://${host}/install.sh`, { method: "HEAD", signal: AbortSignal.timeout(5_000) }).then(
        (response) => {
            if (!response.ok) {
                throw new Error(`${host} answered ${response.status}`);
            }
        },
        (error: unknown) => {
            const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
            throw new Error(`${host} cannot be reached: ${String(cause)}`);
        },
    );
    return reached;
}
