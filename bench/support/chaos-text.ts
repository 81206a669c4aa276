// The report of a chaos run: for people, as the one line of JSON, and as an entry of bench/results/.

import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import type { Spread } from "./chaos-detection.ts";
import type { ChaosOutcome } from "./chaos-run.ts";
import type { ChaosVerdict } from "./chaos-verdict.ts";
import type { Result } from "./rounds.ts";

const folder = fileURLToPath(new URL("../results", import.meta.url));

/** `ours` counts what must not be: lost, doubled, overlapping, pools in use beyond their units, and processes that did not survive; `ratio` is of runs. */
export function chaosResult(
  settings: { seed: number; seconds: number; ttlSeconds: number },
  { facts, deaths }: ChaosOutcome,
  verdict: ChaosVerdict,
): Result {
  const { lost, doubled, overlapping, overused, detection, gaveUp, repeated, outlived } = verdict;
  const faults = [lost, doubled, overlapping, overused, deaths];
  const ours = faults.reduce((sum, of) => sum + of.length, 0);
  const reference = facts.runs.length;
  return {
    name: "chaos",
    ratio: ours / Math.max(reference, 1),
    ours,
    reference,
    unit: "faults in runs",
    params: {
      ...settings,
      lost: lost.length,
      doubled: doubled.length,
      overlapping: overlapping.length,
      overused: overused.length,
      died: deaths.length,
      strikes: strikesByName(facts.strikes),
      runs: facts.runs.length,
      attempts: facts.attempts.length,
      lostAttempts: facts.attempts.filter(({ ending }) => ending === "lost").length,
      apart: { outlived, repeated, gaveUp },
      detectionMs: detection,
    },
  };
}

function strikesByName(strikes: ChaosOutcome["facts"]["strikes"]): Record<string, number> {
  const groups = Map.groupBy(strikes, ({ how, victim }) => `${how} ${victim}`);
  return Object.fromEntries([...groups].map(([name, of]) => [name, of.length]).toSorted());
}

export function chaosText(
  { params }: Result,
  { deaths }: ChaosOutcome,
  { lost, doubled, overlapping, overused, gaveUp, repeated, outlived, detection }: ChaosVerdict,
): string {
  const strikes = Object.entries(params.strikes as Record<string, number>);
  return [
    ...[...lost, ...doubled, ...overlapping, ...overused, ...deaths].map((fault) => `- ${fault}`),
    `${params.runs} runs, ${params.attempts} attempts, ${params.lostAttempts} of them lost with their workers`,
    `strikes: ${strikes.map(([name, count]) => `${count} × ${name}`).join(", ")}`,
    `lost: ${lost.length}, doubled: ${doubled.length}, overlapping: ${overlapping.length}, pools in use beyond their units: ${overused.length}, processes that ended by themselves: ${deaths.length}`,
    `apart: ${outlived} attempts whose process had left its group and wrote on beside the next, ${repeated} that were done and whose result was lost, ${gaveUp} runs with a task that lost five workers`,
    ...Object.entries(detection).map(([name, spread]) => `${name}: ${spreadText(spread)}`),
  ].join("\n");
}

const spreadText = (spread: Spread): string =>
  spread === null
    ? "none"
    : `${spread.min.toFixed(0)} / ${spread.median.toFixed(0)} / ${spread.max.toFixed(0)} ms (min, median, max of ${spread.count})`;

/** Adds an entry to the page of today; answers its path. */
export function addChaosReport(
  result: Result,
  outcome: ChaosOutcome,
  verdict: ChaosVerdict,
): string {
  const date = new Date().toISOString().slice(0, 10);
  const page = `${folder}/${date}-chaos.md`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(page))
    appendFileSync(page, `# Chaos of ${date}\n\nMade by \`npm run chaos -- --report\`.\n`);
  const { seed, seconds, ttlSeconds } = result.params;
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const lines = chaosText(result, outcome, verdict).split("\n");
  appendFileSync(
    page,
    `\n## ${seconds} s, seed ${seed}, TTL ${ttlSeconds} s\n\nCommit ${commit}, ${cpus().length} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}.\n\n${lines.map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n")}\n\n\`\`\`json\n${JSON.stringify(result)}\n\`\`\`\n`,
  );
  return `bench/results/${date}-chaos.md`;
}
