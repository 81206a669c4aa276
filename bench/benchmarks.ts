// All benchmarks by name: what each answers and what the design asks of it.

import type { Frames } from "./support/pan.ts";
import type { Result } from "./support/rounds.ts";

export interface Benchmark {
  /** What question it answers, in one line. */
  question: string;
  /** What the design asks for; absent where the figure only informs. */
  target?: Target;
  run: (rounds: number) => Promise<Result>;
}

export interface Target {
  text: string;
  met: (result: Result) => boolean;
}

const ratioAtLeast = (least: number): Target => ({
  text: `ratio ≥ ${least.toFixed(2)}`,
  met: ({ ratio }) => ratio >= least,
});

const ratioAtMost = (most: number): Target => ({
  text: `ratio ≤ ${most}`,
  met: ({ ratio }) => ratio <= most,
});

/** Largest of what a benchmark noted by name in its parameters. */
const largest = (figures: unknown): number =>
  Math.max(...Object.values(figures as Record<string, number>));

/** As smoothly as a screen of 60 Hz shows: half of its frames in time, and 95 of 100 at most one late. */
const movesSmoothly = (pan: unknown): boolean =>
  Object.values(pan as Record<string, Frames>).every(({ p50, p95 }) => p50 < 18 && p95 < 35);

/** The noise of a sync of 100 ms is below a quarter of it; a cost by the estate's size would be ten times as much. */
const isIndependentOfSize = ({ params }: Result): boolean => {
  const ms = params.medianMs as Record<string, number>;
  const grows = (transport: string) =>
    (ms[`${transport}, 10000 specs`] as number) / (ms[`${transport}, 1000 specs`] as number);
  return largest(ms) <= 250 && grows("native") <= 1.25 && grows("isomorphic") <= 1.25;
};

const engine = (
  name: "engine-diamond" | "engine-fanout" | "engine-chain",
  question: string,
  target?: Target,
) => ({
  question,
  ...(target ? { target } : {}),
  run: async (rounds: number): Promise<Result> => (await import("./engine.ts")).run(name, rounds),
});

const importOf = (name: "import-jil" | "import-control-m", what: string): Benchmark => ({
  question: `s to read, translate and write ${what} and writing the same ledger`,
  target: {
    text: "ratio ≤ 4 and < 1,500 MB",
    met: ({ ratio, params }) => ratio <= 4 && Number(params.maxMegabytes) < 1500,
  },
  run: async (rounds) => (await import("./import.ts")).run(name, rounds),
});

export const benchmarks: Record<string, Benchmark> = {
  "engine-diamond": engine(
    "engine-diamond",
    "tasks/s of 1,000 runs of 10-task diamonds over raw graphile-worker jobs/s",
    ratioAtLeast(0.4),
  ),
  "engine-fanout": engine(
    "engine-fanout",
    "tasks/s of one run with a fan-out of 10,000 over raw graphile-worker jobs/s",
    ratioAtLeast(0.35),
  ),
  "engine-chain": engine(
    "engine-chain",
    "tasks/s of one chain of 1,000 over raw graphile-worker jobs/s",
  ),
  "engine-history": {
    question:
      "tasks/s of diamonds over 1,000,000 task rows and 100,000 waiting tasks, over those in an empty database",
    target: ratioAtLeast(0.85),
    run: async (rounds) => (await import("./engine-history.ts")).run(rounds),
  },
  "page-first": {
    question:
      "s until Today can be used in a browser that has nothing of it, over a plain file of it",
    target: {
      text: "< 1 s, and scripts ≤ 80 kB compressed",
      met: ({ ours, params }) => ours < 1 && Number(params.scriptGzipBytes) <= 80_000,
    },
    run: async (rounds) => (await import("./page-first.ts")).run(rounds),
  },
  "page-lists": {
    question: "ms of the page's lists of 10,000 pipelines and 300,000 runs over the same as JSON",
    target: {
      text: "each page < 100 ms",
      met: ({ params }) => largest(params.medianMs) < 100,
    },
    run: async (rounds) => (await import("./page-lists.ts")).run(rounds),
  },
  "page-run": {
    question:
      "ms in which the page of a run of 10,000 tasks that change by hundreds a second takes no input, over one of 10 tasks",
    target: {
      text: "no task of the browser ≥ 100 ms",
      met: ({ params }) => Number(params.longestTaskMs) < 100,
    },
    run: async (rounds) => (await import("./page-run.ts")).run(rounds),
  },
  "page-graph": {
    question: "s until the graph of 5,000 tasks is drawn in Chromium, over one of ten tasks",
    target: {
      text: "< 1 s, and half of the frames within 1/60 s while it is dragged",
      met: ({ ours, params }) => ours < 1 && movesSmoothly(params.pan),
    },
    run: async (rounds) => (await import("./page-graph.ts")).run(rounds),
  },
  "page-map": {
    question: "ms of the map of 10,000 pipelines, all boxes in one picture, over the same as JSON",
    target: {
      text: "each view < 100 ms at the server, and half of the frames within 1/60 s",
      met: ({ params }) => largest(params.serverMs) < 100 && movesSmoothly(params.pan),
    },
    run: async (rounds) => (await import("./page-map.ts")).run(rounds),
  },
  "engine-peers": {
    question: "tasks/s of diamonds over DBOS Transact's, in a table with raw jobs and pg-boss",
    run: async (rounds) => (await import("./engine-peers.ts")).run(rounds),
  },
  "engine-features": {
    question: "what each feature costs: tasks/s of diamonds that use it over plain ones",
    run: async (rounds) => (await import("./engine-features.ts")).run(rounds),
  },
  "due-10k": {
    question: "ms from one instant until 10,000 pipelines due at it have started",
    target: { text: "< 1,000 ms", met: ({ ours }) => ours < 1000 },
    run: async (rounds) => (await import("./due-10k.ts")).run(rounds),
  },
  tick: {
    question:
      "ms of a scheduler's pass with 10 due of 10,000 pipelines, over one with 10 due of 1,000",
    target: {
      text: "ratio ≤ 1.5; 1,000 due cost at most 100 × what 10 do",
      met: ({ ratio, params }) => ratio <= 1.5 && Number(params.perDue) <= 1,
    },
    run: async (rounds) => (await import("./tick.ts")).run(rounds),
  },
  "event-wake": {
    question: "ms until one event has made ready the 10 of 100,000 waiting tasks that wait for it",
    target: { text: "< 50 ms", met: ({ ours }) => ours < 50 },
    run: async (rounds) => (await import("./event-wake.ts")).run(rounds),
  },
  "alert-told": {
    question: "ms from a run's failure until the first channel has been told of it (MTTD)",
    target: { text: "< 1,000 ms", met: ({ ours }) => ours < 1000 },
    run: async (rounds) => (await import("./alert-told.ts")).run(rounds),
  },
  "external-runs": {
    question:
      "% of a core that a worker takes while it follows 1,000 runs elsewhere, over a loop of fetch",
    target: {
      text: "< 20 % and < 200 MB",
      met: ({ ours, params }) => ours < 20 && Number(params.megabytes) < 200,
    },
    run: async (rounds) => (await import("./external-runs.ts")).run(rounds),
  },
  "access-list": {
    question: "ms for a list of 50 of 300,000 runs and of 10,000 pipelines, as who may see half",
    target: ratioAtMost(1.5),
    run: async (rounds) => (await import("./access-list.ts")).run(rounds),
  },
  "observe-syslog": {
    question: "s to observe 1 GB of syslog, 2 % of it cron's, over reading and splitting its lines",
    target: {
      text: "≥ 50 MB/s and < 250 MB",
      met: ({ params }) =>
        Number(params.megabytesPerSecond) >= 50 && Number(params.maxMegabytes) < 250,
    },
    run: async (rounds) => (await import("./observe-syslog.ts")).run(rounds),
  },
  guard: {
    question:
      "ms of a command behind a guard with dash, whose server is on this machine, over the bare command",
    target: { text: "< 60 ms added", met: ({ params }) => Number(params.addedP50Ms) < 60 },
    run: async (rounds) => (await import("./guard.ts")).run(rounds),
  },
  "import-jil": importOf("import-jil", "JIL of 100,000 jobs over splitting its lines"),
  "import-control-m": importOf(
    "import-control-m",
    "Control-M XML of 100,000 jobs over plain fast-xml-parser",
  ),
  compare: {
    question:
      "s to compare the fire times of 10,000 jobs of Control-M by both sides' rules over 25 months, over listing the legacy ones",
    target: { text: "< 60 s", met: ({ params }) => Number(params.maxSeconds) < 60 },
    run: async (rounds) => (await import("./compare.ts")).run(rounds),
  },
  parity: {
    question:
      "s to compare 30 days of 10,000 jobs of another scheduler with what would have started here, over reading the rows of both",
    target: { text: "< 30 s", met: ({ ours }) => ours < 30 },
    run: async (rounds) => (await import("./parity.ts")).run(rounds),
  },
  "decide-starts": {
    question:
      "s to decide when 10,000 observed jobs that wait for others would have started in 7 days, over reading the rows of both",
    target: { text: "< 30 s", met: ({ ours }) => ours < 30 },
    run: async (rounds) => (await import("./decide-starts.ts")).run(rounds),
  },
  "sync-first": {
    question: "first sync of 10,000 specs over native clone and plain js-yaml, with native git",
    target: ratioAtMost(3.5),
    run: async (rounds) => (await import("./sync-first.ts")).run("sync-first", "native", rounds),
  },
  "sync-first-iso": {
    question: "the same with isomorphic-git",
    target: ratioAtMost(15),
    run: async (rounds) =>
      (await import("./sync-first.ts")).run("sync-first-iso", "isomorphic", rounds),
  },
  "sync-one": {
    question: "ms of a sync of one changed file, in a small and a large estate",
    target: {
      text: "≤ 250 ms, at most 1.25 × from 1,000 to 10,000 specs",
      met: isIndependentOfSize,
    },
    run: async (rounds) => (await import("./sync-one.ts")).run(rounds),
  },
  validate: {
    question: "seconds and memory of `trunkline validate` for 10,000 specs",
    target: {
      text: "< 1.5 s and < 300 MB",
      met: ({ ours, params }) => ours < 1.5 && Number(params.maxMegabytes) < 300,
    },
    run: async (rounds) => (await import("./validate.ts")).run(rounds),
  },
  next: {
    question: "due times/s of 10 cron texts in 5 zones over croner's",
    target: ratioAtLeast(10),
    run: async (rounds) => (await import("./next.ts")).run(rounds),
  },
  simulate: {
    question:
      "fire times/s of `trunkline simulate` for 10,000 pipelines over 500 schedules, over croner's instants/s",
    target: {
      text: "10 M in < 60 s and < 500 MB",
      met: ({ params }) => Number(params.maxSeconds) < 60 && Number(params.megabytes) < 500,
    },
    run: async (rounds) => (await import("./simulate.ts")).run(rounds),
  },
  rehearse: {
    question:
      "seconds of `trunkline rehearse` for a day of 1,000 pipelines, over one without any run",
    target: { text: "< 30 s", met: ({ ours }) => ours < 30 },
    run: async (rounds) => (await import("./rehearse.ts")).run(rounds),
  },
  decision: {
    question:
      "ms of one decision with some 60 policies loaded, over one with the policies parsed each time",
    target: {
      text: "p50 < 0.5 ms, explain < 100 ms",
      met: ({ ours, params }) => ours < 0.5 && (params.explainMs as number) < 100,
    },
    run: async (rounds) => (await import("./decision.ts")).run(rounds),
  },
  mask: {
    question: "MB/s of output that the masker of 50 secrets lets through, over a plain one",
    target: { text: "≥ 300 MB/s", met: ({ ours }) => ours >= 300 },
    run: async (rounds) => (await import("./mask.ts")).run(rounds),
  },
  "cli-start": {
    question: "ms that offline commands add to the start of bare Node",
    target: { text: "< 150 ms added", met: ({ params }) => largest(params.addedMs) < 150 },
    run: async (rounds) => (await import("./cli-start.ts")).run(rounds),
  },
  // Its ratio is over `npm start` of a package whose script does nothing: what npm and Node take on the machine.
  "first-run": {
    question: "seconds from `npm start` without any state to the first finished run",
    target: { text: "< 8 s", met: ({ ours }) => ours < 8 },
    run: async (rounds) => (await import("./first-run.ts")).run(rounds),
  },
};
