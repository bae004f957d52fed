/**
 * The layers of components/: what each may import of the others, and of packages. Everything else is refused, a type
 * alone as well: whoever speaks of a thing depends on it. What stands beside the layers, the components, imports all.
 */
const LAYERS = {
    /** The words that all others share. */
    model: {},
    /** How servers of one family and version speak. */
    "mysql/dialect": {},
    /** What a finding is, all that there are, and which one an error means. */
    findings: { layers: ["model", "mysql/dialect"] },
    /** Servers, and nothing of what is made of them. */
    mysql: { layers: ["model"], packages: ["mysql2"] },
    /** The engine that runs a container, asked how that stands. */
    engine: { layers: ["model"], packages: ["dockerode"] },
    /** The public arguments. */
    args: { layers: ["model"], packages: ["@pulumi/pulumi"] },
    /** Arguments made a plan: it asks nobody, and makes nothing. Pulumi's errors are how it refuses. */
    planning: { layers: ["model", "mysql/dialect", "args"], packages: ["zod", "@pulumi/pulumi"] },
    /** A server's plan made Docker's resources. */
    containers: { layers: ["model", "mysql", "planning"], packages: ["@pulumi/docker", "@pulumi/pulumi"] },
    /** What is known of the Pulumi stack and its program. */
    stack: { layers: ["model", "planning", "containers"], packages: ["@pulumi/pulumi"] },
    /** Resources that live on servers, whoever runs those: no Docker, and no plan. */
    replication: { layers: ["model", "mysql", "engine", "findings", "stack"], packages: ["@pulumi/pulumi"] },
};

/** A layer is a folder, or a single file. */
const filesOf = (layer) => `^components/${layer}(/|\\.ts$)`;
/** By its name alone where it is not installed. */
const filesOfPackage = (name) => `(^|node_modules/)(@types/)?${name}(/|$)`;

/**
 * The two sides of a resource that are Pulumi's: what a program makes, and what serves it to the engine. In between, a
 * resource knows nothing of Pulumi, so that another host can serve it as well.
 */
const PULUMIS_SIDES = [
    "^components/replication/(args|storedProvider|dynamic|engineProgress)\\.ts$",
    "^components/replication/[^/]+/(resource|handler)\\.ts$",
];

const layerRule = ([layer, { layers = [], packages = [] }]) => ({
    name: `layer-${layer}`,
    comment: `${layer} imports ${[...layers, ...packages].join(", ") || "nothing"}, and nothing else`,
    severity: "error",
    from: { path: filesOf(layer) },
    to: {
        dependencyTypesNot: ["core"],
        pathNot: [...[layer, ...layers].map(filesOf), ...packages.map(filesOfPackage)],
    },
});

export default {
    forbidden: [
        {
            name: "no-cycle",
            comment: "files that import each other, if only types, are read and changed as one",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        {
            name: "resource-without-pulumi",
            comment: "only the classes of a program, and what serves a resource to the engine, know Pulumi",
            severity: "error",
            from: { path: filesOf("replication"), pathNot: PULUMIS_SIDES },
            to: { path: [...PULUMIS_SIDES, filesOf("stack"), filesOfPackage("@pulumi")] },
        },
        ...Object.entries(LAYERS).map(layerRule),
    ],
    options: {
        doNotFollow: { path: ["node_modules", "^dist/"] },
        // With the imports that are types alone, which compiled files no longer have.
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
    },
};
