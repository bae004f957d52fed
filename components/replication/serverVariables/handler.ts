import { dynamicHandler } from "../dynamic";
import { serverVariables } from "./managed";

const { create, read, update, delete: del } = dynamicHandler(serverVariables);

export { create, read, update, del as delete };
