import type { ServerConnection } from "../../model/connection";

export interface DeclaredAccount {
    /** The master on which it lives. */
    connection: ServerConnection;
    /** Changes with the process: a new one is verified again. */
    incarnation: string;
    deadlineSeconds: number;
    user: string;
    hostPattern: string;
    password: string;
}

/** The state of an account, in words. */
export interface AccountState {
    server: string;
    account: string;
    credentials: string;
    privileges: string;
}

export type ReplicationAccountInputs = DeclaredAccount & AccountState;
