const isSpace = (character: string | undefined): boolean => character !== undefined && /[ \t\n\v\f\r]/.test(character);

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", s: " ", '"': '"', "'": "'", "\\": "\\" };

/** What mysqld reads of a line's text after it: fgets() into 4096 bytes cuts longer lines into several. */
const LONGEST_LINE = 4094;

function withoutComment(line: string): string {
    let quote = "";
    let escape = false;
    for (let index = 0; index < line.length; index += 1) {
        const character = line.charAt(index);
        if ((character === "'" || character === '"') && !escape) {
            quote = quote === "" ? character : quote === character ? "" : quote;
        }
        if (quote === "" && character === "#") {
            return line.slice(0, index);
        }
        escape = quote !== "" && character === "\\" && !escape;
    }
    return line;
}

function unquoted(value: string): string {
    const [first] = value;
    const inner =
        (first === '"' || first === "'") && value.length > 1 && value.endsWith(first) ? value.slice(1, -1) : value;
    return inner.replace(/\\([^])/g, (both, escaped: string) => ESCAPED[escaped] ?? both);
}

function trimmed(text: string): string {
    let [begin, end] = [0, text.length];
    while (isSpace(text[begin])) {
        begin += 1;
    }
    while (end > begin && isSpace(text[end - 1])) {
        end -= 1;
    }
    return text.slice(begin, end);
}

/**
 * Reads an option file as mysqld 5.7 does (mysys/my_default.c): group, name and value of each option. Compared with
 * what `mysqld --print-defaults` of 5.7.22 prints for the same files.
 */
export function readOptionFile(text: string): [group: string, name: string, value: string | undefined][] {
    const options: [string, string, string | undefined][] = [];
    let group = "";
    for (const whole of text.split("\n")) {
        const pieces = whole.match(new RegExp(`[^]{1,${LONGEST_LINE}}`, "g")) ?? [];
        for (const piece of pieces) {
            const line = trimmed(piece);
            if (line === "" || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("!")) {
                throw new Error(`a directive: ${line}`);
            }
            if (line.startsWith("[")) {
                group = trimmed(line.slice(1, line.indexOf("]")));
                continue;
            }
            const kept = withoutComment(line);
            const equals = kept.indexOf("=");
            options.push(
                equals < 0
                    ? [group, trimmed(kept), undefined]
                    : [group, trimmed(kept.slice(0, equals)), unquoted(trimmed(kept.slice(equals + 1)))],
            );
        }
    }
    return options;
}
