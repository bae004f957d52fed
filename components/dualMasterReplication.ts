import * as pulumi from "@pulumi/pulumi";
import type { DualMasterReplicationArgs } from "./args";
import type { BinaryLogCoordinates } from "./model/coordinates";
import { planReplication } from "./planning/replicationPlan";
import { allowed } from "./stack/allowed";
import { requireBesideProgram } from "./stack/besideProgram";
import { wire } from "./wiring";

/**
 * Two masters that follow each other, and replicas that follow one of them, on servers that exist already: their
 * variables are verified, an account is made on each master, and every link is wired and seen running.
 *
 * What the servers' own my.cnf must hold and SQL can't set is reported with the lines to add.
 *
 * @category Servers that exist already
 */
export class DualMasterReplication extends pulumi.ComponentResource {
    /** One sentence: which servers follow each other. Resolves once every link runs. */
    readonly state: pulumi.Output<string>;
    /** Per replica, its source's binary log coordinates when the link was wired. */
    readonly coordinates: pulumi.Output<Record<string, BinaryLogCoordinates>>;

    /**
     * @param name prefix of the names of all resources, and of the servers by default
     * @throws RunError that names every argument that can't be used, before anything is created
     */
    constructor(name: string, args: DualMasterReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
        // Before anything is registered: what is refused leaves nothing in the state.
        requireBesideProgram(name);
        const plan = planReplication(name, args);
        super("mysql-dual-master:index:DualMasterReplication", name, {}, opts);
        const { state, coordinates } = wire(this, name, plan, allowed(this, name, plan));
        this.state = state;
        this.coordinates = coordinates;
        this.registerOutputs({ state, coordinates });
    }
}
