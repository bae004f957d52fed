import * as pulumi from "@pulumi/pulumi";
import { refusalsOfChanges, type Removal } from "../planning/changes";
import type { LateCheck } from "../planning/lateChecks";
import type { ContainerPlan, ServerPlan } from "../planning/plan";
import type { PreviousServer } from "../planning/previousServer";
import { refuse } from "../planning/refusal";
import { declaredServer, successions, type DeclaredServer } from "../planning/succession";
import { namesOf, previousServers } from "./previousDeployment";

/** Resolves once nothing stands against making anything; whatever is made first waits for it. */
export type Allowed = pulumi.Output<undefined>;

/** As much of a plan as may be refused while the program runs. */
interface Refusable {
    servers: (ServerPlan & Partial<Pick<ContainerPlan, "storage">>)[];
    lateChecks: LateCheck[];
}

/**
 * What could not be refused before the program ran: arguments that are known late, and what the servers of the last
 * deployment are to become.
 */
export const allowed = (component: pulumi.Resource, name: string, plan: Refusable, removal?: Removal): Allowed =>
    pulumi
        .all([lateArgumentsAllowed(name, plan), changesAllowed(component, name, plan, removal)])
        .apply(() => undefined);

/** Each as soon as it is known: what is known late, or in no preview, hides nothing of the others. */
const lateArgumentsAllowed = (name: string, { lateChecks }: Refusable): pulumi.Output<undefined[]> =>
    pulumi.all(
        lateChecks.map(({ values, refusalsOf }) =>
            pulumi.unsecret(pulumi.all(values)).apply((known) => {
                refuse(name, refusalsOf(known));
                return undefined;
            }),
        ),
    );

function changesAllowed(
    component: pulumi.Resource,
    name: string,
    { servers }: Refusable,
    removal: Removal | undefined,
): Allowed {
    const hosts = pulumi.all(servers.map(({ host }) => host));
    return pulumi.all([hosts, previousServers(), namesOf(component, name)]).apply(([known, previous, names]) => {
        const declared = servers.map((server, index) => declaredServer(server, known[index]));
        refuse(name, refusalsOfChanges(names, declared, previous, removal), "nothing was changed");
        tellRenamed(names, declared, previous);
        return undefined;
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
