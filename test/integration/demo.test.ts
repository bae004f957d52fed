import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { removeLeftovers, whatIsThereOf } from "../support/docker";
import { REPOSITORY } from "../support/projects";
import { pulumi } from "../support/pulumiCommand";
import type { Outcome } from "../support/stack";
import { onTerminal } from "../support/terminal";

const NAME = "it-demo";
const FIRST_PORT = 27400;

const typed = (command: string): Promise<Outcome> => onTerminal(command, REPOSITORY);

describe("the demo", () => {
    let demo: Outcome;

    beforeAll(async () => {
        await removeLeftovers(NAME);
        await pulumi(REPOSITORY, ["stack", "rm", "--yes", "--force", "--stack", NAME]);
        demo = await typed(`npm run demo -- --name ${NAME} --port ${FIRST_PORT}`);
    });

    afterAll(async () => {
        await removeLeftovers(NAME);
        await pulumi(REPOSITORY, ["stack", "rm", "--yes", "--force", "--stack", NAME]);
    });

    /** A command that it ends with, as it is printed. */
    function printed(title: string): string {
        const command = new RegExp(`^  ${title} +(.+)$`, "m").exec(demo.output)?.[1];
        if (command === undefined) {
            throw new Error(`the demo does not say how to ${title}:\n${demo.output}`);
        }
        return command;
    }

    it("should break the pair, have it found, and mend it", () => {
        expect(demo).toMatchObject({ code: 0 });
        expect(demo.output).toContain('auto_increment_increment: "3" => "2"');
        expect(demo.output).toContain("exit code 7: a CI job that audits would be red now");
        expect(demo.output).toContain("The pair is running");
    });

    it("should let in who copies the command that it prints, with the password in no list of processes", async () => {
        let processes = "";
        const { code, output } = await onTerminal(printed("connect"), REPOSITORY, [
            { once: /mysql.*> /i, type: "SELECT CONCAT('in as ', CURRENT_USER());\n" },
            {
                once: /in as root@/,
                type: async () => {
                    processes = (await promisify(execFile)("ps", ["-eo", "args"])).stdout;
                    return "exit\n";
                },
            },
        ]);
        expect(output).toContain("in as root@localhost");
        expect(code).toBe(0);
        const { stdout } = await pulumi(REPOSITORY, ["config", "get", "rootPassword", "--stack", NAME]);
        expect(stdout.trim()).toMatch(/^[\w-]{24}$/);
        expect(processes).toContain("docker exec -it -e MYSQL_PWD");
        expect(processes).not.toContain(stdout.trim());
        expect(printed("connect")).not.toContain(stdout.trim());
    });

    it("should print how to look again, and how to leave nothing of it behind", async () => {
        expect(await typed(printed("look again"))).toMatchObject({ code: 0 });
        const down = await typed(printed("take down"));
        expect(down.output).toContain("Nothing is left of the demo");
        expect(down.code).toBe(0);
        expect(await whatIsThereOf(NAME)).toEqual([]);
    });
});
