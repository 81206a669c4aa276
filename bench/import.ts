// How long does an import of 100,000 jobs take, with its ledger, and how much memory, over plain parsing of the export and
// writing the same ledger?

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bin, runNode } from "./support/child.ts";
import { writeExport } from "./support/legacy-exports.ts";
import { alternate, type Result } from "./support/rounds.ts";

const plain = fileURLToPath(new URL("support/plain-import.ts", import.meta.url));
const jobs = 100_000;

const sources = {
  "import-jil": { kind: "jil", system: "autosys", params: "timezone: America/New_York\n" },
  "import-control-m": {
    kind: "control-m",
    system: "control-m",
    params:
      'newDay: "07:00"\ntimezone: America/New_York\nweekStart: monday\ndateStandard: mmdd\nresources: {DB: 10}\n',
  },
} as const;

export async function run(name: keyof typeof sources, rounds: number): Promise<Result> {
  const { kind, system, params: answers } = sources[name];
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  const file = join(folder, "export");
  const params = join(folder, "params.yaml");
  const out = join(folder, "out");
  try {
    await writeExport(file, kind, jobs);
    writeFileSync(params, answers);
    let megabytes = 0;
    const ours = async () => {
      rmSync(out, { recursive: true, force: true });
      const words = [bin, "import", system, file, "--params", params, "--out", out, "--quiet"];
      const ended = await runNode(words, { memory: true, exits: [0, 1] });
      megabytes = Math.max(megabytes, ended.megabytes);
      return ended.seconds;
    };
    // The first import gives the ledger that the reference writes.
    await ours();
    const ledger = join(out, "ledger.ndjson");
    const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    const kept = join(folder, "ledger");
    writeFileSync(kept, readFileSync(ledger));
    const reference = async () =>
      Number((await runNode([plain, kind, file, kept, join(folder, "copy")])).stdout);
    const { all, ...figures } = await alternate(rounds, reference, ours);
    const told = {
      ...{ rounds, jobs: report.jobs, inputBytes: statSync(file).size },
      ...{ ledgerBytes: statSync(kept).size, maxMegabytes: Math.round(megabytes), all },
    };
    return { name, ...figures, unit: "s", params: told };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
