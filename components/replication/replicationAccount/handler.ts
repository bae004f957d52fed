import type { dynamic } from "@pulumi/pulumi";
import { tearDownIfReachable } from "../tearDown";
import { withEngineProgress } from "../progress";
import { audit } from "./audit";
import { converge, remove } from "./converge";
import type { ReplicationAccountInputs } from "./inputs";

const idOf = ({ connection, user, hostPattern }: ReplicationAccountInputs): string =>
    `${user}@${hostPattern} on ${connection.name}`;

export async function create(inputs: ReplicationAccountInputs): Promise<dynamic.CreateResult> {
    await withEngineProgress((progress) => converge(inputs, progress));
    return { id: idOf(inputs), outs: inputs };
}

export async function read(id: string, props: ReplicationAccountInputs): Promise<dynamic.ReadResult> {
    const observed = { ...props, ...(await withEngineProgress((progress) => audit(props, progress))) };
    return { id, props: observed, inputs: observed };
}

/** Another name or host pattern is another account: the links move to it before the old one goes. */
export function diff(olds: ReplicationAccountInputs, news: ReplicationAccountInputs): dynamic.DiffResult {
    const replaces = (["user", "hostPattern"] as const).filter((key) => olds[key] !== news[key]);
    return { replaces };
}

export async function update(
    _id: string,
    _olds: ReplicationAccountInputs,
    news: ReplicationAccountInputs,
): Promise<dynamic.UpdateResult> {
    await withEngineProgress((progress) => converge(news, progress));
    return { outs: news };
}

async function del(_id: string, props: ReplicationAccountInputs): Promise<void> {
    await withEngineProgress((progress) =>
        tearDownIfReachable(props.connection, progress, `DROP USER '${props.user}'@'${props.hostPattern}'`, (session) =>
            remove(props, session, progress),
        ),
    );
}

export { del as delete };
