import { say } from "./narration.mjs";
import type { Pair } from "./stack.mjs";
import { connect } from "./writeOnEachSide.mjs";

/** The two ways in which pairs diverge that nobody notices: a link that stopped, and a lane that moved. */
export async function breakReplication({ masters: [first, second] }: Pair, password: string): Promise<void> {
    const breaks = [
        { master: second, statement: "STOP SLAVE" },
        { master: first, statement: "SET GLOBAL auto_increment_increment = 3" },
    ];
    for (const { master, statement } of breaks) {
        const connection = await connect(master, password);
        try {
            await connection.query(statement);
        } finally {
            await connection.end();
        }
        say(`on ${master.name}: ${statement}`);
    }
}
