import * as pulumi from "@pulumi/pulumi";
import { connectionTo, secretOnce } from "./connectionTo";
import type { BinaryLogCoordinates } from "./model/coordinates";
import type { AccountPlan, ComparisonPlan, LinkPlan, ReplicationPlan, ServerPlan } from "./planning/plan";
import { variablesOf } from "./planning/serverOptions";
import { declaredServer } from "./planning/succession";
import type { ConnectionArgs } from "./replication/args";
import { InitialData } from "./replication/initialData/resource";
import { ReplicationAccount } from "./replication/replicationAccount/resource";
import { ReplicationLink, type ReplicationLinkArgs } from "./replication/replicationLink/resource";
import { RowComparison } from "./replication/rowComparison/resource";
import { ServerVariables } from "./replication/serverVariables/resource";
import { identityOfThisStack } from "./replication/stackIdentity/resource";
import type { Allowed } from "./stack/allowed";
import { formerNamesOf, type FormerNames } from "./stack/previousDeployment";

/** A server of the plan, and what its resources are made with. */
interface Server {
    plan: ServerPlan;
    aliases: FormerNames;
    connection: ConnectionArgs;
    account?: Omit<AccountPlan, "password"> & { password: pulumi.Output<string> };
}

/** What a wired set-up tells. */
export interface Wired {
    /** One sentence: which servers follow each other. Resolves once every link runs. */
    state: pulumi.Output<string>;
    /** Per replica, its source's binary log coordinates when the link was wired. */
    coordinates: pulumi.Output<Record<string, BinaryLogCoordinates>>;
}

/**
 * The resources of a plan, in wiring order: every server's variables, an account on each master, what the servers hold,
 * the links, and the comparisons of their rows.
 *
 * @param component what they stand beneath
 */
export function wire(component: pulumi.Resource, name: string, plan: ReplicationPlan, allowed: Allowed): Wired {
    warnOfSkippedErrors(component, plan);
    const wiring = new Wiring(component, plan, serversOf(component, name, plan, allowed));
    const verified = wiring.variables();
    const accounts = wiring.accounts(verified);
    const links = wiring.links([...verified, ...accounts]);
    wiring.comparisons(links);
    const coordinates = links.map((link, index) => [wiring.replicaOf(plan.links[index])?.plan.name, link.coordinates]);
    return {
        state: pulumi.all(links.map((link) => link.id)).apply(() => sentence(plan)),
        coordinates: pulumi.output(Object.fromEntries(coordinates)) as Wired["coordinates"],
    };
}

function serversOf(component: pulumi.Resource, name: string, plan: ReplicationPlan, allowed: Allowed): Server[] {
    const { stackId } = identityOfThisStack(allowed);
    const { auditor } = plan;
    const declared = plan.servers.map((server) =>
        declaredServer(server, typeof server.host === "string" ? server.host : undefined),
    );
    const aliases = formerNamesOf(component, name, declared);
    return plan.servers.map((server, index) => ({
        plan: server,
        aliases: aliases[index] ?? (() => []),
        connection: {
            ...connectionTo(server, allowed),
            stackId,
            auditor: auditor && { user: auditor.user, password: secretOnce(allowed, auditor.password) },
        },
        account: server.account && { ...server.account, password: secretOnce(allowed, server.account.password) },
    }));
}

class Wiring {
    constructor(
        private readonly parent: pulumi.Resource,
        private readonly plan: ReplicationPlan,
        private readonly servers: Server[],
    ) {}

    replicaOf(link?: LinkPlan): Server | undefined {
        return link && this.servers[link.replica];
    }

    variables(): ServerVariables[] {
        return this.servers.map(
            ({ plan, connection, aliases }) =>
                new ServerVariables(
                    `${plan.resource}-variables`,
                    {
                        connection,
                        wantedVariables: variablesOf(plan.options),
                        incarnation: plan.incarnation,
                        myCnfIsGiven: isOwners(plan),
                        binaryLogOnRemoval: plan.binaryLogOnRemoval,
                        noteOnRemoval: plan.noteOnRemoval,
                        deadlineSeconds: this.plan.deadlineSeconds,
                    },
                    { parent: this.parent, aliases: aliases("-variables") },
                ),
        );
    }

    accounts(verified: ServerVariables[]): ReplicationAccount[] {
        return this.servers.flatMap(({ plan, connection, account, aliases }, index) =>
            account === undefined
                ? []
                : new ReplicationAccount(
                      `${plan.resource}-account`,
                      {
                          connection,
                          ...account,
                          incarnation: verified[index]?.incarnation ?? "",
                          deadlineSeconds: this.plan.deadlineSeconds,
                      },
                      { parent: this.parent, aliases: aliases("-account") },
                  ),
        );
    }

    /**
     * Between the masters first: what both hold is settled, with the coordinates of that moment, before either link
     * runs, so that whatever is written meanwhile is still to come on both. It is settled for both links together, or
     * for none: coordinates that an `up` left behind would be of another day when the next one uses them.
     *
     * @returns in the order of the plan
     */
    links(first: pulumi.Resource[]): ReplicationLink[] {
        const [forth, back, ...toReplicas] = this.plan.links as [LinkPlan, LinkPlan, ...LinkPlan[]];
        const data = this.initialData(forth, first, { back: true });
        const between = [
            this.link(forth, data.start, [...first, data]),
            this.link(back, data.startBack, [...first, data]),
        ];
        return [
            ...between,
            ...toReplicas.map((link) =>
                this.link(link, this.initialData(link, [...first, ...between]).start, [...first, ...between]),
            ),
        ];
    }

    private initialData(planned: LinkPlan, dependsOn: pulumi.Resource[], { back = false } = {}): InitialData {
        const { replica } = this.endsOf(planned);
        return new InitialData(
            planned.dataResource,
            {
                ...this.following(planned),
                filters: this.plan.filters,
                replicaAddress: back ? peerAddressOf(replica.plan) : undefined,
                positioning: planned.positioning,
                data: planned.data,
            },
            // What the masters hold is one question, and called by neither of them.
            { parent: this.parent, dependsOn, aliases: back ? [] : replica.aliases("-initial-data") },
        );
    }

    private link(
        planned: LinkPlan,
        start: ReplicationLinkArgs["start"],
        dependsOn: pulumi.Resource[],
    ): ReplicationLink {
        const { replica, source } = this.endsOf(planned);
        const { user = "", password = "" } = source.account ?? {};
        return new ReplicationLink(
            planned.resource,
            {
                ...this.following(planned),
                replicationUser: user,
                replicationPassword: password,
                positioning: planned.positioning,
                start,
                replicaMyCnfIsGiven: isOwners(replica.plan),
                declaredFollowers: planned.replicaFollowers,
                wantedConnectRetrySeconds: planned.receiver.connectRetrySeconds,
                wantedHeartbeatSeconds: planned.receiver.heartbeatSeconds,
                wantedFilters: this.plan.filters,
                replicaIncarnation: replica.plan.incarnation,
                sourceIncarnation: source.plan.incarnation,
            },
            // A new link that is made before the old one goes would be taken down with it: both are on the same replica.
            { parent: this.parent, dependsOn, deleteBeforeReplace: true, aliases: replica.aliases("-link") },
        );
    }

    /** Once every link runs: what a replica holds is only as good as what reaches its source. */
    comparisons(links: ReplicationLink[]): RowComparison[] {
        return this.plan.comparisons.map((planned) => {
            const { replica, source } = this.endsOf(planned);
            const { mutual, databases, ignoreTables, secondsAtMost } = planned;
            return new RowComparison(
                planned.resource,
                {
                    ...this.between(planned),
                    name: `${source.plan.name} and ${replica.plan.name}`,
                    mutual,
                    filters: this.plan.filters,
                    databases,
                    ignoreTables,
                    secondsAtMost,
                },
                { parent: this.parent, dependsOn: links, aliases: mutual ? [] : replica.aliases("-rows") },
            );
        });
    }

    /** What every resource is given that stands between two servers. */
    private between(planned: LinkPlan | ComparisonPlan) {
        const { replica, source } = this.endsOf(planned);
        const { deadlineSeconds } = this.plan;
        return { replica: replica.connection, source: source.connection, deadlineSeconds };
    }

    /** The same where one follows the other. */
    private following(planned: LinkPlan) {
        const { replica, source } = this.endsOf(planned);
        return {
            ...this.between(planned),
            name: `${replica.plan.name} from ${source.plan.name}`,
            sourceAddress: peerAddressOf(source.plan),
        };
    }

    /** A plan's places are places in its own list. */
    private endsOf({ replica, source }: Pick<LinkPlan, "replica" | "source">): { replica: Server; source: Server } {
        return { replica: this.servers[replica], source: this.servers[source] } as { replica: Server; source: Server };
    }
}

const peerAddressOf = ({ peerHost, peerPort }: ServerPlan) => pulumi.output({ host: peerHost, port: peerPort });

const isOwners = ({ myCnf }: ServerPlan): boolean => myCnf === "owner";

function warnOfSkippedErrors(component: pulumi.Resource, { skipErrors }: ReplicationPlan): void {
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
