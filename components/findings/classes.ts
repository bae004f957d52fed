import { accountClasses } from "./accounts";
import { applierClasses } from "./applier";
import { dataClasses } from "./data";
import type { FindingClass } from "./findingClass";
import { linkClasses } from "./links";
import { receiverClasses } from "./receiver";
import { serverClasses } from "./servers";
import { surroundingClasses } from "./surroundings";

/** Every class of finding by its code: the one place that says what each means, and the source of its page. */
const CLASSES = {
    ...serverClasses,
    ...accountClasses,
    ...linkClasses,
    ...receiverClasses,
    ...applierClasses,
    ...dataClasses,
    ...surroundingClasses,
};

export type FindingCode = keyof typeof CLASSES;

export const FINDINGS: Record<FindingCode, FindingClass> = CLASSES;
