import type { PulumiRun } from "../support/pulumiRun";
import type { Statement } from "../support/statementProxy";
import type { Scene } from "./scene";

/** How an operation is interrupted. */
export interface Way {
    readonly says: string;
    /** True where an operation that ends well all the same has nothing left to do; a restart undoes each SET GLOBAL. */
    readonly isForgotten: boolean;
    /** Nothing passes between program and servers until this has ended. What it answers with is waited for later. */
    interrupt(scene: Scene, run: PulumiRun, statement: Statement): Promise<{ isOver: Promise<void> }>;
}

const OVER = { isOver: Promise.resolve() };

export const WAYS = {
    kill: {
        says: "SIGKILL for pulumi, the program, and the provider",
        isForgotten: true,
        interrupt: async ({ proxy }, run) => {
            await run.kill();
            proxy.cutAll();
            return OVER;
        },
    },
    cut: {
        says: "all connections to both servers are cut; new ones are taken",
        isForgotten: true,
        interrupt: ({ proxy }) => {
            proxy.cutAll();
            return Promise.resolve(OVER);
        },
    },
    crash: {
        says: "SIGKILL for the server that got the statement; it is started again",
        isForgotten: false,
        interrupt: async ({ hosts }, _run, statement) => {
            const host = hosts.find(({ name }) => name === statement.server);
            await host?.kill();
            return { isOver: host?.start() ?? OVER.isOver };
        },
    },
} satisfies Record<string, Way>;

export type WayName = keyof typeof WAYS;
