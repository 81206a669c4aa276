// How long from `npm start` in a fresh checkout to the first finished run?

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, runNode } from "./support/child.ts";
import { alternate, type Result } from "./support/rounds.ts";

export async function run(rounds: number): Promise<Result> {
  const folders: string[] = [];
  const ours = async () => {
    const state = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
    folders.push(state);
    return (await runNode([bin, "up", "--once", "--state", state])).seconds;
  };
  try {
    const reference = async () => (await runNode(["-e", "0"])).seconds;
    const { all, ...figures } = await alternate(rounds, reference, ours);
    return { name: "first-run", ...figures, unit: "s", params: { rounds, all } };
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}
