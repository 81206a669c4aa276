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
  "due-10k": {
    question: "ms from one instant until 10,000 pipelines due at it have started",
    run: async (rounds) => (await import("./due-10k.ts")).run(rounds),
  },
  "sync-first": {
    question: "first sync of 10,000 specs over native clone and plain js-yaml, with native git",
    run: async (rounds) => (await import("./sync-first.ts")).run("sync-first", "native", rounds),
  },
  "sync-first-iso": {
    question: "the same with isomorphic-git",
    run: async (rounds) =>
      (await import("./sync-first.ts")).run("sync-first-iso", "isomorphic", rounds),
  },
  "sync-one": {
    question: "ms of a sync of one changed file, in a small and a large estate",
    run: async (rounds) => (await import("./sync-one.ts")).run(rounds),
  },
  validate: {
    question: "seconds and memory of `trunkline validate` for 10,000 specs",
    run: async (rounds) => (await import("./validate.ts")).run(rounds),
  },
  "cli-start": {
    question: "ms that offline commands add to the start of bare Node",
    run: async (rounds) => (await import("./cli-start.ts")).run(rounds),
  },
  "first-run": {
    question: "seconds from a fresh start to the first finished run",
    run: async (rounds) => (await import("./first-run.ts")).run(rounds),
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
