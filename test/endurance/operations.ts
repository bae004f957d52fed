import { expectGone, expectHealthy } from "./health";
import type { Writers } from "./rows";
import type { Declared } from "./savedStack";
import type { Beginning, Scene } from "./scene";

/** What is done when it is interrupted, and then done again. */
export interface Operation {
    readonly says: string;
    readonly beginsWith: Beginning;
    readonly command: "up" | "destroy";
    /** What the program declares other than before. */
    readonly changes: Declared;
    /** Servers that may be written all the while, from 0. */
    readonly writtenAt: number[];
    /** @throws Error where it is not as it has to be afterwards */
    expectDone(scene: Scene, declared: Declared, writers: Writers): Promise<void>;
}

export const OPERATIONS = {
    up: {
        says: "up of a program that was never deployed, on empty servers",
        beginsWith: "empty",
        command: "up",
        changes: {},
        writtenAt: [],
        expectDone: expectHealthy,
    },
    copy: {
        says: "the same with a copy of the first server's data, which is written meanwhile",
        beginsWith: "seeded",
        command: "up",
        changes: { initialData: "copy" },
        writtenAt: [0],
        expectDone: expectHealthy,
    },
    update: {
        says: "up that changes lanes, password, heartbeat, retries and filters of a pair that is written on both sides",
        beginsWith: "wired",
        command: "up",
        changes: {
            lanes: { increment: 4 },
            replication: { connectRetrySeconds: 2, heartbeatSeconds: 5, password: "another one" },
            filters: { replicateIgnoreDb: ["it_ignored"] },
        },
        writtenAt: [0, 1],
        expectDone: expectHealthy,
    },
    account: {
        says: "up that replaces the replication account of a pair that is written on both sides",
        beginsWith: "wired",
        command: "up",
        changes: { replication: { user: "follower" } },
        writtenAt: [0, 1],
        expectDone: expectHealthy,
    },
    destroy: {
        says: "destroy of a pair that is written on both sides",
        beginsWith: "wired",
        command: "destroy",
        changes: {},
        writtenAt: [0, 1],
        expectDone: (scene, _declared, writers) => expectGone(scene, writers),
    },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
