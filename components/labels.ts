/** By which `docker ps --filter label=…` finds what belongs to a cluster. */
export function labelsOf(cluster: string): { label: string; value: string }[] {
    return [{ label: "pulumi-mysql-dual-master.cluster", value: cluster }];
}
