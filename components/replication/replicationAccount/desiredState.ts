import { REPLICATION_SLAVE, sayGrant } from "../../mysql/grants";
import { AS_DECLARED, PRESENT, REACHABLE } from "../words";
import type { AccountState } from "./inputs";

export const desiredState = (): AccountState => ({
    server: REACHABLE,
    account: PRESENT,
    credentials: AS_DECLARED,
    privileges: sayGrant(REPLICATION_SLAVE),
});
