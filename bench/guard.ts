// What does a guard add to a command of another scheduler: until the command has ended, with a server on this machine that
// answers? And how much processor time does it take?

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApi } from "#api/server.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { benchDatabase } from "./support/database.ts";
import { median, type Result } from "./support/rounds.ts";

const script = fileURLToPath(new URL("../control-plane/guard/trunkline-guard", import.meta.url));
const token = "bench";

export async function run(rounds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  await using db = await benchDatabase();
  const guard = { slots: "minutes" as const, policy: "nobody" as const, aheadMs: 7_200_000 };
  const wave = { name: "polls", stage: "observe" as const, guard };
  await deploy(db.pool, [pipeline("poll", [task("poll")], { wave })]);
  const api = await createApi({
    ...{ pool: db.pool, token },
    projects: { names: ["test"], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
  try {
    writeFileSync(join(folder, "token"), token);
    const env = {
      ...{ PATH: process.env.PATH ?? "", TRUNKLINE_GUARD_DIR: join(folder, "guard") },
      ...{ TRUNKLINE_URL: await api.listen({ host: "127.0.0.1", port: 0 }) },
      ...{ TRUNKLINE_PROJECT: "test", TRUNKLINE_TOKEN_FILE: join(folder, "token") },
    };
    const took = async (words: readonly string[]): Promise<number> => {
      const [program = "", ...others] = words;
      const start = performance.now();
      const child = spawn(program, others, { env, stdio: ["ignore", "ignore", "inherit"] });
      const [code] = await once(child, "exit");
      if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
      return performance.now() - start;
    };
    const bare = ["/bin/true"];
    const guarded = ["dash", script, "--job", "poll", "--", ...bare];
    // The first one makes the guard's folder.
    await took(guarded);
    const all = { bare: [] as number[], guarded: [] as number[] };
    const cpu: number[] = [];
    for (let round = 0; round < Math.max(rounds, 5) * 20; round++) {
      all.bare.push(await took(bare));
      all.guarded.push(await took(guarded));
    }
    for (let round = 0; round < Math.max(rounds, 5); round++) cpu.push(await cpuOf(guarded, env));
    const [reference, ours] = [median(all.bare), median(all.guarded)];
    const params = {
      ...{ runs: all.bare.length, addedP50Ms: tenth(ours - reference) },
      addedP95Ms: tenth(at(all.guarded, 0.95) - reference),
      cpuMs: tenth(median(cpu)),
    };
    return { name: "guard", ours, reference, ratio: ours / reference, unit: "ms", params };
  } finally {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] as number;

const perCpu = 20;

/** Milliseconds of the processor for one of a row of runs, without the report that follows its end. */
async function cpuOf(words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const loop = `n=0; while [ $n -lt ${perCpu} ]; do "$@"; n=$((n + 1)); done; times`;
  const child = spawn("dash", ["-c", loop, "dash", ...words], { env });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
  });
  await once(child, "close");
  // The second line is of children: 0m0.120000s 0m0.080000s
  const parts = (text.trim().split("\n").at(-1) ?? "").split(" ");
  const ms = parts.map((part) => {
    const [, minutes = "0", seconds = "0"] = /^(\d+)m([\d.]+)s$/.exec(part) ?? [];
    return (Number(minutes) * 60 + Number(seconds)) * 1_000;
  });
  return ms.reduce((one, other) => one + other, 0) / perCpu;
}
