/** How every database begins that this library makes: none of them belongs to an application. */
export const OWN_DATABASES = "pulumi_mysql_dual_master";

/**
 * The one in which a server says whose it is: two programs that each want it their way would undo each other's work
 * without end. It never reaches a binary log, and holds the server's own server_uuid, so that what a copied data folder or
 * a restored dump brings along claims nothing.
 */
export const CLAIM_RECORD = OWN_DATABASES;

/**
 * The one that stands on a server from before a copy into it begins until the link that goes on from there runs. It tells
 * whoever comes after an interruption which databases are a part of a copy, and whether that is whole: only then can it be
 * gone on from, or thrown away, without guessing.
 */
export const COPY_RECORD = `${OWN_DATABASES}_copy`;
