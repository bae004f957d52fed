import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";

/** The picture of the topology, by Graphviz, which runs here as WebAssembly: nothing has to be installed. */
export async function topologyPicture(): Promise<string> {
    const graph = readFileSync(new URL("../topology.dot", import.meta.url), "utf8");
    return (await instance()).renderString(graph, { format: "svg" });
}
