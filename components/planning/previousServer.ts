import type { Role } from "../model/choices";

/** Where a server's data directory is: in a volume, or in a folder of the Docker host. */
export interface DataPlace {
    volume?: string;
    folder?: string;
}

/** A server as the last deployment left it, by what the stack's state says. */
export interface PreviousServer {
    /** How its resources are called there. */
    resource: string;
    /** Its own name; absent where its deployment ended before there was more than a volume. */
    name?: string;
    /** Where the program dialled it. */
    host?: string;
    port?: number;
    role?: Role;
    /** The variables that it was declared to run with. */
    variables: Record<string, string>;
    /** Only of a server that runs in a container. */
    data?: DataPlace;
    /** The cluster whose container it is, by its label. */
    cluster?: string;
    /** Whether its volume stays when it is taken out of the program; absent in what an older release has made. */
    keepsData?: boolean;
}
