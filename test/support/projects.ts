import { join } from "node:path";

export const REPOSITORY = join(__dirname, "..", "..");
export const example = (name: string): string => join(REPOSITORY, "examples", name);
