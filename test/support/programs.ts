import { join } from "node:path";
import { REPOSITORY } from "./projects";

/** A Pulumi program that was written for the tests. */
export const program = (name: string): string => join(REPOSITORY, "test", "programs", name);
