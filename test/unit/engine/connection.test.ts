import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionTo } from "../../../components/engine/connection";
import { textIn } from "../../../components/engine/log";

describe("where an engine is dialled", () => {
    let folder: string;

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), "engine-"));
        for (const file of ["ca.pem", "cert.pem", "key.pem"]) {
            await writeFile(join(folder, file), file);
        }
        const meta = join(folder, "contexts/meta", createHash("sha256").update("far").digest("hex"));
        await mkdir(meta, { recursive: true });
        await writeFile(
            join(meta, "meta.json"),
            JSON.stringify({ Endpoints: { docker: { Host: "ssh://me@far:2222" } } }),
        );
    });

    afterAll(async () => {
        await rm(folder, { recursive: true, force: true });
    });

    const SOCKET = { host: undefined, socketPath: "/run/docker.sock" };
    const FAR = { protocol: "ssh", host: "far", port: 2222, username: "me", sshOptions: { agent: "/agent" } };

    it.each<[string, object, NodeJS.ProcessEnv, object]>([
        ["nothing says", {}, {}, {}],
        ["the environment says", {}, { DOCKER_HOST: "unix:///run/docker.sock" }, SOCKET],
        ["the provider says", { host: "unix:///run/docker.sock" }, { DOCKER_HOST: "tcp://other:1" }, SOCKET],
        ["it is reached in clear", { host: "tcp://far:2375" }, {}, { protocol: "http", host: "far", port: 2375 }],
        ["it is reached by ssh", { host: "ssh://me@far:2222" }, { SSH_AUTH_SOCK: "/agent" }, FAR],
    ])("should be told: %s", async (_, engine, env, dialled) => {
        expect(await connectionTo(engine, env)).toEqual(dialled);
    });

    it("should be told with the certificates of a folder, and by the name of a context", async () => {
        expect(await connectionTo({ host: "tcp://far:2376", certPath: folder }, {})).toEqual({
            protocol: "https",
            host: "far",
            port: 2376,
            ca: Buffer.from("ca.pem"),
            cert: Buffer.from("cert.pem"),
            key: Buffer.from("key.pem"),
        });
        const env = { DOCKER_CONFIG: folder, SSH_AUTH_SOCK: "/agent", DOCKER_HOST: "tcp://other:1" };
        expect(await connectionTo({ context: "far" }, env)).toEqual(FAR);
        expect(await connectionTo({}, { ...env, DOCKER_CONTEXT: "far" })).toEqual(FAR);
        await expect(connectionTo({ context: "unknown" }, env)).rejects.toThrow("ENOENT");
    });
});

describe("a container's log", () => {
    const frame = (stream: number, text: string): Buffer => {
        const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
        header.writeUInt32BE(Buffer.byteLength(text), 4);
        return Buffer.concat([header, Buffer.from(text)]);
    };

    it("should be the text of both streams in their order, and of a terminal as it is", () => {
        expect(textIn(Buffer.concat([frame(2, "eins ä\n"), frame(1, "zwei\n")]))).toBe("eins ä\nzwei\n");
        expect(textIn(Buffer.from("as it is\n"))).toBe("as it is\n");
        expect(textIn(Buffer.alloc(0))).toBe("");
    });
});
