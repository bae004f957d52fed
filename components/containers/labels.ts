import { OWN_LABELS, type Label } from "../model/labels";

/** Of a volume: whose it was made for, which tells somebody who finds it later what it holds. */
export const serverLabel = (server: string): Label => ({ label: `${OWN_LABELS}server`, value: server });

/** By which `docker ps --filter label=…` finds what belongs to a cluster, and what its author wants found. */
export function labelsOf(cluster: string, further: Record<string, string> = {}): Label[] {
    return [
        { label: `${OWN_LABELS}cluster`, value: cluster },
        ...Object.entries(further).map(([label, value]) => ({ label, value })),
    ];
}
