import type { Session } from "./session";
import { setGlobal } from "./statements";

/**
 * Under super_read_only nobody writes, not even the administrator. It is lifted for what this library has to write of its
 * own, and put back at once, whatever happens meanwhile; read_only stays as it is, so that no application writes.
 *
 * @param tell hears of both, for whoever has to put it back by hand after a run that was killed in between
 */
export async function whileWritable<T>(
    session: Session,
    tell: (statement: string) => void,
    work: () => Promise<T>,
): Promise<T> {
    const [row] = await session.query("SELECT @@GLOBAL.super_read_only AS is_on");
    if (Number(row?.is_on ?? 0) !== 1) {
        return await work();
    }
    tell("SET GLOBAL super_read_only = OFF, for what follows, and read_only stays");
    await setGlobal(session, "super_read_only", 0);
    try {
        return await work();
    } finally {
        await setGlobal(session, "super_read_only", 1);
        tell("SET GLOBAL super_read_only = ON again");
    }
}
