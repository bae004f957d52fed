/** A secret, and what a search for it looks for. */
export interface Secret {
    name: string;
    /** Ends in `mark`. */
    value: string;
    /** Letters and digits only: whatever escapes the rest of the secret leaves them as they are. */
    mark: string;
}

/** Every form in which a secret may stand in a text, each with its name. */
function formsOf({ value, mark }: Secret): Map<string, string> {
    const json = (text: string): string => JSON.stringify(text).slice(1, -1);
    const forms = new Map([
        ["as it is", value],
        ["its ending", mark],
        ["JSON", json(value)],
        ["JSON in JSON", json(json(value))],
        ["URL-encoded", encodeURIComponent(value)],
        ["hexadecimal", Buffer.from(value).toString("hex")],
    ]);
    // In the middle of something longer, base64 begins at any of three places and its edges blend with what is around.
    for (const shift of [0, 1, 2]) {
        const encoded = Buffer.from(" ".repeat(shift) + mark).toString("base64");
        forms.set(`base64, shifted by ${shift}`, encoded.slice(shift === 0 ? 0 : 4, -4));
    }
    return forms;
}

/** Where a secret stands in a text, as sentences for a failed test; empty where it stands nowhere. */
export function secretsIn(place: string, text: string | Buffer, secrets: Secret[]): string[] {
    const haystack = Buffer.isBuffer(text) ? text : Buffer.from(text);
    return secrets.flatMap((secret) =>
        [...formsOf(secret)].flatMap(([form, needle]) => {
            const at = haystack.indexOf(needle);
            return at < 0
                ? []
                : [`${place} holds the ${secret.name} (${form}): ${around(haystack, at, needle.length)}`];
        }),
    );
}

const around = (haystack: Buffer, at: number, length: number): string =>
    JSON.stringify(haystack.subarray(Math.max(0, at - 80), at + length + 40).toString("latin1"));
