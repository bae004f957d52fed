import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../connectionArgs";
import type { LinkStart } from "../initialData/inputs";
import { DynamicResource } from "../storedProvider";
import { desiredState } from "./desiredState";
import { LINK_WORDS } from "./inputs";
import type { FiltersArgs } from "../../model/filters";
import type { Positioning, BinaryLogCoordinates } from "../../model/coordinates";

export interface ReplicationLinkArgs {
    /** The link in messages, e.g. `orders-master-2 from orders-master-1`. */
    link: string;
    /** The server that follows, and how to log in there. */
    replica: ConnectionArgs;
    /** The server that is followed, and how to log in there. */
    source: ConnectionArgs;
    /** Where the replica dials its source. */
    sourceAddress: pulumi.Input<{ host: pulumi.Input<string>; port: number }>;
    /** The account with which the replica logs in at its source. */
    user: string;
    /** Its password. */
    password: pulumi.Input<string>;
    /** How the replica finds its place. */
    positioning: Positioning;
    /** From where it has to bring everything, at its first wiring. Another one is another link. */
    start: pulumi.Input<LinkStart | null>;
    /** The filters that its applier runs with. */
    filters: FiltersArgs;
    /** True where the replica's my.cnf is its owner's: filters set over SQL are told with the lines that keep them. */
    replicaMyCnfIsGiven: boolean;
    /** Seconds between two tries to reach the source. */
    connectRetrySeconds: number;
    /** Seconds of silence after which the source sends a heartbeat. */
    heartbeatSeconds: number;
    /** Seconds to wait for both threads to run. */
    deadlineSeconds: number;
    /** The server_id of every replica that is declared to follow this link's replica, where all are known. */
    declaredFollowers?: number[];
    /** Change whenever the server at that end is another process than before. */
    replicaIncarnation: pulumi.Input<string>;
    sourceIncarnation: pulumi.Input<string>;
}

/** One arrow: one replica that follows one source, both of its threads running. */
export class ReplicationLink extends DynamicResource {
    /** Host and port of the source. */
    declare readonly follows: pulumi.Output<string>;
    /** `running`, or the receiver's state and error. */
    declare readonly ioThread: pulumi.Output<string>;
    /** `running`, or the applier's state and error. */
    declare readonly sqlThread: pulumi.Output<string>;
    /** The source's binary log coordinates when the link was wired. */
    declare readonly coordinates: pulumi.Output<BinaryLogCoordinates>;

    constructor(name: string, args: ReplicationLinkArgs, opts: pulumi.CustomResourceOptions) {
        const { link, user, password, connectRetrySeconds, heartbeatSeconds, filters, ...settings } = args;
        const declared = {
            ...settings,
            name: link,
            replicationUser: user,
            replicationPassword: password,
            wantedConnectRetrySeconds: connectRetrySeconds,
            wantedHeartbeatSeconds: heartbeatSeconds,
            wantedFilters: filters,
        };
        const wanted = pulumi
            .output(args.sourceAddress)
            .apply((sourceAddress) => desiredState({ ...declared, sourceAddress }));
        super(
            "ReplicationLink",
            name,
            {
                ...declared,
                ...Object.fromEntries(LINK_WORDS.map((word) => [word, wanted[word]])),
                coordinates: undefined,
                replicaUuid: undefined,
                replicaServerId: undefined,
                sourceUuid: undefined,
                sourceServerId: undefined,
            },
            opts,
        );
    }
}
