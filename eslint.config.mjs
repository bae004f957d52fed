import prettier from "eslint-config-prettier";
import { defineConfig, globalIgnores } from "eslint/config";
import { configs } from "typescript-eslint";

/** What a module would keep from one run of Pulumi to the next: that is for an Operation, which is handed down. */
const ownState = (where) =>
    [
        `${where} > VariableDeclaration[kind="let"]`,
        `${where} > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set)$/][arguments.length=0]`,
    ].map((selector) => ({ selector, message: "no module keeps what belongs to one run: hand it down" }));

export default defineConfig(
    globalIgnores(["dist/", "coverage/", ".pulumi-lab/", "**/node_modules/"]),
    {
        files: ["**/*.ts", "**/*.mts"],
        extends: [configs.strictTypeChecked, configs.stylisticTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
            eqeqeq: "error",
            // A number in a message says what String(number) would say, at more length.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // `const { a, ...rest }` is how a property is left out.
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
        },
    },
    {
        files: ["components/**/*.ts"],
        // Whoever serves the resources knows how long what it keeps is true.
        ignores: ["components/replication/dynamic.ts"],
        rules: {
            "no-restricted-syntax": ["error", ...["Program", "Program > ExportNamedDeclaration"].flatMap(ownState)],
        },
    },
    {
        files: ["**/*.js", "**/*.mjs"],
        extends: [configs.strict, configs.stylistic],
    },
    {
        files: ["**/*.js"],
        // Node reads these as CommonJS.
        rules: { "@typescript-eslint/no-require-imports": "off" },
    },
    prettier,
);
