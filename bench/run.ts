// `npm run bench -- NAME [--rounds N]`: one benchmark; its last line is one JSON object.

import { parseArgs } from "node:util";
import type { Result } from "./support/rounds.ts";

export interface Benchmark {
  /** What question it answers, in one line. */
  question: string;
  run: (rounds: number) => Promise<Result>;
}

const engine = (name: "engine-diamond" | "engine-fanout" | "engine-chain", question: string) => ({
  question,
  run: async (rounds: number): Promise<Result> => (await import("./engine.ts")).run(name, rounds),
});

export const benchmarks: Record<string, Benchmark> = {
  "engine-diamond": engine(
    "engine-diamond",
    "tasks/s of 1,000 runs of 10-task diamonds over raw graphile-worker jobs/s",
  ),
  "engine-fanout": engine(
    "engine-fanout",
    "tasks/s of one run with a fan-out of 10,000 over raw graphile-worker jobs/s",
  ),
  "engine-chain": engine(
    "engine-chain",
    "tasks/s of one chain of 1,000 over raw graphile-worker jobs/s",
  ),
  "engine-features": {
    question: "what each feature costs: tasks/s of diamonds that use it over plain ones",
    run: async (rounds) => (await import("./engine-features.ts")).run(rounds),
  },
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: "string", default: "5" } },
    allowPositionals: true,
  });
  const [name = ""] = positionals;
  const benchmark = benchmarks[name];
  if (!benchmark) {
    console.error(`usage: npm run bench -- NAME [--rounds N]\n`);
    for (const [known, { question }] of Object.entries(benchmarks))
      console.error(`  ${known}: ${question}`);
    process.exit(2);
  }
  console.log(JSON.stringify(await benchmark.run(Number(values.rounds))));
}
