import { quotedName } from "./identifiers";
import { text } from "./values";
import type { Row } from "./session";

/** A row's place in a key: what each column of the key holds, as text that loses nothing. */
export type Key = string[];

/** Rows behind `after`, up to and with `upTo`; without either, from the beginning or to the end. */
export interface KeyRange {
    after?: Key;
    upTo?: Key;
}

/**
 * How the values of a column that orders a table travel. By their bytes, texts do so whatever character set the session
 * speaks; an ENUM is ordered by its number.
 */
export interface KeyColumn {
    name: string;
    travelsAs: "number" | "moment" | "bytes";
    /** Of a text. */
    characterSet?: string;
}

const asText = ({ name, travelsAs }: KeyColumn): string => {
    switch (travelsAs) {
        case "number":
            return `${quotedName(name)} + 0`;
        case "moment":
            return `CAST(${quotedName(name)} AS CHAR)`;
        case "bytes":
            return `HEX(${quotedName(name)})`;
    }
};

/** The key's values as columns `k0`, `k1` …, which {@link keyIn} reads. */
export const keyValues = (key: KeyColumn[]): string =>
    key.map((column, index) => `${asText(column)} AS k${index}`).join(", ");

export const keyIn = (row: Row, key: KeyColumn[]): Key => key.map((_column, index) => text(row[`k${index}`]));

/** What a value of each kind looks like: nothing else becomes a part of a statement. */
const FORM = { number: /^-?\d+(\.\d+)?$/, moment: /^[\d .:-]+$/, bytes: /^([0-9A-F]{2})*$/ };

/** A value of a key that can't become a part of a statement safely: its table can't be read by that key. */
export class UnknownForm extends Error {}

function literal({ name, travelsAs, characterSet }: KeyColumn, value = ""): string {
    if (!FORM[travelsAs].test(value)) {
        throw new UnknownForm(`a value of ${name}, which is a part of a key, reads in a form that is not known here`);
    }
    switch (travelsAs) {
        case "number":
            return value;
        case "moment":
            return `'${value}'`;
        case "bytes":
            return `${characterSet === undefined ? "" : `_${characterSet} `}X'${value}'`;
    }
}

/** One side of a key: the optimizer finds a range in this form, and none in `(a, b) > (1, 2)`. */
function beside(key: KeyColumn[], at: Key, sign: "<" | ">", itself: "" | "="): string {
    const alternatives = key.map((column, index) => {
        const equal = key
            .slice(0, index)
            .map((before, place) => `${quotedName(before.name)} = ${literal(before, at[place])}`);
        const isLast = index === key.length - 1;
        const own = `${quotedName(column.name)} ${sign}${isLast ? itself : ""} ${literal(column, at[index])}`;
        return [...equal, own].join(" AND ");
    });
    return alternatives.length === 1
        ? alternatives.join("")
        : `(${alternatives.map((each) => `(${each})`).join(" OR ")})`;
}

/** ` WHERE …`, or nothing for all rows. */
export function whereIn(key: KeyColumn[], { after, upTo }: KeyRange): string {
    const conditions = [
        ...(after === undefined ? [] : [beside(key, after, ">", "")]),
        ...(upTo === undefined ? [] : [beside(key, upTo, "<", "=")]),
    ];
    return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

/** Character sets that Node reads as MySQL does; a text in another one is shown by its bytes. */
const READABLE: Record<string, BufferEncoding> = { ascii: "latin1", latin1: "latin1", utf8: "utf8", utf8mb4: "utf8" };

const LONGEST_SHOWN = 60;

function sayValue({ travelsAs, characterSet = "" }: KeyColumn, value = ""): string {
    const encoding = READABLE[characterSet];
    const said =
        travelsAs === "bytes"
            ? encoding === undefined
                ? `X'${value}'`
                : JSON.stringify(Buffer.from(value, "hex").toString(encoding))
            : value;
    return said.length <= LONGEST_SHOWN ? said : `${said.slice(0, LONGEST_SHOWN)}…`;
}

/** `id`, or `(order_id, line)`. */
export const sayKeyColumns = (key: KeyColumn[]): string => parenthesised(key.map(({ name }) => name));

/** `17`, or `(4, "blue")`. */
export const sayKey = (key: KeyColumn[], values: Key): string =>
    parenthesised(key.map((column, index) => sayValue(column, values[index])));

const parenthesised = (parts: string[]): string => (parts.length === 1 ? parts.join("") : `(${parts.join(", ")})`);
