export { DualMasterCluster, type ClusterEndpoint } from "./dualMasterCluster";
export { DualMasterReplication } from "./dualMasterReplication";
export type * from "./arguments";
export type { BinaryLogCoordinates } from "./mysql/statements";
