import { dynamicHandler } from "../dynamic";
import { readinessGate } from "./managed";

export const { create, update } = dynamicHandler(readinessGate);
