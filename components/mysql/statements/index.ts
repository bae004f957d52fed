/*
 * One function per statement. Values go through the driver's placeholders; what MySQL takes no placeholder for is checked
 * before it gets here. Whatever changes something hands back the statement as it was sent, without secrets.
 */
export * from "./accounts";
export * from "./binaryLog";
export * from "./databases";
export * from "./gtids";
export * from "./identity";
export * from "./replica";
export * from "./source";
export * from "./variables";
