import type { BinaryLogOnRemoval } from "../../arguments";
import type { ServerConnection } from "../../mysql/server";

/** What is wanted, in the same words in which a look at the server answers. */
export interface ServerVariablesInputs {
    connection: ServerConnection;
    /** Changes with the process: a new one is verified again. */
    incarnation: string;
    deadlineSeconds: number;
    /** True where the server's my.cnf is its owner's: what SET GLOBAL changed is lost there at the next restart. */
    myCnfIsGiven: boolean;
    binaryLogOnRemoval: BinaryLogOnRemoval;
    server: string;
    variables: Record<string, string>;
}

/** What was declared when the server was last seen to: in a state that was refreshed, `variables` shows what is. */
export interface Verified {
    declared: Record<string, string>;
}

export type ServerVariablesOutputs = ServerVariablesInputs & Verified;
