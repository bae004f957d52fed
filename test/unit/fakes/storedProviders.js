// Prints what the state would hold of each dynamic provider: compiled as tsc compiles it, serialised as the SDK does.
const { serializeFunction } = require("@pulumi/pulumi/runtime/closure/serializeClosure");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { ModuleKind, ScriptTarget, transpileModule } = require("typescript");

const REPLICATION = join(__dirname, "../../../components/replication");

async function stored(resource) {
    const source = readFileSync(join(REPLICATION, resource, "provider.ts"), "utf8");
    const compilerOptions = { target: ScriptTarget.ES2020, module: ModuleKind.CommonJS };
    const exported = {};
    new Function("exports", "require", transpileModule(source, { compilerOptions }).outputText)(exported, require);
    const [provider] = Object.values(exported);
    return (await serializeFunction(() => provider, { allowSecrets: true })).text;
}

async function main(resources) {
    const texts = await Promise.all(resources.map(async (resource) => [resource, await stored(resource)]));
    console.log(JSON.stringify(Object.fromEntries(texts)));
}

void main(process.argv.slice(2));
