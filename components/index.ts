export { DualMasterCluster, type ClusterEndpoint } from "./dualMasterCluster";
export { DualMasterReplication } from "./dualMasterReplication";
export type * from "./args";
export * from "./model/choices";
export type { EngineAddress } from "./model/connection";
export { Positioning, type BinaryLogCoordinates } from "./model/coordinates";
export type { FiltersArgs } from "./model/filters";
export { InitialDataMode } from "./model/initialData";
