import { execa } from "execa";
import { debianPackagesAreClosed } from "../debianPackages.mjs";
import { artefact, buildImage, recipe, recipeLabel } from "../mysql-image/build.mjs";
import type { Part } from "../part.mjs";
import { run } from "../running.mjs";
import { dockerEngine } from "./dockerEngine.mjs";

const official = "mysql:5.7";
const local = "pulumi-mysql-dual-master/mysql:5.7.22";

export const mysqlImage: Part = {
    title: "MySQL 5.7 image",
    why: "is what the servers run",
    needs: [dockerEngine],
    byHand: `docker pull ${official}`,

    async isThere() {
        const images = await imagesOf(official, local);
        if (images.some(({ tags }) => tags?.includes(official))) {
            return { what: `image ${official}`, variables: { MYSQL_IMAGE: official } };
        }
        return images.some(({ labels }) => labels?.[recipeLabel] === recipe)
            ? {
                  what: `image ${local} (built here from ${artefact}, not the official image)`,
                  variables: { MYSQL_IMAGE: local },
              }
            : undefined;
    },

    ways: [
        {
            from: `docker pull ${official}`,
            make: (tell) =>
                // There is no arm64 image of 5.7; an engine on arm64 emulates.
                run("docker", ["pull", "--platform", "linux/amd64", official], { tell, firstLineWithin: 15_000 }),
        },
        {
            from: `Debian packages and the Maven artefact ${artefact}`,
            closed: () =>
                process.arch === "x64" ? debianPackagesAreClosed() : `its mysqld is for amd64, not ${process.arch}`,
            make: (tell) => buildImage(local, tell),
        },
    ],
};

interface Image {
    readonly tags: readonly string[] | null;
    readonly labels: Readonly<Record<string, string>> | null;
}

/** Those of the images that the engine has. */
async function imagesOf(...names: string[]): Promise<readonly Image[]> {
    const format = '{"tags":{{json .RepoTags}},"labels":{{json .Config.Labels}}}';
    // It fails when one is missing, and prints the others all the same.
    const { stdout } = await execa("docker", ["image", "inspect", "--format", format, ...names], {
        reject: false,
        timeout: 10_000,
    });
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => JSON.parse(line) as Image);
}
