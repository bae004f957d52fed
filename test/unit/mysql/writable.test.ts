import { whileWritable } from "../../../components/mysql/writable";
import { fakeSession } from "../fakes/session";

describe("what is written on a server that takes no writes from anybody", () => {
    const scene = (isOn: number) => {
        const session = fakeSession({ "SELECT @@GLOBAL.super_read_only": [{ is_on: isOn }] });
        const told: string[] = [];
        const write = (): Promise<unknown> => session.query("DROP TABLE t");
        const run = (work: () => Promise<unknown>): Promise<unknown> =>
            whileWritable(session, (line) => told.push(line), work);
        const changes = (): string[] => session.sent.slice(1).map(({ sql, values }) => [sql, ...values].join(" "));
        return { told, write, run, changes };
    };

    it("should be written while super_read_only is off, which is told, and put back", async () => {
        const { told, write, run, changes } = scene(1);
        await run(write);
        expect(changes()).toEqual([
            "SET GLOBAL super_read_only = ? 0",
            "DROP TABLE t",
            "SET GLOBAL super_read_only = ? 1",
        ]);
        expect(told).toEqual([
            "SET GLOBAL super_read_only = OFF, for what follows, and read_only stays",
            "SET GLOBAL super_read_only = ON again",
        ]);
    });

    it("should leave it on where writing fails", async () => {
        const { run, changes } = scene(1);
        await expect(run(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
        expect(changes().at(-1)).toBe("SET GLOBAL super_read_only = ? 1");
    });

    it("should be nothing but written anywhere else", async () => {
        const { told, write, run, changes } = scene(0);
        await run(write);
        expect([changes(), told]).toEqual([["DROP TABLE t"], []]);
    });
});
