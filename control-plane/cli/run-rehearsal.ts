// Rehearses an estate in a database of its own that is thrown away, with the engine's own functions.

import { whyOfRun } from "#api/why-run.ts";
import type { Expectation } from "#core/deadline/expected.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import type { RehearsalFacts } from "#core/rehearsal/facts.ts";
import { clockText } from "#core/rehearsal/instant-text.ts";
import { knownOf, type StubRules } from "#core/rehearsal/stub.ts";
import { readRehearsal } from "#engine/rehearsal/read-rehearsal.ts";
import { rehearse } from "#engine/rehearsal/rehearse.ts";
import { createPool } from "#store/connect.ts";
import { migrate } from "#store/migrate.ts";
import {
  connectOnce,
  installVirtualClock,
  observe,
  rehearsalSettings,
} from "#store/rehearsal/database.ts";
import { deployFiles, type UncommittedFiles } from "./deploy-files.ts";
import type { Output } from "./output.ts";
import type { RehearsalPlan } from "./rehearsal-plan.ts";
import { startScratchDatabase } from "./scratch-database.ts";

export interface RehearsalOptions {
  plan: RehearsalPlan;
  recorded: ReadonlyMap<string, Expectation>;
  seed: number | null;
  out: Output;
  signal: AbortSignal;
}

/** Runs of which it is asked why they have not ended: that takes a dozen queries for each. */
const mostReasons = 200;

export async function runRehearsal(
  files: UncommittedFiles,
  { plan, recorded, seed, out, signal }: RehearsalOptions,
): Promise<RehearsalFacts> {
  const { from, to, begin, until, timezone, happenings, approveAfterMs } = plan;
  const stubs: StubRules = { ...plan, recorded, seed };
  out.progress("Starting a database of its own …");
  await using database = await startScratchDatabase(rehearsalSettings);
  const { connectionString } = database;
  // A due time at the very beginning is after what was deployed a moment before.
  await installVirtualClock(connectionString, begin - 1);
  await migrate(connectionString);
  await deploy(connectionString, files);
  signal.throwIfAborted();
  const [pool, clock] = connectOnce(connectionString, begin - 1);
  try {
    const onProgress = progressOf(out, timezone);
    const rehearsed = await rehearse({
      ...{ pool, clock, project: files.project, stubs, from, to, until, happenings },
      ...{ approveAfterMs, onProgress, signal },
    });
    let asked = 0;
    const reasonsOf = async (run: string): Promise<string[]> => {
      if (asked++ >= mostReasons) return [];
      const { reasons } = await whyOfRun(pool, run);
      return reasons.map(({ task, message }) => (task === null ? message : `${task}: ${message}`));
    };
    const { runs, pools } = await readRehearsal(pool, rehearsed, { from, to }, reasonsOf);
    const { endedAt, attempts } = rehearsed;
    const assumed = assumedTasks(files.pipelines, runs, stubs);
    return {
      project: files.project,
      from,
      to,
      endedAt,
      timezone,
      seed,
      attempts,
      runs,
      pools,
      assumed,
    };
  } finally {
    await pool.end();
  }
}

async function deploy(connectionString: string, files: UncommittedFiles): Promise<void> {
  const pool = createPool(connectionString, { max: 3, applicationName: "trunkline rehearse" });
  try {
    await observe(pool);
    await deployFiles(pool, files, "rehearsal");
  } finally {
    await pool.end();
  }
}

const progressEveryMs = 100;

function progressOf(out: Output, timezone: string): (at: number) => void {
  let shown = 0;
  return (at) => {
    if (performance.now() - shown < progressEveryMs) return;
    shown = performance.now();
    out.progress(`Rehearsing ${clockText(at, timezone)}`);
  };
}

/** The declared name of an instance of `forEach`. */
const withoutItem = (name: string): string => name.replace(/\[\d+\]$/, "");

/** Tasks that were rehearsed though nobody knows how long they take, by their declared names. */
function assumedTasks(
  pipelines: readonly PlannedPipeline[],
  runs: RehearsalFacts["runs"],
  stubs: StubRules,
): string[] {
  const started = new Set(
    runs.flatMap(({ pipeline, tasks }) =>
      tasks.flatMap(({ name, attempts }) =>
        attempts > 0 ? [`${pipeline}/${name}`, `${pipeline}/${withoutItem(name)}`] : [],
      ),
    ),
  );
  const names = pipelines.flatMap(({ name: pipeline, pipeline: { tasks } }) =>
    tasks
      // One that runs a pipeline takes what that takes.
      .filter(({ action }) => action.kind !== "pipeline")
      .filter(({ name: task }) => started.has(`${pipeline}/${task}`))
      .filter(({ name: task, group }) => knownOf(stubs, { pipeline, task, group }) === null)
      .map(({ group }) => `${pipeline}/${group}`),
  );
  return [...new Set(names)].sort();
}
