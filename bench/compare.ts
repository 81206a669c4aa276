// How long does `import --simulate --compare` take for 10,000 jobs over 25 months, over their legacy fire times alone?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, runNode } from "./support/child.ts";
import { writeExport } from "./support/legacy-exports.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const jobs = scaled(10_000);
const [from, to] = ["2026-01-01", "2028-02-01"];

export async function run(rounds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  const [file, params] = [join(folder, "export"), join(folder, "params.yaml")];
  try {
    await writeExport(file, "control-m", jobs);
    writeFileSync(
      params,
      'newDay: "07:00"\ntimezone: America/New_York\nweekStart: monday\ndateStandard: mmdd\nresources: {DB: 10}\n',
    );
    const words = ["import", "control-m", file, "--params", params, "--simulate"];
    const figures = { lines: 0, maxSeconds: 0, maxMegabytes: 0 };
    const asked = async (...more: string[]) => {
      let lines = 0;
      const onOutput = (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
      };
      const all = [bin, ...words, ...more, "--from", from, "--to", to];
      // It ends with 1 where a fire time differs.
      const { seconds, megabytes } = await runNode(all, { memory: true, onOutput });
      figures.maxMegabytes = Math.max(figures.maxMegabytes, Math.round(megabytes));
      return { seconds, lines };
    };
    const reference = async () => {
      const { seconds, lines } = await asked();
      figures.lines = lines;
      return seconds;
    };
    const ours = async () => {
      const { seconds } = await asked("--compare");
      figures.maxSeconds = Math.max(figures.maxSeconds, Math.round(seconds * 10) / 10);
      return seconds;
    };
    const { all, ...rates } = await alternate(rounds, reference, ours);
    return {
      name: "compare",
      ...rates,
      unit: "s",
      params: { rounds, jobs, from, to, ...figures, all },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
