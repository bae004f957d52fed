/** The part of a resource in a checkpoint that is looked at. */
export interface StoredResource {
    urn: string;
    type: string;
    /** True for what a provider manages, false for a component. */
    custom: boolean;
    id?: string;
    parent?: string;
    provider?: string;
    protect?: boolean;
    inputs?: Record<string, unknown>;
}

/** What a checkpoint holds, as {@link DeployedStack.state} gives it. */
export function resourcesIn(state: string): StoredResource[] {
    const { deployment } = JSON.parse(state) as { deployment?: { resources?: StoredResource[] } };
    return deployment?.resources ?? [];
}

/** The last part of a resource's type, e.g. `Container`. */
export const kindOf = ({ type }: StoredResource): string => type.split(":").at(-1) ?? type;
