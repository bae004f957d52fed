import * as pulumi from "@pulumi/pulumi";

/**
 * The stack that declares a server: `organization/project/stack`. Nothing of the component is in it: one that is renamed
 * by an alias has the same servers as before.
 */
export const thisStack = (): string => `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
