import * as pulumi from "@pulumi/pulumi";
import type { AuditorArgs, DualMasterReplicationArgs, ExistingMasterArgs, ExistingServerArgs } from "./args";
import { requireBesideProgram } from "./stack/besideProgram";
import { formerNamesOf, namesOf, previousServers, type FormerNames } from "./stack/previousDeployment";
import type { ConnectionArgs } from "./replication/connectionArgs";
import { InitialData } from "./replication/initialData/resource";
import { ReplicationAccount } from "./replication/replicationAccount/resource";
import { ReplicationLink, type ReplicationLinkArgs } from "./replication/replicationLink/resource";
import { RowComparison } from "./replication/rowComparison/resource";
import { ServerVariables } from "./replication/serverVariables/resource";
import { identityOfThisStack } from "./replication/stackIdentity/resource";
import { thisStack } from "./stack/thisStack";
import { DEFAULT_PORT, refusalsOfAddresses } from "./planning/addresses";
import { refusalsOfChanges } from "./planning/changes";
import { refusalsOfExistingPassword, refusalsOfReplicationPassword } from "./planning/passwords";
import { replicationUser } from "./planning/servers";
import type { ComparisonPlan, LinkPlan, ReplicationPlan, ServerPlan } from "./planning/plan";
import { planReplication } from "./planning/replicationPlan";
import { refuse } from "./planning/refusal";
import { variablesOf } from "./planning/serverOptions";
import type { PreviousServer } from "./planning/previousServer";
import { successions, type DeclaredServer } from "./planning/succession";
import type { BinaryLogCoordinates } from "./model/coordinates";

export const DEFAULT_DEADLINE_SECONDS = 120;
const DEFAULT_CONNECT_RETRY_SECONDS = 5;
const DEFAULT_SECONDS_TO_COMPARE = 300;
export const DEFAULT_REPLICATION_USER = "replication";

interface Server {
    plan: ServerPlan;
    aliases: FormerNames;
    connection: ConnectionArgs;
    peer: pulumi.Output<{ host: string; port: number }>;
    incarnation: pulumi.Input<string>;
    noteOnRemoval: pulumi.Input<string>;
    myCnfIsGiven: boolean;
    /** Only a master has one: the account with which others follow it. */
    account?: Account;
}

interface First {
    /** Resolves once all passwords are known to be usable. */
    allowed: pulumi.Output<undefined>;
    stackId: pulumi.Output<string>;
}

interface Account {
    user: string;
    hostPattern: string;
    password: pulumi.Output<string>;
}

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
        warnOfSkippedErrors(this, args);
        const accounts = args.masters.map((master, index) => accountOf(name, args, master, index));
        const known = pulumi.all(accounts.map(({ password }) => password));
        const changes = changesAllowed(this, name, args, plan);
        const addresses = addressesAllowed(name, args, plan);
        const allowed = pulumi.all([known, existingAllowed(name, args), addresses, changes]).apply(() => undefined);
        const { stackId } = identityOfThisStack(allowed);
        const aliases = formerNamesOf(this, name, declaredIn(args, plan, hostsAsWritten(args)));
        const servers = plan.servers.map((server, index) => ({
            ...this.server(server, given(args)[index], args.auditor, { allowed, stackId }),
            aliases: aliases[index] ?? (() => []),
            account: accounts[index],
        }));
        const verified = servers.map((server) => this.verifyVariables(args, server));
        const created = servers.flatMap((server, index) =>
            server.account === undefined ? [] : [this.createAccount(args, server, server.account, verified[index])],
        );
        const links = this.wire(args, plan, servers, [...verified, ...created]);
        plan.comparisons.forEach((planned) => this.compareRows(args, planned, servers, links));
        this.coordinates = pulumi.output(
            Object.fromEntries(
                plan.links.map(({ replica }, index) => [servers[replica]?.plan.name, links[index]?.coordinates]),
            ),
        ) as pulumi.Output<Record<string, BinaryLogCoordinates>>;
        this.state = pulumi.all(links.map((link) => link.id)).apply(() => sentence(plan));
        this.registerOutputs({ state: this.state, coordinates: this.coordinates });
    }

    /** @param first what has to be there before anything happens on a server */
    private server(
        plan: ServerPlan,
        args: ExistingServerArgs | undefined,
        auditor: AuditorArgs | undefined,
        { allowed, stackId }: First,
    ): Omit<Server, "aliases"> {
        const { host = "", port = DEFAULT_PORT, user = "root", password = "", peerHost, peerPort } = args ?? {};
        const afterAll = (each: pulumi.Input<string>): pulumi.Output<string> =>
            pulumi.secret(pulumi.all([each, allowed]).apply(([known]) => known));
        return {
            plan,
            connection: {
                name: plan.name,
                owner: thisStack(),
                stackId,
                host,
                port,
                user,
                password: afterAll(password),
                auditor:
                    auditor === undefined ? undefined : { user: auditor.user, password: afterAll(auditor.password) },
                container: args?.container,
            },
            peer: pulumi.output({ host: peerHost ?? host, port: peerPort ?? port }),
            incarnation: args?.incarnation ?? "",
            noteOnRemoval: args?.noteOnRemoval ?? "",
            myCnfIsGiven: args?.myCnf !== "generated",
        };
    }

    private verifyVariables(args: DualMasterReplicationArgs, server: Server): ServerVariables {
        return new ServerVariables(
            `${server.plan.resource}-variables`,
            {
                connection: server.connection,
                variables: variablesOf(server.plan.settings),
                incarnation: server.incarnation,
                myCnfIsGiven: server.myCnfIsGiven,
                binaryLogOnRemoval: server.plan.binaryLogOnRemoval,
                noteOnRemoval: server.noteOnRemoval,
                deadlineSeconds: deadlineOf(args),
            },
            { parent: this, aliases: server.aliases("-variables") },
        );
    }

    private createAccount(
        args: DualMasterReplicationArgs,
        server: Server,
        account: Account,
        verified: ServerVariables | undefined,
    ): ReplicationAccount {
        return new ReplicationAccount(
            `${server.plan.resource}-account`,
            {
                connection: server.connection,
                ...account,
                incarnation: verified?.incarnation ?? "",
                deadlineSeconds: deadlineOf(args),
            },
            { parent: this, aliases: server.aliases("-account") },
        );
    }

    /**
     * Between the masters first: what both hold is settled, with the coordinates of that moment, before either link
     * runs, so that whatever is written meanwhile is still to come on both. It is settled for both links together, or
     * for none: coordinates that an `up` left behind would be of another day when the next one uses them.
     */
    private wire(
        args: DualMasterReplicationArgs,
        plan: ReplicationPlan,
        servers: Server[],
        first: pulumi.Resource[],
    ): ReplicationLink[] {
        const between = plan.links.filter(({ replica }) => servers[replica]?.plan.role === "master");
        const toReplicas = plan.links.filter((link) => !between.includes(link));
        const links = new Map<LinkPlan, ReplicationLink>();
        const [forth, ...back] = between;
        if (forth !== undefined) {
            const data = this.settle(args, forth, servers, first, endsOf(forth, servers)[0].peer);
            links.set(forth, this.link(args, forth, servers, data.start, [...first, data]));
            for (const link of back) {
                links.set(link, this.link(args, link, servers, data.startBack, [...first, data]));
            }
        }
        const wired = [...links.values()];
        for (const link of toReplicas) {
            const data = this.settle(args, link, servers, [...first, ...wired]);
            links.set(link, this.link(args, link, servers, data.start, [...first, ...wired]));
        }
        return plan.links.flatMap((link) => links.get(link) ?? []);
    }

    private settle(
        args: DualMasterReplicationArgs,
        planned: LinkPlan,
        servers: Server[],
        dependsOn: pulumi.Resource[],
        replicaAddress?: pulumi.Output<{ host: string; port: number }>,
    ): InitialData {
        const [replica, source] = endsOf(planned, servers);
        return new InitialData(
            planned.dataResource,
            {
                ...following(args, replica, source),
                replicaAddress,
                positioning: planned.positioning,
                data: planned.data,
            },
            // What the masters hold is one question, and called by neither of them.
            { parent: this, dependsOn, aliases: replicaAddress === undefined ? replica.aliases("-initial-data") : [] },
        );
    }

    private link(
        args: DualMasterReplicationArgs,
        planned: LinkPlan,
        servers: Server[],
        start: ReplicationLinkArgs["start"],
        dependsOn: pulumi.Resource[],
    ): ReplicationLink {
        const [replica, source] = endsOf(planned, servers);
        const { user = "", password = "" } = source.account ?? {};
        return new ReplicationLink(
            planned.resource,
            {
                ...following(args, replica, source),
                user,
                password,
                positioning: planned.positioning,
                start,
                replicaMyCnfIsGiven: replica.myCnfIsGiven,
                declaredFollowers: planned.replicaFollowers,
                connectRetrySeconds: args.replication?.connectRetrySeconds ?? DEFAULT_CONNECT_RETRY_SECONDS,
                heartbeatSeconds: planned.heartbeatSeconds,
                replicaIncarnation: replica.incarnation,
                sourceIncarnation: source.incarnation,
            },
            // The other way round, taking the old one down would undo the new one.
            { parent: this, dependsOn, deleteBeforeReplace: true, aliases: replica.aliases("-link") },
        );
    }

    /** Once every link runs: what a replica holds is only as good as what reaches its source. */
    private compareRows(
        args: DualMasterReplicationArgs,
        planned: ComparisonPlan,
        servers: Server[],
        links: ReplicationLink[],
    ): RowComparison {
        const [replica, source] = endsOf(planned, servers);
        const { databases = [], ignoreTables = [], secondsAtMost } = args.rowComparison ?? {};
        return new RowComparison(
            planned.resource,
            {
                ...twoServers(args, replica, source),
                servers: `${source.plan.name} and ${replica.plan.name}`,
                mutual: planned.mutual,
                databases,
                ignoreTables,
                secondsAtMost: secondsAtMost ?? DEFAULT_SECONDS_TO_COMPARE,
            },
            { parent: this, dependsOn: links, aliases: planned.mutual ? [] : replica.aliases("-rows") },
        );
    }
}

const endsOf = ({ replica, source }: Pick<LinkPlan, "replica" | "source">, servers: Server[]): [Server, Server] =>
    [servers[replica], servers[source]] as [Server, Server];

const deadlineOf = ({ deadlineSeconds = DEFAULT_DEADLINE_SECONDS }: DualMasterReplicationArgs) => deadlineSeconds;

/** What every resource is given that stands between two servers. */
const twoServers = (args: DualMasterReplicationArgs, replica: Server, source: Server) => ({
    replica: replica.connection,
    source: source.connection,
    filters: args.filters ?? {},
    deadlineSeconds: deadlineOf(args),
});

/** The same where one follows the other. */
const following = (args: DualMasterReplicationArgs, replica: Server, source: Server) => ({
    ...twoServers(args, replica, source),
    link: `${replica.plan.name} from ${source.plan.name}`,
    sourceAddress: source.peer,
});

const given = (args: DualMasterReplicationArgs): ExistingServerArgs[] => [...args.masters, ...(args.replicas ?? [])];

function accountOf(
    component: string,
    args: DualMasterReplicationArgs,
    master: ExistingMasterArgs,
    index: number,
): Account {
    const {
        user = DEFAULT_REPLICATION_USER,
        hostPattern = "%",
        password = "",
    } = replicationUser(args, { args: master });
    const path = master.replication?.password === undefined ? "" : `masters[${index}].`;
    return {
        user,
        // MySQL stores host names in lower case.
        hostPattern: hostPattern.toLowerCase(),
        password: pulumi.secret(password).apply((known) => {
            refuse(component, refusalsOfReplicationPassword(`${path}replication.password`, known));
            return known;
        }),
    };
}

/** Passwords of accounts that are there already may only be known while the program runs. */
function existingAllowed(component: string, args: DualMasterReplicationArgs): pulumi.Output<void> {
    const paths = [
        ...args.masters.map((_, index) => `masters[${index}].password`),
        ...(args.replicas ?? []).map((_, index) => `replicas[${index}].password`),
        ...(args.auditor === undefined ? [] : ["auditor.password"]),
    ];
    const accounts = [...given(args), ...(args.auditor === undefined ? [] : [args.auditor])];
    return pulumi.unsecret(pulumi.all(accounts.map(({ password }) => password))).apply((known) => {
        refuse(
            component,
            known.flatMap((password, index) => refusalsOfExistingPassword(paths[index] ?? "", password)),
        );
    });
}

/** So may addresses. */
function addressesAllowed(
    component: string,
    args: DualMasterReplicationArgs,
    { servers }: ReplicationPlan,
): pulumi.Output<void> {
    return pulumi.all(given(args).map(({ host, peerHost }) => pulumi.all([host, peerHost]))).apply((known) => {
        const addressed = given(args).map(({ port, peerPort }, index) => {
            const [host, peerHost] = known[index] ?? [];
            return { path: servers[index]?.path ?? "", host, peerHost, port, peerPort };
        });
        refuse(component, refusalsOfAddresses(addressed));
    });
}

const hostsAsWritten = (args: DualMasterReplicationArgs): (string | undefined)[] =>
    given(args).map(({ host }) => (typeof host === "string" ? host : undefined));

const declaredIn = (
    args: DualMasterReplicationArgs,
    { servers }: ReplicationPlan,
    hosts: (string | undefined)[],
): DeclaredServer[] =>
    servers.map(({ path, resource, name, role, settings }, index) => ({
        ...{ path, resource, name, role, host: hosts[index], port: given(args)[index]?.port ?? DEFAULT_PORT },
        variables: variablesOf(settings),
    }));

/** What the servers of the last deployment are to become is refused before anything is touched. */
function changesAllowed(
    component: pulumi.Resource,
    name: string,
    args: DualMasterReplicationArgs,
    plan: ReplicationPlan,
): pulumi.Output<void> {
    const hosts = pulumi.all(given(args).map(({ host }) => host));
    return pulumi.all([hosts, previousServers(), namesOf(component, name)]).apply(([known, previous, names]) => {
        const declared = declaredIn(args, plan, known);
        refuse(name, refusalsOfChanges(names, declared, previous));
        tellRenamed(names, declared, previous);
    });
}

/** An author who meant another server there would not see it in what is replaced. */
function tellRenamed(names: string[], declared: DeclaredServer[], previous: PreviousServer[]): void {
    for (const { server, byName, byAddress } of successions(names, declared, previous).values()) {
        if (byName === undefined && byAddress?.name !== undefined && byAddress.name !== server.name) {
            void pulumi.log.info(
                `${server.name}: is ${byAddress.name}, by its address ${server.host ?? ""}:${server.port}, under another name, and ` +
                    "keeps its data. Another server in its place takes another port, or another host.",
            );
        }
    }
}

function warnOfSkippedErrors(component: pulumi.Resource, { skipErrors = [] }: DualMasterReplicationArgs): void {
    if (skipErrors.length > 0) {
        void pulumi.log.warn(
            `skipErrors = ${skipErrors.join(", ")}: what an applier stumbles over is skipped without a word, so that the ` +
                "servers differ from then on and no status shows it. Declare it only as long as it is needed.",
            component,
        );
    }
}

function sentence({ servers, links }: ReplicationPlan): string {
    const name = (index: number): string => servers[index]?.name ?? "";
    const readers = links
        .filter(({ replica }) => servers[replica]?.role === "replica")
        .map(({ replica, source }) => `${name(replica)} follows ${name(source)}`);
    return [`${name(0)} and ${name(1)} follow each other`, ...readers].join("; ").concat("; every thread is running");
}
