import { tryAudits, type AuditsResult } from "./audits.js";
import { readOptions, type Plan } from "./options.js";
import { tryPoint, type PointResult } from "./point.js";
import { asTable, sayAudits, sayPoint, summed } from "./report.js";
import type { Positioning } from "./savedServers.js";
import { openScene } from "./scene.js";

/** Two positionings may be tried by two processes at a time. */
const FIRST_PORTS: Record<Positioning, number> = { binlog: 25200, gtid: 25210 };
const FROM_POINTS_TO_AUDITS = 20;

const tell = (line: string): void => {
    console.error(line);
};

async function tryPoints(plan: Plan, positioning: Positioning): Promise<PointResult[]> {
    const results: PointResult[] = [];
    const scene = await openScene(`it-endure-${positioning}`, FIRST_PORTS[positioning], positioning);
    try {
        for (const operation of plan.operations) {
            for (const way of plan.ways) {
                for (let number = plan.from; number <= plan.to; number += 1) {
                    const result = await tryPoint(scene, { operation, way, number, counted: plan.counted });
                    results.push(result);
                    tell(sayPoint(result));
                    if (result.evidence !== undefined) {
                        tell(result.evidence);
                    }
                    if (result.verdict === "past the end") {
                        break;
                    }
                }
            }
        }
    } finally {
        await scene.close();
    }
    return results;
}

async function audits(plan: Plan, positioning: Positioning): Promise<AuditsResult> {
    const firstPort = FIRST_PORTS[positioning] + FROM_POINTS_TO_AUDITS;
    const scene = await openScene(`it-endure-audits-${positioning}`, firstPort, positioning, "complete");
    try {
        return await tryAudits(scene, plan.audits, tell);
    } finally {
        await scene.close();
    }
}

async function main(plan: Plan): Promise<boolean> {
    const points: PointResult[] = [];
    const audited: AuditsResult[] = [];
    for (const positioning of plan.positionings) {
        if (plan.operations.length > 0) {
            points.push(...(await tryPoints(plan, positioning)));
        }
    }
    const [first] = plan.positionings;
    if (plan.audits > 0 && first !== undefined) {
        audited.push(await audits(plan, first));
    }
    if (plan.json) {
        console.log(JSON.stringify({ points, audits: audited }, null, 2));
    } else {
        if (points.length > 0) {
            console.log(asTable(summed(points, plan.from)));
        }
        audited.forEach((each) => {
            console.log([sayAudits(each), ...each.evidence].join("\n"));
        });
    }
    return (
        points.every(({ verdict }) => verdict !== "failed") && audited.every(({ evidence }) => evidence.length === 0)
    );
}

try {
    const plan = readOptions(process.argv.slice(2));
    if (typeof plan === "string") {
        console.log(plan);
    } else {
        process.exitCode = (await main(plan)) ? 0 : 1;
    }
} catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
}
