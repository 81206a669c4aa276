// Other values for one run: parameters, variables, and where its tasks run. What has started keeps what it had.

import { placesNamed, taskAt, withInstances } from "#core/for-each.ts";
import { labelSet } from "#core/labels.ts";
import { envBefore, type PlacedValue } from "#core/override/before.ts";
import { type GivenValues, type ValueIssue, valueIssues } from "#core/override/values.ts";
import { resolveParams } from "#core/parameters.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { isFinal } from "#core/run.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Db } from "#store/connect.ts";
import { applyOverrides, lockPlaces, overridesOfRuns, putOverrides } from "#store/overrides.sql.ts";
import { type ShowRunRow, showRun } from "#store/runs.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { factsOf } from "./definitions.ts";
import { routesOfLabels } from "./routes.ts";
import { runValues } from "./values.ts";

export interface OverrideRequest {
  /** The run. */
  id: string;
  /** A task, or the declared name of all instances of a matrix; null: the whole run. */
  task: string | null;
  given: GivenValues;
  actor: string;
  reason: string;
  /** The rule that allowed it, for the audit. */
  rule: string;
}

export type Overridden =
  | { kind: "overridden" }
  | { kind: "noRun" }
  | { kind: "unknownTask"; known: string[] }
  /** Nothing of it is still to start. */
  | { kind: "started"; message: string }
  | { kind: "invalid"; issues: ValueIssue[] };

/** Call it in a transaction: the audit row is written with the act. */
export async function override(db: Db, request: OverrideRequest): Promise<Overridden> {
  const { id, task, given, actor, reason, rule } = request;
  const row = await showRun(db, { id });
  if (!row) return { kind: "noRun" };
  const pipeline = storedPipeline(row.spec);
  const named = task === null ? pipeline.tasks.map((_, idx) => idx) : placesNamed(task, pipeline);
  if (named.length === 0)
    return { kind: "unknownTask", known: [...new Set(pipeline.tasks.map(({ group }) => group))] };
  const rows = new Map((await lockPlaces(db, { run: id })).map((one) => [one.idx, one.state]));
  // Those of later phases have no rows yet.
  const open = withInstances(named, rows.keys()).filter((idx) => {
    const state = rows.get(idx) ?? (row.finished_at === null ? "waiting" : "cancelled");
    return !isFinal(state) && state !== "running";
  });
  if (open.length === 0)
    return {
      kind: "started",
      message: `${task ?? `run ${id}`} has nothing that is still to start`,
    };
  const params = await typedParams(db, row, pipeline, given.params);
  const places = open.flatMap((idx) => {
    const found = taskAt(pipeline, idx);
    return found ? [{ idx, task: found }] : [];
  });
  const issues = [
    ...valueIssues(
      given,
      places.map((place) => place.task),
      task === null,
    ),
    ...("issues" in params ? params.issues : []),
  ];
  if (issues.length > 0 || "issues" in params) return { kind: "invalid", issues };
  const runsOn = given.runsOn === null ? null : labelSet(given.runsOn);
  if (runsOn !== null) await routesOfLabels(db, [runsOn]);
  const stored = (await overridesOfRuns(db, { runs: [id] })) as unknown as PlacedValue[];
  const values = [
    ...Object.entries(params.values).map(([name, value]) => ({
      ...{ kind: "param", name, value, before: params.before[name] ?? null },
    })),
    ...Object.entries(given.env).map(([name, value]) => ({
      ...{ kind: "env", name, value, before: envBefore(name, places, stored) },
    })),
    ...(runsOn === null ? [] : [{ kind: "runsOn", name: "", value: runsOn, before: null }]),
  ];
  // Of a task that becomes others, also those that it has not become yet.
  const idxs = task === null ? [-1] : named;
  await putOverrides(db, { run: id, idxs, values, actor, reason });
  await applyOverrides(db, { run: id, idxs: open });
  await writeAudit(db, {
    actor,
    act: "override",
    subject: id,
    detail: { task, values, reason, rule },
  });
  return { kind: "overridden" };
}

/** The given ones as their types, judged with all that the run has, and what it has until now; or what is wrong with them. */
async function typedParams(
  db: Db,
  row: ShowRunRow,
  pipeline: Pipeline,
  given: Record<string, unknown>,
): Promise<
  { values: Record<string, unknown>; before: Record<string, unknown> } | { issues: ValueIssue[] }
> {
  if (Object.keys(given).length === 0) return { values: {}, before: {} };
  const now = await overriddenParams(db, row);
  const run = runValues(factsOf(row), pipeline);
  const resolved = resolveParams(pipeline.params, { ...now, ...given }, run);
  if ("issues" in resolved)
    return {
      issues: resolved.issues.map(({ name, ...issue }) => ({ at: `params.${name}`, ...issue })),
    };
  const names = Object.keys(given);
  const until = resolveParams(pipeline.params, now, run);
  return {
    values: Object.fromEntries(names.map((name) => [name, resolved.values[name]])),
    // What no longer fits is told as it was given.
    before: "values" in until ? until.values : now,
  };
}

/** The parameters that a run was given, by whoever asked for it and by hand. */
export async function overriddenParams(
  db: Db,
  { id, params }: Pick<ShowRunRow, "id" | "params">,
): Promise<Record<string, unknown>> {
  const rows = await overridesOfRuns(db, { runs: [id] });
  const given = rows.filter(({ kind }) => kind === "param");
  return {
    ...(params as Record<string, unknown>),
    ...Object.fromEntries(given.map(({ name, value }) => [name, value])),
  };
}
