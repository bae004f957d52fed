import { Listr } from "listr2";
import pc from "picocolors";
import { duration, type Telling } from "./telling.mjs";

/** A list of what is being made, each with the last line that its program printed. */
export const onTerminal: Telling = async (jobs) => {
    const tasks = jobs.map(({ part, make }) => ({
        title: `${part.title} ${pc.dim(`(${part.why})`)}`,
        task: async (_: unknown, task: { title: string; output: string | undefined }) => {
            const told = task.title;
            let start: number | undefined;
            let failures = "";
            const what = await make({
                trying: (from) => {
                    start ??= Date.now();
                    task.title = `${told}${failures} from ${from}`;
                },
                failed: (from, reason) => {
                    // The end of a long reason is its cause; all of it is told where nothing else helps.
                    failures += pc.yellow(` ${from} failed (${reason.split(": ").at(-1) ?? reason}),`);
                },
                line: (text) => {
                    task.output = text;
                },
            });
            task.title = `${part.title}: ${what} ${pc.dim(start === undefined ? "" : duration(start))}`;
        },
    }));
    await new Listr(tasks, {
        concurrent: true,
        exitOnError: false,
        rendererOptions: { collapseErrors: false, showErrorMessage: false, removeEmptyLines: true },
    }).run();
};
