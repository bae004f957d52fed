/**
 * Runs programs whose passwords are refused only once they are known, and prints what was registered by then and the
 * error with which Pulumi would end the program.
 */
import * as pulumi from "@pulumi/pulumi";
import { DualMasterCluster, DualMasterReplication } from "../../../components";
import { registeredBy } from "./engine";

interface Outcome {
    registered: string[];
    message: string;
}

async function outcomeOf(program: () => unknown): Promise<Outcome> {
    const failure = new Promise((resolve) => {
        process.removeAllListeners("unhandledRejection").on("unhandledRejection", resolve);
    });
    const { resources, error } = await registeredBy(program, {}, failure);
    return {
        registered: resources.map(({ type, name }) => `${type} ${name}`),
        message: error instanceof pulumi.RunError ? error.message : `no RunError: ${String(error)}`,
    };
}

async function main(): Promise<void> {
    const masters = [{ hostPort: 3307 }, { hostPort: 3308 }];
    const tooLong = { password: pulumi.secret("x".repeat(33)) };
    const hosts = ["10.0.0.1", "10.0.0.2"].map((host) => ({ host, password: "root-secret" }));
    console.log(
        JSON.stringify({
            cluster: await outcomeOf(
                () =>
                    new DualMasterCluster("orders", {
                        rootPassword: pulumi.secret("in two\nlines"),
                        replication: { password: "replication-secret" },
                        masters,
                    }),
            ),
            network: await outcomeOf(
                () =>
                    new DualMasterCluster("orders", {
                        rootPassword: "root-secret",
                        replication: { password: "replication-secret" },
                        masters,
                        network: pulumi.output("bridge"),
                    }),
            ),
            existing: await outcomeOf(
                () =>
                    new DualMasterReplication("orders", {
                        replication: { password: pulumi.secret("") },
                        masters: hosts,
                    }),
            ),
            ofOneMaster: await outcomeOf(
                () =>
                    new DualMasterCluster("orders", {
                        rootPassword: pulumi.secret("in two\nlines"),
                        replication: { password: "replication-secret" },
                        masters: masters.map((master, index) =>
                            index === 1 ? { ...master, replication: tooLong } : master,
                        ),
                    }),
            ),
            ofOneExisting: await outcomeOf(
                () =>
                    new DualMasterReplication("orders", {
                        replication: { password: "replication-secret" },
                        masters: hosts.map((host, index) => (index === 1 ? { ...host, replication: tooLong } : host)),
                    }),
            ),
        }),
    );
    // The SDK counts what still waits for the failed outputs as a failure of its own.
    process.once("exit", () => (process.exitCode = 0));
    process.exit();
}

void main();
