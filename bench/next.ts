// How many due times a second does the schedule engine find, over croner's?

import { Cron } from "croner";
import { compileSchedule, next } from "#core/schedule/schedule.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

/** From every minute to 29 February, in zones whose clocks change, and don't. */
const crons = [
  "* * * * *",
  "*/15 * * * *",
  "0 * * * *",
  "30 2 * * *",
  "0 6 * * 1-5",
  "15,45 8-18 * * 1-5",
  "0 0 1,15 * *",
  "0 12 1 */3 *",
  "5 4 * * 0",
  "0 0 29 2 *",
];
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
const begin = Date.UTC(2026, 0, 1);

const pairs = crons.flatMap((cron) => zones.map((zone) => ({ cron, zone })));

/** Due times a second of finders that are compiled before: each walks on from what it found. */
function rateOf(finders: readonly ((after: number) => number)[], steps: number): number {
  const start = performance.now();
  for (const find of finders) {
    let at = begin;
    // 29 February soon leaves the years that zone data knows.
    for (let step = 0; step < steps; step++) at = step % 20 === 0 ? find(begin) : find(at);
  }
  return (finders.length * steps) / ((performance.now() - start) / 1000);
}

export async function run(rounds: number): Promise<Result> {
  const steps = scaled(400);
  const theirs = pairs.map(({ cron, zone }) => {
    const compiled = new Cron(cron, { timezone: zone, paused: true });
    return (after: number) => compiled.nextRun(new Date(after))?.getTime() ?? begin;
  });
  const mine = pairs.map(({ cron, zone }) => {
    const compiled = compileSchedule({ cron }, zone);
    return (after: number) => next(compiled, after) ?? begin;
  });
  // Both are warm before they count.
  rateOf(theirs, scaled(20));
  rateOf(mine, scaled(20));
  const { ours, reference, ratio, all } = await alternate(
    rounds,
    async () => rateOf(theirs, steps),
    async () => rateOf(mine, steps * 10),
  );
  const params = { reference: "croner 11.0.1", crons: crons.length, zones: zones.length, all };
  return { name: "next", ratio, ours, reference, unit: "due times/s", params };
}
