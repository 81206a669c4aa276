// What is proved of waves that go live or are retired, job by job: what was compared by the deployed revision, and whether the other scheduler
// still starts it. Asked for the plan, and again in the transaction of the deployment.

import { dateOf } from "#core/calendar/date.ts";
import type { MigrationEvidence } from "#core/parity/evidence.ts";
import { type Explanation, isFor } from "#core/parity/explanation.ts";
import { type GateRule, usualGate } from "#core/parity/gate.ts";
import { timesText } from "#core/parity/times-text.ts";
import { type FencedJob, type Fences, fenceOf, fenceTimes } from "#core/waves/fence.ts";
import type { GoingLive, JobProof, OverrideProof, WaveProof } from "#core/waves/going-live.ts";
import { timeRefusal } from "#core/waves/override.ts";
import { legacyNames } from "#migrators/observe/expected-starts.ts";
import type { Db } from "#store/connect.ts";
import { guardJobs } from "#store/ownership.sql.ts";
import { type ParityJobsRow, parityJobs } from "#store/parity.sql.ts";
import { createDefinitions } from "./definitions.ts";
import { explanationsInForce, jobGate } from "./job-gate.ts";
import { readHolds } from "./legacy-holds.ts";
import { openCycles } from "./open-cycles.ts";
import { type JobParity, parityOf } from "./parity.ts";
import { quietProofs } from "./quiet-proof.ts";

export interface WaveProofInput {
  project: number;
  pipelines: readonly GoingLive[];
  /** Of the revision that comes. */
  evidence: MigrationEvidence;
  /** By wave; whether two people answer for it was judged before, and doesn't change. */
  overrides: ReadonlyMap<string, OverrideProof>;
  now: Date;
}

/** More than any project has. */
const mostJobs = 1_000_000;
/** So many jobs are compared at once. */
const together = 100;

/** A proof of each wave, in the order in which the pipelines name them; those that are retired come last. */
export async function proveWaves(db: Db, input: WaveProofInput): Promise<WaveProof[]> {
  const today = input.now.toISOString().slice(0, 10);
  const [retiring = [], going = []] = [true, undefined].map((retires) =>
    input.pipelines.filter((one) => one.retires === retires),
  );
  const live = going.length === 0 ? [] : await proveLive(db, { ...input, pipelines: going }, today);
  if (retiring.length === 0) return live;
  const quiet = await quietProofs(db, input.project, retiring);
  const override = (wave: string) => overrideOn(input.overrides.get(wave), today);
  return [...live, ...quiet.map((one) => ({ ...one, override: override(one.wave) }))];
}

async function proveLive(db: Db, input: WaveProofInput, today: string): Promise<WaveProof[]> {
  const { pipelines, overrides } = input;
  const used = new Set<string>();
  const jobs = Map.groupBy(await proveJobs(db, input, used), ({ pipeline }) => pipeline);
  const inForce = explanationsInForce(input.evidence, input.now);
  return [...Map.groupBy(pipelines, ({ wave }) => wave.name)].map(([wave, its]) => ({
    wave,
    pipelines: its,
    jobs: its.flatMap(({ pipeline }) => jobs.get(pipeline) ?? []),
    override: overrideOn(overrides.get(wave), today),
    refused: refusalOf(its),
    relied: inForce
      .filter((one) => one.waives.length > 0 || used.has(one.file))
      .filter((one) => its.some((going) => isForAny(one, going)))
      .map(({ file, who }) => ({ file, who })),
    idle: inForce
      .filter((one) => one.explains !== null && !used.has(one.file))
      .filter((one) => its.some((going) => isForAny(one, going)))
      .map(({ file }) => file),
  }));
}

const isForAny = (explanation: Explanation, { pipeline, before }: GoingLive): boolean =>
  before !== null && legacyNames(before).some(({ task }) => isFor(explanation, { pipeline, task }));

function overrideOn(override: OverrideProof | undefined, today: string): OverrideProof | null {
  if (override === undefined) return null;
  return { ...override, refused: timeRefusal(override, today) ?? override.refused };
}

/** What no evidence stands for: it is of other times. */
function refusalOf(pipelines: readonly GoingLive[]): string | null {
  const changed = pipelines.filter(
    ({ before, after }) => before !== null && timesText(before) !== timesText(after),
  );
  const [first, ...others] = changed;
  if (first === undefined) return null;
  const names =
    others.length === 0 ? first.pipeline : `${first.pipeline} and ${others.length} more`;
  return `the change also alters when ${names} starts, which nobody has observed: let it come in at \`observe\` first`;
}

/** @param used Gets the files of explanations that explain something. */
async function proveJobs(db: Db, input: WaveProofInput, used: Set<string>): Promise<JobProof[]> {
  const { project, pipelines } = input;
  const all = { wave: null, pipeline: null, classes: null, after: null, afterTask: null };
  const rows = Map.groupBy(
    await parityJobs(db, { project, ...all, limit: mostJobs }),
    ({ pipeline }) => pipeline,
  );
  const observed = pipelines.map((one) => ({
    one,
    rows: rows.get(one.change.renamedFrom ?? one.pipeline) ?? [],
  }));
  const parities = await paritiesOf(
    db,
    input,
    observed.flatMap(({ rows }) => rows),
  );
  const asked = await guardsOf(db, observed);
  const holds = await holdsOf(db, input);
  const open = await openCycles(db, project, pipelines, input.now);
  return observed.flatMap(({ one, rows }) => {
    const names = one.before === null ? [] : legacyNames(one.before);
    const fenced = fenceOf(
      names.map(
        ({ task, job }): FencedJob => ({
          ...{ job: jobName(one, task), legacy: job },
          ...fenceTimes(one.before?.wave, one.after.wave),
        }),
      ),
      { guards: asked.get(one.pipeline) ?? [], holds: holds.get(one.wave.name) ?? [] },
      input.now.getTime(),
    );
    if (names.length === 0) return [unnamed(one)];
    return names.map(({ task }): JobProof => {
      const job = jobName(one, task);
      const row = rows.find((row) => row.task === task);
      const parity = row && parities.get(row);
      const gate =
        parity === undefined ? null : jobGate(parity, ruleOf(one.wave), input.evidence, input.now);
      for (const file of gate?.by.keys() ?? []) used.add(file);
      const fence = fenced.get(job);
      const under = open.get(one.pipeline)?.get(task);
      return {
        ...{ job, pipeline: one.pipeline },
        missing: [
          ...(gate?.missing ?? ["nothing of it was observed yet"]),
          ...(fence ? [fence] : []),
          ...(under ? [under] : []),
        ],
      };
    });
  });
}

const jobName = ({ pipeline }: Pick<GoingLive, "pipeline">, task: string): string =>
  task === "" ? pipeline : `${pipeline}/${task}`;

const unnamed = ({ pipeline, before }: GoingLive): JobProof => ({
  ...{ job: pipeline, pipeline },
  missing: [
    before === null
      ? "it comes new, so that nothing of it was observed"
      : "it names no job of the other scheduler (`legacy`), so that nothing was compared",
  ],
});

async function paritiesOf(
  db: Db,
  { project, now, pipelines }: WaveProofInput,
  rows: readonly ParityJobsRow[],
): Promise<Map<ParityJobsRow, JobParity>> {
  const { pipeline: readPipeline } = createDefinitions(db);
  const longest = Math.max(...pipelines.map(({ wave }) => ruleOf(wave).businessDays));
  const span = spanBefore(now, longest);
  const found = new Map<ParityJobsRow, JobParity>();
  const asked = { project, span, now: now.getTime(), readPipeline };
  for (let from = 0; from < rows.length; from += together)
    for (const one of await parityOf(db, rows.slice(from, from + together), asked))
      found.set(one.job, one);
  return found;
}

const ruleOf = ({ gate }: { gate?: GateRule }): GateRule => gate ?? usualGate;

/** Business dates that a gate looks at: the last month and a half, or longer where it asks for more. */
function spanBefore(now: Date, businessDays: number): { from: string; to: string } {
  const last = Math.floor(now.getTime() / 86_400_000) - 1;
  return {
    from: dateOf(last - Math.min(800, Math.max(45, businessDays * 2 + 35))),
    to: dateOf(last),
  };
}

/** By wave, as all sources that were read back have it together. */
async function holdsOf(
  db: Db,
  { project, pipelines }: WaveProofInput,
): Promise<Map<string, Fences["holds"]>> {
  const found = new Map<string, Fences["holds"]>();
  for (const wave of new Set(pipelines.map((one) => one.wave.name))) {
    const held = await readHolds(db, project, wave);
    const holds = [...held.values()].map(({ job, state, readAt }) => ({
      ...{ job, heldAs: state, readBackAt: readAt },
    }));
    found.set(wave, holds);
  }
  return found;
}

async function guardsOf(
  db: Db,
  observed: readonly { one: GoingLive; rows: readonly ParityJobsRow[] }[],
): Promise<Map<string, { job: string; lastSeen: number }[]>> {
  const names = new Map(
    observed.flatMap(({ one, rows: [row] }) => (row ? [[row.id, one] as const] : [])),
  );
  const asked = await guardJobs(db, { pipelines: [...names.keys()] });
  const found = new Map<string, { job: string; lastSeen: number }[]>();
  for (const { pipeline_id, job, asked: lastSeen } of asked) {
    const one = names.get(pipeline_id);
    if (one === undefined) continue;
    // A guard asks by the name that is deployed.
    const own = job.replace(/^[^/]+/, one.pipeline);
    found.getOrInsertComputed(one.pipeline, () => []).push({ job: own, lastSeen });
  }
  return found;
}
