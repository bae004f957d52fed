import type { BinaryLogOnRemoval } from "../../model/choices";
import type { ServerConnection } from "../../model/connection";

export interface DeclaredVariables {
    /** The server, and how to log in there. */
    connection: ServerConnection;
    /** Changes with the process: a new one is verified again. */
    incarnation: string;
    /** Seconds to wait for the server's first answer. */
    deadlineSeconds: number;
    /** True where the server's my.cnf is its owner's: what SET GLOBAL changed is lost there at the next restart. */
    myCnfIsGiven: boolean;
    /** What becomes of its binary log when it is taken out of the program. */
    binaryLogOnRemoval: BinaryLogOnRemoval;
    /** Told when the server leaves the program; empty where there is nothing to tell. */
    noteOnRemoval?: string;
    /**
     * Global variables that it must run with, by name, in the form in which SHOW GLOBAL VARIABLES prints them: `variables`
     * as declared, for in a state that was refreshed those show what is.
     */
    wantedVariables?: Record<string, string>;
}

/** The state of a server, in words. */
export interface VariablesState {
    server: string;
    /** The stack whose server it is: `organization/project/stack`. */
    claim: string;
    variables: Record<string, string>;
}

export type ServerVariablesInputs = DeclaredVariables & VariablesState;

/** What an older release made knows neither whose the server is nor by which of its owner's resources. */
export interface KeptToken {
    token?: string;
}

export type ServerVariablesOutputs = Omit<ServerVariablesInputs, "claim"> & { claim?: string } & KeptToken;
