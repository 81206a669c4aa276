// How long does a rehearsed day of 1,000 pipelines take, with durations that a seed spreads?

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RehearsalSummary } from "#schemas/types.ts";
import { bin, runNode } from "./support/child.ts";
import { smallEstate, writeEstate } from "./support/estate.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const specs = scaled(smallEstate.specs);
const folders = Math.min(smallEstate.folders, specs);

export async function run(rounds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  try {
    writeEstate(folder, { ...smallEstate, specs, folders });
    let summary: RehearsalSummary | undefined;
    const rehearse = async (to: string) => {
      const words = ["rehearse", folder, "--from", "2026-11-23T00:00Z", "--to", to, "--seed", "1"];
      const ended = await runNode([bin, ...words, "--tail", "1h", "--output", "json"]);
      summary = JSON.parse(ended.stdout.trimEnd().split("\n").at(-1) ?? "");
      return ended.seconds;
    };
    // A second before anything is due: reading the files, a database, deploying.
    const reference = () => rehearse("2026-11-23T00:00:01Z");
    const ours = () => rehearse("2026-11-24T00:00Z");
    const { all, ...figures } = await alternate(rounds, reference, ours);
    const { runs, attempts } = summary ?? {};
    const params = { rounds, specs, runs, attempts, all };
    return { name: "rehearse", ...figures, unit: "s", params };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
