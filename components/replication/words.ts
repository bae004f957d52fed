/** The words of a healthy set-up. Inputs want them, observations answer in them, and so a preview compares them. */
export const REACHABLE = "reachable";
export const PRESENT = "present";
export const AS_DECLARED = "as declared";
export const RUNNING = "running";
export const WHOLE = "whole";
