import { dynamicHandler } from "../dynamic";
import { replicationLink } from "./managed";

const { create, read, diff, update, delete: del } = dynamicHandler(replicationLink);

export { create, read, diff, update, del as delete };
