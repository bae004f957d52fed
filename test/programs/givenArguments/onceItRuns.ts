import * as pulumi from "@pulumi/pulumi";

const provider: pulumi.dynamic.ResourceProvider = {
    create: (inputs: { value: string }) => Promise.resolve({ id: "known", outs: { later: inputs.value } }),
};

/** A resource whose output a preview can't know, as that of a password generator. */
class Later extends pulumi.dynamic.Resource {
    declare readonly later: pulumi.Output<string>;

    constructor(name: string, value: pulumi.Input<string>) {
        super(provider, name, { value, later: undefined }, { additionalSecretOutputs: ["later"] });
    }
}

/** The value, unknown until the program runs for good. */
export const onceItRuns = (name: string, value: pulumi.Input<string>): pulumi.Output<string> =>
    new Later(name, value).later;
