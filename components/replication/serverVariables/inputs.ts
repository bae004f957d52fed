import type { ServerConnection } from "../../mysql/server";

/** What is wanted, in the same words in which a look at the server answers. */
export interface ServerVariablesInputs {
    connection: ServerConnection;
    /** Changes with the process: a new one is verified again. */
    incarnation: string;
    deadlineSeconds: number;
    server: string;
    variables: Record<string, string>;
}
