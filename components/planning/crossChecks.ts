import type { TopologyArgs } from "../args";
import { Writers } from "../model/choices";
import { silenceOf } from "./defaults";
import { PLANNED_DIALECT } from "./dialect";
import type { Refusal } from "./refusal";
import { serverName } from "./schema";
import { replicationUser, type NamedServer, type Placed } from "./servers";
import { refuseLanes, refuseRepeated, type Used } from "./uniqueness";
import { refusalsOf } from "./validate";

/** What each server uses for one argument; those that leave it open are left out. */
export function used<T, V>(
    servers: Placed<T>[],
    argument: string,
    value: (server: Placed<T>) => V | undefined,
): Used<V>[] {
    return servers.flatMap((server) => {
        const found = value(server);
        return found === undefined ? [] : [{ path: `${server.path}.${argument}`, value: found }];
    });
}

/** Refusals that hold for any servers, whoever runs them. */
export function refusalsOfServers(args: TopologyArgs, servers: Placed<NamedServer>[]): Refusal[] {
    // Names that both follow from a number are the same only where the numbers are.
    const names = servers.map(({ path, name, args: own }) => ({
        path: `${path}.name`,
        value: name,
        derived: own.name === undefined,
    }));
    // `west` and `orders-west` are one resource to a component that is called `orders`.
    const resources = servers
        .filter((server) => servers.every((other) => other === server || other.name !== server.name))
        .map(({ path, resource }) => ({ path: `${path}.name`, value: resource }));
    const increment = args.lanes?.increment ?? servers.filter(({ role }) => role === "master").length;
    const derived = servers
        .filter((server) => server.args.name === undefined)
        .flatMap(({ path, name }) =>
            refusalsOf(serverName, name).map(({ reason }) => ({
                path: `${path}.name`,
                value: JSON.stringify(name),
                reason: `follows from the component's name and can't be used; ${reason}`,
            })),
        );
    return [
        ...derived,
        ...refuseRepeated("a name", names),
        ...refuseRepeated("a name", resources),
        ...refuseRepeated("a number", replicaNumbers(servers)),
        ...(args.lanes?.writers === Writers.One
            ? refuseLanesOfNobody(args, servers)
            : refuseLanes(
                  { path: "lanes.increment", value: increment },
                  used(servers, "offset", ({ offset }) => offset),
              )),
        ...refuseCopyFrom(args),
        ...refuseNoPassword(args, servers),
        ...refuseLateHeartbeat(args, servers),
    ];
}

/** Two that are called the same would be one. */
const replicaNumbers = (servers: Placed<NamedServer>[]): Used<number>[] =>
    servers
        .filter(({ role }) => role === "replica")
        .map(({ path, number, args }) => ({
            path: `${path}.number`,
            value: number,
            derived: (args as { number?: number }).number === undefined,
        }));

function refuseLanesOfNobody({ lanes }: TopologyArgs, servers: Placed<NamedServer & { offset?: number }>[]): Refusal[] {
    const given = [
        { path: "lanes.increment", value: lanes?.increment },
        ...servers.map(({ path, args }) => ({ path: `${path}.offset`, value: args.offset })),
    ];
    return given.flatMap(({ path, value }) =>
        value === undefined
            ? []
            : [
                  {
                      path,
                      value: String(value),
                      reason: 'has no meaning with lanes.writers = "one"; allowed: one of the two',
                  },
              ],
    );
}

function refuseNoPassword(args: TopologyArgs, servers: Placed<NamedServer>[]): Refusal[] {
    const masters = servers.filter(({ role }) => role === "master");
    const without = masters.filter((server) => (replicationUser(args, server).password ?? undefined) === undefined);
    const path = without.length === masters.length ? undefined : without[0]?.path;
    return without.length === 0
        ? []
        : [
              {
                  path: path === undefined ? "replication.password" : `${path}.replication.password`,
                  value: "",
                  reason: "is missing",
              },
          ];
}

function refuseCopyFrom({ initialData, copyFrom }: TopologyArgs): Refusal[] {
    return copyFrom === undefined || initialData === "copy"
        ? []
        : [
              {
                  path: "copyFrom",
                  value: String(copyFrom),
                  reason: 'has a meaning only with initialData = "copy"; allowed: both, or none',
              },
          ];
}

/** A replica that gives up before the first heartbeat is due reconnects without end while its source is idle. */
function refuseLateHeartbeat(args: TopologyArgs, servers: Placed<NamedServer>[]): Refusal[] {
    const heartbeat = args.replication?.heartbeatSeconds;
    const timeout = Math.min(...servers.map((server) => silenceOf(args.options, server.args.options)));
    return heartbeat === undefined || !(heartbeat >= timeout)
        ? []
        : [
              {
                  path: "replication.heartbeatSeconds",
                  value: String(heartbeat),
                  reason: `comes too late for ${PLANNED_DIALECT.options.receiverTimeout} = ${timeout}; allowed: less than that`,
              },
          ];
}
