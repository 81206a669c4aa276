// How long from `npm start` in a checkout without state to the first finished run? Typed as a user types it, npm included.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./support/child.ts";
import { alternate, type Result } from "./support/rounds.ts";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

export async function run(rounds: number): Promise<Result> {
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
    folders.push(made);
    return made;
  };
  try {
    // What npm itself takes on this machine: `npm start` of a package whose script does nothing.
    const empty = folder();
    const script = JSON.stringify({ private: true, scripts: { start: "node -e 0" } });
    writeFileSync(join(empty, "package.json"), script);
    const reference = async () => (await runProgram(npm, ["start"], { cwd: empty })).seconds;
    const ours = async () => {
      // An embedded Postgres that begins with initdb, whatever this shell has set.
      const env = { TRUNKLINE_STATE: folder(), DATABASE_URL: undefined };
      return (await runProgram(npm, ["start", "--", "--once"], { cwd: checkout, env })).seconds;
    };
    const { all, ...figures } = await alternate(rounds, reference, ours);
    return { name: "first-run", ...figures, unit: "s", params: { rounds, all } };
  } finally {
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  }
}
