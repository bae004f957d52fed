import { dynamicHandler } from "../dynamic";
import { rowComparison } from "./managed";

export const { check, create, read, update } = dynamicHandler(rowComparison);
