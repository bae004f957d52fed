import { dynamicHandler } from "../dynamic";
import { initialData } from "./managed";

export const { create, update } = dynamicHandler(initialData);
