import * as pulumi from "@pulumi/pulumi";
import type { BinaryLogCoordinates } from "../../model/coordinates";
import type { Args } from "../args";
import { DynamicResource } from "../storedProvider";
import { desiredState, type Wishes } from "./desiredState";
import { LINK_WORDS, type DeclaredLink } from "./inputs";

export type ReplicationLinkArgs = Args<DeclaredLink> & Omit<Wishes, "sourceAddress">;

/** One replica that follows one source, both of its threads running. */
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
        const wanted = pulumi
            .output(args.sourceAddress)
            .apply((sourceAddress) => desiredState({ ...args, sourceAddress }));
        super(
            "ReplicationLink",
            name,
            {
                ...args,
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
