// How long does `trunkline validate` take for 10,000 specs, and how much memory?

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bin, runNode } from "./support/child.ts";
import { largeEstate, writeEstate } from "./support/estate.ts";
import { alternate, type Result } from "./support/rounds.ts";

const parse = fileURLToPath(new URL("support/parse-files.ts", import.meta.url));

export async function run(rounds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  try {
    writeEstate(folder, largeEstate);
    let megabytes = 0;
    const ours = async () => {
      const ended = await runNode([bin, "validate", folder], { memory: true });
      megabytes = Math.max(megabytes, ended.megabytes);
      return ended.seconds;
    };
    const reference = async () => (await runNode([parse, folder])).seconds;
    const { all, ...figures } = await alternate(rounds, reference, ours);
    const params = { rounds, specs: largeEstate.specs, maxMegabytes: Math.round(megabytes), all };
    return { name: "validate", ...figures, unit: "s", params };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
