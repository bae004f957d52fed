// Prints what the SDK would store of dynamic providers, which are given as JSON: by the folder of the handler, the methods,
// e.g. `diff(_id, olds, news)`, where `_` marks what is not passed on to the handler.
const { serializeFunction } = require("@pulumi/pulumi/runtime/closure/serializeClosure");

async function stored(folder, calls) {
    const handler = `require("pulumi-mysql-dual-master/dist/replication/${folder}/handler")`;
    const methods = calls.map((call) => {
        const [method, parameters] = call.slice(0, -1).split("(");
        const passedOn = parameters.split(", ").filter((parameter) => !parameter.startsWith("_"));
        return `${method}: async (${parameters}) => ${handler}.${method}(${passedOn.join(", ")})`;
    });
    const provider = new Function("require", `return { ${methods.join(", ")} };`)(require);
    // As in the SDK's dynamic/index.ts.
    return (await serializeFunction(() => provider, { allowSecrets: true })).text;
}

async function main(methodsOf) {
    const texts = Object.entries(methodsOf).map(async ([folder, calls]) => [folder, await stored(folder, calls)]);
    console.log(JSON.stringify(Object.fromEntries(await Promise.all(texts))));
}

void main(JSON.parse(process.argv[2]));
