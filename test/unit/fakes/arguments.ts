import type {
    DualMasterClusterArgs,
    DualMasterReplicationArgs,
    ExistingMasterArgs,
    MasterArgs,
} from "../../../components/args";

/** The smallest cluster, with whatever a test is about. */
export const cluster = (
    over: Partial<DualMasterClusterArgs> = {},
    first: Partial<MasterArgs> = {},
    second: Partial<MasterArgs> = {},
): DualMasterClusterArgs => ({
    rootPassword: "root-secret",
    replication: { password: "replication-secret" },
    masters: [
        { hostPort: 3307, ...first },
        { hostPort: 3308, ...second },
    ],
    ...over,
});

/** The smallest set-up of existing servers, with whatever a test is about. */
export const existing = (
    over: Partial<DualMasterReplicationArgs> = {},
    first: Partial<ExistingMasterArgs> = {},
    second: Partial<ExistingMasterArgs> = {},
): DualMasterReplicationArgs => ({
    replication: { password: "replication-secret" },
    masters: [
        { host: "10.0.0.1", password: "root-secret-1", ...first },
        { host: "10.0.0.2", password: "root-secret-2", ...second },
    ],
    ...over,
});

/** What only a program without types can hand over. */
export const untyped = (value: unknown): never => value as never;

/** The lines of the one error that refuses arguments, without its heading. */
export function refusedIn(plan: () => unknown): string[] {
    try {
        plan();
    } catch (error) {
        const [heading = "", ...lines] = (error as Error).message.split("\n");
        expect((error as Error).constructor.name).toBe("RunError");
        expect(heading).toBe(
            `orders: ${lines.length === 1 ? "1 argument" : `${lines.length} arguments`} can't be used, so nothing was created:`,
        );
        return lines.map((line) => line.replace(/^ {2}/, ""));
    }
    return [];
}
