import * as pulumi from "@pulumi/pulumi";
import type { DualMasterReplicationArgs, ExistingServerArgs } from "./arguments";
import type { BinaryLogCoordinates } from "./mysql/statements";
import type { ConnectionArgs } from "./replication/connectionArgs";
import { ReplicationAccount } from "./replication/replicationAccount/resource";
import { ReplicationLink } from "./replication/replicationLink/resource";
import { ServerVariables } from "./replication/serverVariables/resource";
import { refusalsOfReplicationPassword } from "./topology/passwords";
import type { LinkPlan, ReplicationPlan, ServerPlan } from "./topology/plan";
import { planReplication } from "./topology/planReplication";
import { refuse } from "./topology/refusal";
import { variablesOf } from "./topology/settings";

const DEFAULT_PORT = 3306;
const DEFAULT_DEADLINE_SECONDS = 120;
const DEFAULT_CONNECT_RETRY_SECONDS = 5;
const DEFAULT_HEARTBEAT_SECONDS = 10;
export const DEFAULT_REPLICATION_USER = "replication";

interface Server {
    plan: ServerPlan;
    connection: ConnectionArgs;
    peer: pulumi.Output<{ host: string; port: number }>;
    incarnation: pulumi.Input<string>;
}

/**
 * Two masters that follow each other, and replicas that follow one of them, on servers that exist already: their
 * variables are verified, an account is made on each master, and every link is wired and seen running.
 *
 * What the servers' own my.cnf must hold and SQL can't set is reported with the lines to add.
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
        const plan = planReplication(name, args);
        super("mysql-dual-master:index:DualMasterReplication", name, {}, opts);
        const password = checkedPassword(name, args);
        const servers = plan.servers.map((server, index) => this.server(server, given(args)[index], password));
        const verified = servers.map((server) => this.verifyVariables(args, server));
        const accounts = servers.flatMap((server, index) =>
            server.plan.role === "master" ? [this.createAccount(args, server, password, verified[index])] : [],
        );
        const links = this.wire(args, plan, servers, password, [...verified, ...accounts]);
        this.coordinates = pulumi.output(
            Object.fromEntries(
                plan.links.map(({ replica }, index) => [servers[replica]?.plan.name, links[index]?.coordinates]),
            ),
        ) as pulumi.Output<Record<string, BinaryLogCoordinates>>;
        this.state = pulumi.all(links.map((link) => link.id)).apply(() => sentence(plan));
        this.registerOutputs({ state: this.state, coordinates: this.coordinates });
    }

    /** @param allowed resolves once the replication password is known to be usable: nothing happens before */
    private server(plan: ServerPlan, args: ExistingServerArgs | undefined, allowed: pulumi.Output<string>): Server {
        const { host = "", port = DEFAULT_PORT, user = "root", password = "", peerHost, peerPort } = args ?? {};
        const usedPassword = pulumi.secret(pulumi.all([password, allowed]).apply(([administrator]) => administrator));
        return {
            plan,
            connection: { name: plan.name, host, port, user, password: usedPassword },
            peer: pulumi.output({ host: peerHost ?? host, port: peerPort ?? port }),
            incarnation: args?.incarnation ?? "",
        };
    }

    private verifyVariables(args: DualMasterReplicationArgs, server: Server): ServerVariables {
        return new ServerVariables(
            `${server.plan.resource}-variables`,
            {
                connection: server.connection,
                variables: variablesOf(server.plan.settings),
                incarnation: server.incarnation,
                deadlineSeconds: args.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS,
            },
            { parent: this },
        );
    }

    private createAccount(
        args: DualMasterReplicationArgs,
        server: Server,
        password: pulumi.Output<string>,
        verified: ServerVariables | undefined,
    ): ReplicationAccount {
        return new ReplicationAccount(
            `${server.plan.resource}-account`,
            {
                connection: server.connection,
                user: args.replication.user ?? DEFAULT_REPLICATION_USER,
                // MySQL stores host names in lower case.
                hostPattern: (args.replication.hostPattern ?? "%").toLowerCase(),
                password,
                incarnation: verified?.incarnation ?? "",
                deadlineSeconds: args.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS,
            },
            { parent: this },
        );
    }

    private wire(
        args: DualMasterReplicationArgs,
        plan: ReplicationPlan,
        servers: Server[],
        password: pulumi.Output<string>,
        first: pulumi.Resource[],
    ): ReplicationLink[] {
        const betweenMasters: ReplicationLink[] = [];
        return plan.links.map((planned) => {
            const isReplica = servers[planned.replica]?.plan.role === "replica";
            const link = this.link(args, planned, servers, password, isReplica ? [...first, ...betweenMasters] : first);
            if (!isReplica) {
                betweenMasters.push(link);
            }
            return link;
        });
    }

    private link(
        args: DualMasterReplicationArgs,
        planned: LinkPlan,
        servers: Server[],
        password: pulumi.Output<string>,
        dependsOn: pulumi.Resource[],
    ): ReplicationLink {
        const [replica, source] = [servers[planned.replica], servers[planned.source]] as [Server, Server];
        return new ReplicationLink(
            planned.resource,
            {
                link: `${replica.plan.name} from ${source.plan.name}`,
                replica: replica.connection,
                source: source.connection,
                sourceAddress: source.peer,
                user: args.replication.user ?? DEFAULT_REPLICATION_USER,
                password,
                positioning: args.positioning ?? "gtid",
                initialData: args.initialData ?? "empty",
                filters: args.filters ?? {},
                connectRetrySeconds: args.replication.connectRetrySeconds ?? DEFAULT_CONNECT_RETRY_SECONDS,
                heartbeatSeconds: args.replication.heartbeatSeconds ?? DEFAULT_HEARTBEAT_SECONDS,
                deadlineSeconds: args.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS,
                replicaIncarnation: replica.incarnation,
                sourceIncarnation: source.incarnation,
            },
            // The other way round, taking the old one down would undo the new one.
            { parent: this, dependsOn, deleteBeforeReplace: true },
        );
    }
}

const given = (args: DualMasterReplicationArgs): ExistingServerArgs[] => [...args.masters, ...(args.replicas ?? [])];

function checkedPassword(component: string, { replication }: DualMasterReplicationArgs): pulumi.Output<string> {
    return pulumi.secret(replication.password).apply((password) => {
        refuse(component, refusalsOfReplicationPassword("replication.password", password));
        return password;
    });
}

function sentence({ servers, links }: ReplicationPlan): string {
    const name = (index: number): string => servers[index]?.name ?? "";
    const readers = links
        .filter(({ replica }) => servers[replica]?.role === "replica")
        .map(({ replica, source }) => `${name(replica)} follows ${name(source)}`);
    return [`${name(0)} and ${name(1)} follow each other`, ...readers].join("; ").concat("; every thread is running");
}
