import { Config } from "@pulumi/pulumi";
import type { ConfiguredImage } from "../planning/clusterPlan";

const NAMESPACE = "pulumi-mysql-dual-master";

/** The image for the whole stack, e.g. from a registry of one's own. */
export function configuredImage(): ConfiguredImage | undefined {
    const name = new Config(NAMESPACE).get("image");
    return name === undefined ? undefined : { path: `${NAMESPACE}:image (stack configuration)`, name };
}
