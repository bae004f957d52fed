import { dynamicHandler } from "../dynamic";
import { replicationAccount } from "./managed";

const { create, read, diff, update, delete: del } = dynamicHandler(replicationAccount);

export { create, read, diff, update, del as delete };
