/** Module under which previews show the library's own resources: `pulumi-nodejs:dynamic/mysql-dual-master:…`. */
export const RESOURCE_MODULE = "mysql-dual-master";
