import type { KeyColumn } from "./rowKeys";
import { tableName, type TableName } from "./identifiers";
import { text } from "./values";
import { readRows, type Row, type Session } from "./session";

/** What a column is, as far as its values can be compared. */
export interface ColumnShape {
    name: string;
    /** Name of its type, without length or sign, e.g. `varchar`. */
    dataType: string;
    /** All that must be the same on both sides for its values to mean the same, e.g. `varchar(20) NOT NULL utf8_bin`. */
    definition: string;
    characterSet?: string;
    /** Bytes that a text, or a binary value, can have at most. */
    octets?: number;
    nullable: boolean;
    /** Holds nothing of its own: it is computed when it is read. */
    virtual: boolean;
}

/** A key by which every row has one place, and which the server can read in order. */
export interface UniqueKey {
    /** Name of the index. */
    index: string;
    columns: KeyColumn[];
}

/** A base table, as one server has it. */
export interface TableShape {
    name: TableName;
    database: string;
    table: string;
    columns: ColumnShape[];
    /** The primary key first. */
    keys: UniqueKey[];
}

/** Base tables of these databases, with their columns and the keys that order them. */
export async function tableShapes(session: Session, databases: string[]): Promise<Map<TableName, TableShape>> {
    if (databases.length === 0) {
        return new Map();
    }
    const list = [databases as unknown as string];
    const columns = await readRows(
        session,
        "SELECT c.TABLE_SCHEMA AS db, c.TABLE_NAME AS name, c.COLUMN_NAME AS col, c.DATA_TYPE AS data_type, " +
            "c.COLUMN_TYPE AS type, c.IS_NULLABLE AS nullable, c.CHARACTER_SET_NAME AS character_set, " +
            "c.COLLATION_NAME AS collation_name, c.CHARACTER_OCTET_LENGTH AS octets, c.EXTRA AS extra " +
            "FROM information_schema.COLUMNS c JOIN information_schema.TABLES t " +
            "ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME " +
            "WHERE c.TABLE_SCHEMA IN (?) AND t.TABLE_TYPE = 'BASE TABLE' ORDER BY 1, 2, c.ORDINAL_POSITION",
        list,
    );
    const shapes = new Map<TableName, TableShape>();
    for (const row of columns) {
        const shape = shapes.get(tableName(row)) ?? {
            ...{ name: tableName(row), database: text(row.db), table: text(row.name) },
            ...{ columns: [], keys: [] },
        };
        shape.columns.push(columnIn(row));
        shapes.set(shape.name, shape);
    }
    const parts = await readRows(
        session,
        "SELECT s.TABLE_SCHEMA AS db, s.TABLE_NAME AS name, s.INDEX_NAME AS idx, s.COLUMN_NAME AS col, " +
            "s.SUB_PART AS beginning, s.INDEX_TYPE AS type FROM information_schema.STATISTICS s " +
            "WHERE s.TABLE_SCHEMA IN (?) AND s.NON_UNIQUE = 0 ORDER BY 1, 2, 3, s.SEQ_IN_INDEX",
        list,
    );
    for (const [name, shape] of shapes) {
        shape.keys = keysOf(
            shape.columns,
            parts.filter((part) => tableName(part) === name),
        );
    }
    return shapes;
}

function columnIn(row: Row): ColumnShape {
    const nullable = row.nullable === "YES";
    const generated = /^(VIRTUAL|STORED) GENERATED/.exec(text(row.extra))?.[1];
    return {
        name: text(row.col),
        dataType: text(row.data_type),
        definition: [
            text(row.type),
            nullable ? "NULL" : "NOT NULL",
            ...(row.collation_name === null ? [] : [text(row.collation_name)]),
            ...(generated === undefined ? [] : [generated]),
        ].join(" "),
        characterSet: row.character_set === null ? undefined : text(row.character_set),
        octets: row.octets === null ? undefined : Number(row.octets),
        nullable,
        virtual: generated === "VIRTUAL",
    };
}

const PRIMARY = "PRIMARY";

/** Only a key of whole columns that are never NULL, in an index that is kept in order, gives every row its place. */
function keysOf(columns: ColumnShape[], parts: Row[]): UniqueKey[] {
    return [...new Set(parts.map(({ idx }) => text(idx)))]
        .sort((a, b) => Number(b === PRIMARY) - Number(a === PRIMARY))
        .flatMap((index) => {
            const own = parts.filter(({ idx }) => text(idx) === index);
            const key = own.flatMap((part) => {
                const column = columns.find(({ name }) => name === text(part.col));
                const isWhole = part.beginning === null && part.type === "BTREE";
                return column === undefined || column.nullable || !isWhole ? [] : keyColumn(column);
            });
            // The optimizer finds no range by the number of an ENUM: behind another column it need not.
            const beginsWithRange = !NAMED_NUMBERS.has(
                columns.find(({ name }) => name === key[0]?.name)?.dataType ?? "",
            );
            return key.length === own.length && beginsWithRange ? [{ index, columns: key }] : [];
        });
}

const NUMBERS = new Set(["tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year", "bit"]);
const NAMED_NUMBERS = new Set(["enum", "set"]);
const MOMENTS = new Set(["date", "time", "datetime", "timestamp"]);
const BYTES = new Set(["char", "varchar", "binary", "varbinary"]);

/** No place in a key for floating-point numbers: what is read of one need not find it again. */
function keyColumn({ name, dataType, characterSet }: ColumnShape): KeyColumn[] {
    if (NUMBERS.has(dataType) || NAMED_NUMBERS.has(dataType)) {
        return [{ name, travelsAs: "number" }];
    }
    if (MOMENTS.has(dataType)) {
        return [{ name, travelsAs: "moment" }];
    }
    return BYTES.has(dataType) ? [{ name, travelsAs: "bytes", characterSet }] : [];
}
