import { createHash } from "node:crypto";

const sha1 = (data: string | Buffer): Buffer => createHash("sha1").update(data).digest();

/** The hash that the plugin mysql_native_password stores (manual, 6.1.2.4 Password Hashing in MySQL). */
export function nativePasswordHash(password: string): string {
    return `*${sha1(sha1(password)).toString("hex").toUpperCase()}`;
}
