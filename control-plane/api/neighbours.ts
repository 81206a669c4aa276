// What a pipeline waits for and who waits for it, each with how it stands now. What may not be read isn't there, nor counted; one
// that isn't deployed is told to whoever may read everything, so that its absence gives nothing away.

import type { FastifyInstance } from "fastify";
import type { RunFact } from "#core/conditions/condition.ts";
import { describeFact } from "#core/conditions/describe.ts";
import { type Neighbour, upstreamOf } from "#core/conditions/neighbours.ts";
import type { RunState } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { listAssets } from "#store/assets.sql.ts";
import { listEvents, listVariables } from "#store/events.sql.ts";
import {
  type AskersOfRow,
  askersOf,
  assetReaders,
  type StandingOfRow,
  standingOf,
} from "#store/neighbours.sql.ts";
import type { DeployedPipelineRow } from "#store/pipelines.sql.ts";
import { neighboursView } from "./neighbour-shapes.ts";
import { findDeployed, type PipelineName } from "./pipeline-view.ts";
import { describe, isoOrNull, pipelineParams } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { NeighboursView } from "./types.ts";

type Db = ApiContext["pool"];
type Up = NeighboursView["upstream"][number];
type Down = NeighboursView["downstream"][number];

export const neighbourRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: PipelineName }>(
      "/pipelines/:project/:name/neighbours",
      {
        schema: describe({
          id: "getPipelineNeighbours",
          action: "read",
          tag: "pipelines",
          summary: "What it waits for and who waits for it",
          params: pipelineParams,
          answers: { 200: { description: "One step up and down.", schema: neighboursView } },
        }),
      },
      async ({ params, sight }): Promise<NeighboursView> => {
        const row = await findDeployed(pool, params);
        const down = await downstreamOf(pool, row, sight);
        return { upstream: await upstreamRows(pool, row, sight), ...down };
      },
    );
  };

/** Of each kind. */
const most = 200;
const mostEvents = 1_000;

async function upstreamRows(db: Db, row: DeployedPipelineRow, sight: Sight): Promise<Up[]> {
  const spec = storedPipeline(row.spec);
  const asked = upstreamOf(spec).slice(0, most);
  const runs = asked.flatMap(({ fact }) =>
    fact.kind === "run" ? [[fact.project ?? row.project, fact.pipeline] as const] : [],
  );
  const found = await standingOf(db, {
    projects: runs.map(([project]) => project),
    names: runs.map(([, name]) => name),
    classes: sight.classes,
  });
  const standing = new Map(found.map((one) => [`${one.project}/${one.name}`, one]));
  const rows: (Up | null)[] = [];
  for (const one of asked) rows.push(await upOf(db, one, row.project, { sight, standing }));
  const reads = new Set(spec.tasks.flatMap(({ reads = [] }) => reads));
  for (const name of [...reads].slice(0, most)) rows.push(await assetOf(db, name, sight));
  return rows.filter((one) => one !== null);
}

/** What a task reads holds nothing back, and still comes from somewhere. */
async function assetOf(db: Db, name: string, { classes, projects }: Sight): Promise<Up | null> {
  const [asset] = await listAssets(db, { name, classes, projects, limit: 1 });
  if (asset === undefined && classes !== null) return null;
  return {
    ...{ kind: "asset", project: null, name, task: null, value: null, text: `asset ${name}` },
    ...{ where: "reads", state: null },
    ...{ run: asset?.run_id ?? null, since: isoOrNull(asset?.at ?? null) },
  };
}

interface Known {
  sight: Sight;
  standing: ReadonlyMap<string, StandingOfRow>;
}

/** Null: it may not be read. */
async function upOf(
  db: Db,
  { fact, where }: Neighbour,
  own: string,
  { sight, standing }: Known,
): Promise<Up | null> {
  const { classes, projects } = sight;
  const base = {
    ...{ kind: fact.kind, text: describeFact(fact), where, task: null, value: null },
    ...nothing,
  };
  if (fact.kind === "run") {
    const project = fact.project ?? own;
    const there = standing.get(`${project}/${fact.pipeline}`);
    if (there === undefined && classes !== null) return null;
    return {
      ...base,
      ...{ project, name: fact.pipeline, task: fact.task, ...standingIn(there) },
    };
  }
  if (fact.kind === "asset") {
    const asset = await assetOf(db, fact.name, sight);
    return asset && { ...asset, text: base.text, where };
  }
  const project = fact.project ?? own;
  if (projects !== null && !projects.includes(project)) return null;
  const named = { ...base, project, name: fact.name };
  if (fact.kind === "event") {
    const raised = await listEvents(db, { project, name: fact.name, classes, limit: mostEvents });
    const last = raised.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    return { ...named, run: last?.run_id ?? null, since: isoOrNull(last?.at ?? null) };
  }
  const all = await listVariables(db, { project, classes, limit: mostEvents });
  const set = all.find(({ name }) => name === fact.name);
  return {
    ...named,
    ...{ run: set?.run_id ?? null, since: isoOrNull(set?.at ?? null), value: set?.value ?? null },
  };
}

const nothing = { run: null, state: null, since: null };

const standingIn = (
  row: Pick<StandingOfRow, "run" | "state" | "since"> | undefined,
): Pick<Up, "run" | "state" | "since"> =>
  row === undefined
    ? nothing
    : { run: row.run, state: row.state as RunState | null, since: isoOrNull(row.since) };

async function downstreamOf(
  db: Db,
  { id, project, name }: DeployedPipelineRow,
  { classes }: Sight,
): Promise<Pick<NeighboursView, "downstream" | "waiting">> {
  const askers = await askersOf(db, { project, pipeline: name, classes, limit: most });
  const readers = await assetReaders(db, { pipeline: id, classes, limit: most });
  return {
    downstream: [
      ...askers.flatMap((row) => downOf(row, project)),
      ...readers.map(
        (row): Down => ({
          ...{ kind: "asset", project: row.project, name: row.name },
          ...{ text: `asset ${row.asset}`, where: "reads", ...standingIn(row) },
        }),
      ),
    ],
    waiting: (askers[0]?.total ?? 0) + (readers[0]?.total ?? 0),
  };
}

/** One entry, however many of its conditions ask: they are in its text, first what makes it due. */
function downOf(row: AskersOfRow, asked: string): Down[] {
  const places = [
    ["after", row.after],
    ["awaits", row.awaits],
    ["a task", row.tasks],
  ] as const;
  const told = places.flatMap(([where, facts]) =>
    (facts as RunFact[])
      .filter(({ project }) => (project ?? row.project) === asked)
      .map((fact) => ({ where, text: describeFact(fact) })),
  );
  const [first] = told;
  if (first === undefined) return [];
  return [
    {
      ...{ kind: "run", project: row.project, name: row.name, where: first.where },
      text: [...new Set(told.map(({ text }) => text))].join("; "),
      ...standingIn(row),
    },
  ];
}
