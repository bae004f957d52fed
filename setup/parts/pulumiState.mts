import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { keep } from "../cache.mjs";
import type { Part } from "../part.mjs";
import { inLab } from "../project.mjs";

export const pulumiHome = inLab("home");
const state = inLab("state");
const passphrase = inLab("passphrase");

export const pulumiState: Part = {
    title: "Pulumi state",
    why: "keeps plugins and stacks of this project apart from yours",
    needs: [],
    byHand: `make ${inLab()} a folder that you can write to`,

    isThere() {
        const isThere = [pulumiHome, state, passphrase].every((path) => existsSync(path));
        return Promise.resolve(
            isThere
                ? {
                      what: "state in .pulumi-lab",
                      variables: {
                          PULUMI_HOME: pulumiHome,
                          PULUMI_BACKEND_URL: pathToFileURL(state).href,
                          PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
                          PULUMI_SKIP_UPDATE_CHECK: "true",
                          PULUMI_SUPPRESS_NEO_LINK: "true",
                          // `npm test` has checked the types; checking them at each run of a program takes seconds.
                          PULUMI_NODEJS_TRANSPILE_ONLY: "true",
                      },
                  }
                : undefined,
        );
    },

    ways: [
        {
            from: "this project's own folder .pulumi-lab",
            async make() {
                mkdirSync(pulumiHome, { recursive: true });
                mkdirSync(state, { recursive: true });
                // Without its passphrase a stack's secrets are lost, so an existing one is never replaced.
                if (!existsSync(passphrase)) {
                    await keep(passphrase, (draft) => {
                        writeFileSync(draft, randomBytes(24).toString("base64"), { mode: 0o600 });
                        return Promise.resolve();
                    });
                }
            },
        },
    ],
};
