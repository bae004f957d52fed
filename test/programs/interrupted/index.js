const pulumi = require("@pulumi/pulumi");
// Not the package's index, which loads the SDK of Docker, too: this program runs hundreds of times.
const { DualMasterReplication } = require("pulumi-mysql-dual-master/dist/dualMasterReplication");

/** As the harness wants them this time; in the environment, so that no command is spent on configuration. */
const { name, rootPassword, masters, replication, ...given } = JSON.parse(process.env.IT_INTERRUPTED ?? "{}");

module.exports.state = new DualMasterReplication(name, {
    ...given,
    masters: masters.map((master) => ({ ...master, password: pulumi.secret(rootPassword) })),
    replication: { ...replication, password: pulumi.secret(replication.password) },
}).state;
