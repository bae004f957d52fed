import { accountClasses } from "./catalogue/accounts";
import { applierClasses } from "./catalogue/applier";
import { dataClasses } from "./catalogue/data";
import { ASSUMED_DIALECT } from "../mysql/dialect/detect";
import { inWords, type FindingClass, type ToldClass } from "./findingClass";
import { linkClasses } from "./catalogue/links";
import { receiverClasses } from "./catalogue/receiver";
import { serverClasses } from "./catalogue/servers";
import { surroundingClasses } from "./catalogue/surroundings";

/** Every class of finding: the one place that says what each means, and the source of its page. */
export const CHAPTERS = {
    "A server": serverClasses,
    "The replication account": accountClasses,
    "A link": linkClasses,
    "A receiver (IO thread)": receiverClasses,
    "An applier (SQL thread)": applierClasses,
    Data: dataClasses,
    "What makes the sides behave differently": surroundingClasses,
} satisfies Record<string, Record<string, FindingClass>>;

type CodeOf<Chapter> = Chapter extends unknown ? keyof Chapter : never;

export type FindingCode = CodeOf<(typeof CHAPTERS)[keyof typeof CHAPTERS]>;

/** In the words of the one dialect that there is. */
export const FINDINGS = Object.fromEntries(
    Object.values(CHAPTERS).flatMap((chapter) =>
        Object.entries<FindingClass>(chapter).map(([code, each]) => [code, inWords(each, ASSUMED_DIALECT)]),
    ),
) as Record<FindingCode, ToldClass>;
