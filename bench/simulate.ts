// How long does `trunkline simulate` take for 10 million fire times of 10,000 pipelines, and how much memory?

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cron } from "croner";
import { bin, runNode } from "./support/child.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";
import { sharedSchedules, writeSimulatedEstate } from "./support/simulated-estate.ts";

const pipelines = scaled(10_000);
const schedules = sharedSchedules(Math.min(500, pipelines));
const [from, to] = ["2026-01-01", "2026-06-20"];

export async function run(rounds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  try {
    writeSimulatedEstate(folder, pipelines, schedules);
    const figures = { fireTimes: 0, seconds: [] as number[], megabytes: 0 };
    // The whole command: files read and checked, fire times merged, told as JSON and taken by a reader.
    const ours = async () => {
      let lines = 0;
      const onOutput = (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
      };
      const words = ["simulate", folder, "--from", from, "--to", to, "--output", "json"];
      const ended = await runNode([bin, ...words], { memory: true, onOutput });
      figures.fireTimes = lines;
      figures.seconds.push(Math.round(ended.seconds * 100) / 100);
      figures.megabytes = Math.max(figures.megabytes, Math.round(ended.megabytes));
      return lines / ended.seconds;
    };
    const { all, ...rates } = await alternate(rounds, async () => cronerRate(), ours);
    const maxSeconds = Math.max(...figures.seconds);
    const params = {
      ...{ rounds, reference: "croner 11.0.1, instants alone", pipelines, from, to },
      ...{ schedules: schedules.length, maxSeconds, ...figures, all },
    };
    return { name: "simulate", ...rates, unit: "fire times/s", params };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Instants a second that croner finds of the same cron texts, one after the other, in the first weeks. */
function cronerRate(): number {
  const until = Date.parse(from) + 28 * 86_400_000;
  const start = performance.now();
  let found = 0;
  for (const { cron, timezone } of schedules) {
    if (cron === null) continue;
    const compiled = new Cron(cron, { timezone, paused: true });
    for (let at: Date | null = new Date(from); ; found++) {
      at = compiled.nextRun(at);
      if (at === null || at.getTime() >= until) break;
    }
  }
  return found / ((performance.now() - start) / 1000);
}
