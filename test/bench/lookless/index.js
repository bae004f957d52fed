const docker = require("@pulumi/docker");
const pulumi = require("@pulumi/pulumi");

const provider = {
    create: async () => ({ id: "nothing", outs: {} }),
    read: async (id, props) => ({ id, props }),
};

class Nothing extends pulumi.dynamic.Resource {
    constructor(name) {
        super(provider, name, {});
    }
}

const image = new pulumi.Config().require("image");
const network = new docker.Network("network", { name: "it-bench-lookless" });
for (const number of [1, 2, 3, 4]) {
    const name = `it-bench-lookless-${number}`;
    const volumes = ["data", "config"].map((use) => ({
        volumeName: new docker.Volume(`${name}-${use}`, { name: `${name}-${use}` }).name,
        containerPath: `/${use}`,
    }));
    new docker.Container(name, {
        name,
        image,
        entrypoints: ["sleep", "infinity"],
        destroyGraceSeconds: 0,
        networksAdvanced: [{ name: network.name }],
        volumes,
    });
}
// Four servers' variables, two accounts, four links, three times initial data.
for (let number = 1; number <= 13; number++) {
    new Nothing(`nothing-${number}`);
}
