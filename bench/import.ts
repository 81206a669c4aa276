// How long does an import of 100,000 jobs take, with its ledger, and how much memory, over plain parsing of the export and
// writing the same ledger?

import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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
  const kept = join(folder, "ledger");
  let imports = 0;
  let out = "";
  try {
    await writeExport(file, kind, jobs);
    writeFileSync(params, answers);
    let megabytes = 0;
    // Each in a folder of its own, and all kept until the end: ext4 gives no inode out again for minutes after its file was
    // removed, and looks at each of them with every file that is made, which took 2.6 of 20 s.
    const ours = async () => {
      out = join(folder, `import-${imports++}`, "out");
      mkdirSync(dirname(out));
      const words = [bin, "import", system, file, "--params", params, "--out", out, "--quiet"];
      const ended = await runNode(words, { memory: true, exits: [0, 1] });
      megabytes = Math.max(megabytes, ended.megabytes);
      // The reference writes it. There are gigabytes of it.
      renameSync(join(out, "ledger.ndjson"), kept);
      return ended.seconds;
    };
    await ours();
    const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
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
