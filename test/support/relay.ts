import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";

/** A stretch of network between two servers, which can go silent without hanging up. */
export interface Relay {
    hold(): void;
    release(): void;
    /** From now on another server is behind the same address; whoever is connected has to dial anew. */
    leadTo(target: number): void;
    close(): Promise<void>;
}

/** Whoever dials `port` on the loopback address is put through to another port there. */
export async function relay(port: number, firstTarget: number): Promise<Relay> {
    const sockets = new Set<Socket>();
    let target = firstTarget;
    let held = false;
    const hangUp = (): void => {
        for (const socket of sockets) {
            socket.destroy();
        }
    };
    const server = createServer((near) => {
        const far = connect(target, "127.0.0.1");
        for (const [from, to] of [
            [near, far],
            [far, near],
        ] as const) {
            sockets.add(from);
            from.pipe(to);
            // The other end learns of it by the same pipe.
            from.on("error", () => to.destroy());
            from.on("close", () => {
                sockets.delete(from);
                to.destroy();
            });
            if (held) {
                from.pause();
            }
        }
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return {
        hold: () => {
            held = true;
            for (const socket of sockets) {
                socket.unpipe();
                socket.pause();
            }
        },
        release: () => {
            held = false;
            // What was held back has no way on: both ends begin anew.
            hangUp();
        },
        leadTo: (next) => {
            target = next;
            hangUp();
        },
        close: async () => {
            hangUp();
            server.close();
            await once(server, "close");
        },
    };
}
