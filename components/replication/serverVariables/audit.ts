import type { Finding } from "../../findings/finding";
import { inShort } from "../../findings/summarise";
import { forAudit } from "../../mysql/connection";
import { withSession, type Session } from "../../mysql/session";
import { userDatabases } from "../../mysql/statements";
import { notTransactional, tablesWithoutPrimaryKey } from "../../mysql/tables";
import { failedLook } from "../errorFindings";
import type { Operation } from "../operation";
import { whyDown } from "../server/readyServer";
import { reportFindings } from "../reportFindings";
import { REACHABLE } from "../words";
import type { ServerVariablesOutputs, VariablesState } from "./inputs";
import { sayClaim, UNCLAIMED } from "./claim";
import { effectiveVariables } from "./actualState";
import { claimFindings, variableFindings } from "./stateFindings";

/**
 * Looks at a server, changes nothing, and tells what it finds. That it can't be reached is an observation, too: it
 * hides nothing about the others.
 */
export async function audit(known: ServerVariablesOutputs, { progress }: Operation): Promise<VariablesState> {
    const connection = forAudit(known.connection);
    const { wantedVariables: declared = known.variables } = known;
    try {
        return await withSession(connection, async (session) => {
            const variables = await effectiveVariables(session, Object.keys(known.variables));
            const claim = await sayClaim(session, known.token);
            const isMaster = declared.read_only === "OFF";
            reportFindings(
                [
                    ...claimFindings(connection.name, claim, known.token),
                    ...variableFindings(connection.name, variables, declared, session.dialect),
                    ...(isMaster ? await tableFindings(session) : []),
                ],
                progress,
            );
            return { server: REACHABLE, claim, variables };
        });
    } catch (error) {
        const { code, words } = failedLook(error, connection);
        const why = code === "server-unreachable" ? await whyDown(connection) : undefined;
        reportFindings([why ?? { code, where: connection.name, observed: words }], progress);
        return {
            server: why?.code === "server-does-not-start" ? why.observed : words,
            claim: known.claim ?? UNCLAIMED,
            variables: known.variables,
        };
    }
}

/** Tables are replicated: those of a master are everybody's. */
async function tableFindings(session: Session): Promise<Finding[]> {
    const where = session.server.name;
    const databases = await userDatabases(session);
    const keyless = await tablesWithoutPrimaryKey(session);
    const volatile = databases.length === 0 ? [] : await notTransactional(session, databases);
    return [
        ...(keyless.length === 0
            ? []
            : [
                  {
                      code: "no-primary-key" as const,
                      where,
                      observed: `without a primary key: ${inShort(keyless, ", ")}`,
                  },
              ]),
        ...(volatile.length === 0
            ? []
            : [
                  {
                      code: "not-transactional" as const,
                      where,
                      observed: `without transactions: ${inShort(volatile, ", ")}`,
                  },
              ]),
    ];
}
