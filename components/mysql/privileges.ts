import type { Session } from "./session";

const GLOBAL = /^GRANT (.+?) ON \*\.\* TO /;

/** Which of these privileges the session's own account lacks on `*.*`. */
export async function lackedGlobally(session: Session, privileges: string[]): Promise<string[]> {
    const lines = (await session.query("SHOW GRANTS")).map((row) => String(Object.values(row)[0]));
    const held = lines.flatMap((line) => GLOBAL.exec(line)?.[1]?.split(", ") ?? []);
    return held.includes("ALL PRIVILEGES") ? [] : privileges.filter((each) => !held.includes(each));
}
