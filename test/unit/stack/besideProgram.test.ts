import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireBesideProgram } from "../../../components/stack/besideProgram";

describe("the library's place", () => {
    let folder: string;
    const below = (...path: string[]): string => join(folder, ...path);

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), "beside-"));
        for (const home of ["npm/node_modules", "pnpm/node_modules/@acme/platform/node_modules"]) {
            await mkdir(below(home, "pulumi-mysql-dual-master"), { recursive: true });
            await writeFile(below(home, "pulumi-mysql-dual-master/package.json"), "{}");
        }
        await mkdir(below("npm/program"), { recursive: true });
    });

    afterAll(async () => {
        await rm(folder, { recursive: true, force: true });
    });

    it.each(["npm", "npm/program"])("should be beside the program, or above it: %s", (program) => {
        expect(() => {
            requireBesideProgram("orders", below(program));
        }).not.toThrow();
    });

    it("should not be below another package alone, where Pulumi does not look", () => {
        expect(() => {
            requireBesideProgram("orders", below("pnpm"));
        }).toThrow(/^orders: pulumi-mysql-dual-master is not to be found .*nothing was created.* npm install /);
    });
});
