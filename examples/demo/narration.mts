import pc from "picocolors";
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

/** How to go on from here. */
export function closing({ masters, stackName }: Pair, seconds: number): void {
    const [first] = masters;
    console.log(`
${pc.bold(pc.green(`The pair is running`))} (the demo took ${seconds.toFixed(1)} s, set-up apart).

  connect     docker exec -it ${first.name} sh -c 'MYSQL_PWD="$(cat /run/secrets/mysql-root-password)" exec mysql -uroot'
  look again  npm run pulumi -- preview --stack ${stackName} --diff
  take down   npm run demo:down`);
}
