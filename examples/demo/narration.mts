import pc from "picocolors";
import { STACK } from "./options.mjs";
import type { Pair } from "./stack.mjs";

let chapters = 0;

/** Announces what comes next, and the command that a reader would type for it. */
export function chapter(title: string, command?: string): void {
    chapters += 1;
    console.log(`\n${pc.bold(pc.cyan(`${chapters}. ${title}`))}`);
    if (command !== undefined) {
        console.log(pc.dim(`   $ ${command}`));
    }
}

export function say(line: string): void {
    console.log(`   ${line}`);
}

/**
 * How to go on from here, in commands that work as they are printed. Root's password stands in none of them: it passes
 * from the stack's configuration through the environment, where `ps` and the shell's history show nothing of it.
 */
export function closing({ masters, stackName }: Pair, seconds: number): void {
    const [first] = masters;
    console.log(`
${pc.bold(pc.green(`The pair is running`))} (the demo took ${seconds.toFixed(1)} s, set-up apart).

  connect     MYSQL_PWD="$(npm run --silent pulumi -- config get rootPassword --stack ${stackName})" docker exec -it -e MYSQL_PWD ${first.name} mysql -uroot
  look again  npm run pulumi -- preview --stack ${stackName} --diff
  take down   npm run demo:down${stackName === STACK ? "" : ` -- --name ${stackName}`}`);
}
