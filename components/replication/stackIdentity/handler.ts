import { dynamicHandler } from "../dynamic";
import { stackIdentity } from "./managed";

export const { create, update } = dynamicHandler(stackIdentity);
