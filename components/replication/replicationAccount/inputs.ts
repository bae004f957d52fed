import type { ServerConnection } from "../../model/connection";

/** What is wanted, in the same words in which a look at the server answers. */
export interface ReplicationAccountInputs {
    connection: ServerConnection;
    /** Changes with the process: a new one is verified again. */
    incarnation: string;
    deadlineSeconds: number;
    user: string;
    hostPattern: string;
    password: string;
    server: string;
    account: string;
    credentials: string;
    privileges: string;
}
