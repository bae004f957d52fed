import prettier from "eslint-config-prettier";
import { defineConfig, globalIgnores } from "eslint/config";
import { configs } from "typescript-eslint";

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
