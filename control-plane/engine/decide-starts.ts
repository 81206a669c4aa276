// When observed pipelines' jobs would have started, by what was told of those that they wait for. Each time all of the last days is
// decided anew from what is known by then: what was told late counts, and in which order it came does not.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { decidesMore, groupsOf, toldUntil } from "#migrators/observe/concerned.ts";
import { factsAsked } from "#migrators/observe/facts-asked.ts";
import { lookBackMs } from "#migrators/observe/look-back.ts";
import type { DecidedStart, RealRun } from "#migrators/observe/observed-estate.ts";
import { replayObserved } from "#migrators/observe/observed-runs.ts";
import {
  observedDueRuns,
  observedEvents,
  observedPipelines,
  observedProjects,
  observedRuns,
  observedSources,
  observedTellers,
  observedVariables,
  putDecidedStarts,
  putObservedReplay,
  realRuns,
} from "#store/observed-facts.sql.ts";
import { toldOfJobs } from "#store/parity.sql.ts";
import { declaredPools } from "#store/pools.sql.ts";
import type { Expecting } from "./expect-starts.ts";

/** What was told so much after its time decides nothing any more. */
const redecidedMs = 7 * 86_400_000;
/** Pipelines whose facts are held at once, unless more than that decide about each other. */
const together = 500;
/** Rows of one statement. */
const mostRows = 5_000;

/** After `expectStarts`, whose starts it decides. */
export async function decideStarts({
  pool,
  readPipeline,
  now,
  before = now,
  project,
  signal,
}: Expecting): Promise<void> {
  for (const { id, name } of await observedProjects(pool, { before, project: project ?? null })) {
    if (signal?.aborted) return;
    const until = await decideProject(pool, { id, name }, readPipeline, signal);
    await putObservedReplay(pool, { project: id, at: now, until });
  }
}

interface Group {
  names: string[];
  /** Milliseconds since 1970: what comes later is not decided. */
  until: number;
  /** Facts before it are not asked for. */
  from: number;
}

type Row = Awaited<ReturnType<typeof observedPipelines>>[number] & { pipeline: Pipeline };

/** @return up to when the newest of its groups is decided */
async function decideProject(
  pool: pg.Pool,
  project: { id: number; name: string },
  readPipeline: Expecting["readPipeline"],
  signal: AbortSignal | undefined,
): Promise<Date | null> {
  const rows = new Map<string, Row>();
  for (const row of await observedPipelines(pool, { project: project.id }))
    rows.set(row.name, { ...row, pipeline: await readPipeline(row.revision) });
  // What they have told by now was put together with how far they have.
  const sources = await observedSources(pool, { project: project.id });
  const named = groupsOf([...rows.values()].map(({ pipeline }) => pipeline)).filter(
    (names) =>
      names.some((name) => rows.get(name)?.since !== null) &&
      decidesMore(names.flatMap((name) => rows.get(name)?.pipeline ?? [])),
  );
  const tellers = Map.groupBy(
    await observedTellers(pool, { pipelines: idsOf(named.flat(), rows) }),
    ({ job }) => job,
  );
  const toldBy = new Map(
    [...tellers].flatMap(([job, of]) => {
      const ids = of.flatMap(({ source_id }) => source_id ?? []);
      return ids.length === 0 ? [] : [[job, new Set(ids)] as const];
    }),
  );
  const untils = new Map(
    (await toldOfJobs(pool, { project: project.id, jobs: [...tellers.keys()] })).map(
      ({ job, source, watermark }) => [`${source}/${job}`, watermark],
    ),
  );
  const untilOf = (source: number, job: string) => untils.get(`${source}/${job}`) ?? null;
  const groups = named.flatMap((names): Group[] => {
    const pipelines = names.flatMap((name) => rows.get(name)?.pipeline ?? []);
    const observed = pipelines.filter(({ name }) => rows.get(name)?.since != null);
    const until = toldUntil(observed, sources, toldBy, untilOf);
    return until === null
      ? []
      : [{ names, until, from: until - redecidedMs - lookBackMs(pipelines) }];
  });
  for (let at = 0; at < groups.length && !signal?.aborted; ) {
    const some: Group[] = [];
    for (let count = 0; at < groups.length && count < together; at++) {
      const group = groups[at] as Group;
      some.push(group);
      count += group.names.length;
    }
    await decideGroups(pool, project, some, rows, readPipeline);
  }
  return groups.length === 0 ? null : new Date(Math.max(...groups.map(({ until }) => until)));
}

async function decideGroups(
  pool: pg.Pool,
  { id, name: project }: { id: number; name: string },
  groups: readonly Group[],
  rows: ReadonlyMap<string, Row>,
  readPipeline: Expecting["readPipeline"],
): Promise<void> {
  const all = groups.flatMap(({ names }) => names.flatMap((name) => rows.get(name) ?? []));
  const names = new Map(all.map((row) => [row.id, row.name]));
  const observed = all.filter(({ since }) => since !== null).map((row) => row.id);
  const from = new Date(Math.min(...groups.map((group) => group.from)));
  const due = Map.groupBy(
    await observedDueRuns(pool, { pipelines: observed, from }),
    ({ pipeline_id }) => names.get(pipeline_id) ?? "",
  );
  const told = Map.groupBy(
    await observedRuns(pool, { pipelines: observed, from }),
    ({ pipeline_id }) => names.get(pipeline_id) ?? "",
  );
  const pools = (await declaredPools(pool, { project: id })).filter(
    ({ kind, is_global }) => kind !== "rate" && !is_global,
  );
  const live = all.filter(({ since }) => since === null).map((row) => row.id);
  const real = Map.groupBy(await realRuns(pool, { pipelines: live, from }), (run) => run.pipeline);
  for (const group of groups) {
    const own = group.names.flatMap((name) => rows.get(name) ?? []);
    const revisions = new Map<number, Pipeline>();
    const add = async (revision: number) => {
      if (!revisions.has(revision)) revisions.set(revision, await readPipeline(revision));
    };
    for (const { name } of own) {
      for (const { revision } of due.get(name) ?? []) await add(revision);
      for (const { revision } of real.get(name) ?? []) await add(revision);
    }
    // Last what is deployed.
    for (const { revision } of own) {
      revisions.delete(revision);
      await add(revision);
    }
    const shared = new Set(
      own
        .filter(({ since }) => since === null)
        .flatMap(({ pipeline }) => pipeline.tasks.flatMap(({ gates }) => gates?.takes ?? []))
        .map((take) => take.pool),
    );
    const asked = namesAsked(revisions.values());
    const decided = replayObserved({
      ...{ project, revisions, until: group.until },
      units: new Map(
        pools.flatMap(({ name, units }) => (shared.has(name) ? [] : [[name, units] as const])),
      ),
      since: new Map(
        own.flatMap(({ name, since }) =>
          since === null ? [] : [[name, Math.max(since, group.from)] as const],
        ),
      ),
      due: own.flatMap(({ name }) =>
        (due.get(name) ?? []).map((run) => ({ ...run, pipeline: name })),
      ),
      told: own.flatMap(({ name }) =>
        (told.get(name) ?? []).map((run) => ({
          ...{ ...run, pipeline: name, id: Number(run.id) },
          outcome: run.outcome as "succeeded" | "failed" | null,
        })),
      ),
      real: own.flatMap(({ name }) => (real.get(name) ?? []) as RealRun[]),
      events: await observedEvents(pool, { project: id, names: asked.events }),
      variables: await observedVariables(pool, { project: id, names: asked.variables }),
    });
    const settled = group.until - redecidedMs;
    await putDecided(pool, own, decided, new Date(settled));
  }
}

async function putDecided(
  pool: pg.Pool,
  rows: readonly Row[],
  decided: readonly DecidedStart[],
  from: Date,
): Promise<void> {
  const ids = new Map(rows.map(({ name, id }) => [name, id]));
  const byPipeline = Map.groupBy(
    decided.filter(({ due }) => due >= from.getTime()),
    ({ pipeline }) => ids.get(pipeline) as number,
  );
  let pipelines: number[] = [];
  let starts: object[] = [];
  const put = async () => {
    await putDecidedStarts(pool, { pipelines, from, decided: starts });
    pipelines = [];
    starts = [];
  };
  for (const { id, since } of rows) {
    if (since === null) continue;
    pipelines.push(id);
    starts.push(...(byPipeline.get(id) ?? []).map((start) => ({ ...rowOf(start), pipeline: id })));
    if (starts.length >= mostRows) await put();
  }
  await put();
}

const rowOf = ({ due, ready, after, never, hidden, ...start }: DecidedStart) => ({
  ...{ ...start, due: instant(due), ready: instant(ready), never },
  ...{ after: after?.what ?? null, afterAt: instant(after?.at ?? null) },
  ...{ hidden: hidden?.what ?? null, source: hidden?.source ?? null },
});

const instant = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

const idsOf = (names: readonly string[], rows: ReadonlyMap<string, Row>): number[] =>
  names.flatMap((name) => rows.get(name)?.id ?? []);

function namesAsked(pipelines: Iterable<Pipeline>): { events: string[]; variables: string[] } {
  const events = new Set<string>();
  const variables = new Set<string>();
  for (const pipeline of pipelines)
    for (const fact of factsAsked(pipeline))
      if (fact.kind === "event") events.add(fact.name);
      else if (fact.kind === "variable") variables.add(fact.name);
  return { events: [...events], variables: [...variables] };
}
