/** What a preview has in the place of a value that is not known yet, at any depth (SDK, runtime/rpc.ts, unknownValue). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
