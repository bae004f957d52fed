/** What a Docker object is marked with. */
export interface Label {
    label: string;
    value: string;
}

/** Begins the labels that are the library's own. */
export const OWN_LABELS = "pulumi-mysql-dual-master.";
