// The list of deployed pipelines: narrowed and ordered by the database, and through an expression row by row.

import type { AccessFacts } from "#core/access/access-class.ts";
import { type Health, healths } from "#core/health.ts";
import { compilePipelineFilter } from "#core/pipeline-filter.ts";
import { type SyncState, syncStates } from "#core/sync-state.ts";
import { stages } from "#core/waves/wave.ts";
import { listPipelines } from "#store/pipelines.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { newestRunsOf } from "#store/runs.sql.ts";
import { type PipelineCounts, type PipelineGroup, pipelineGroups } from "./pipeline-groups.ts";
import { summariesOf } from "./pipeline-view.ts";
import { invalid, notFound } from "./problem.ts";
import { iso, isoOrNull, object, optional, pageQuery, plainText } from "./route.ts";
import { notAFilter } from "./run-filter.ts";
import { type Infer, integer, list, oneOf, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { Page, PipelineSummary } from "./types.ts";

export const listQuery = object(
  {
    ...pageQuery,
    project: optional(plainText("Only those of the project.")),
    where: optional(
      text("Only those for which this CEL expression is true, such as `'gold' in tags.tier`.", {
        maxLength: 4096,
      }),
    ),
    q: optional(plainText("Only those in whose names this stands.")),
    owner: optional(plainText("Only those that this team answers for.")),
    tag: optional(list(plainText("`KEY=VALUE`."), "Only those that have all these tags.")),
    health: optional(oneOf(healths, "Only those that are so.")),
    sync: optional(oneOf(syncStates, "Only those in this sync state.")),
    stage: optional(
      oneOf([...stages, "none"], "Only those at this stage; `none`: that are in no wave."),
    ),
    wave: optional(plainText("Only those of this wave.")),
    threatened: optional(truth("Only those of which a run under way is late or at risk.")),
    group: optional(
      plainText(
        "`owner`, `project` or `tag:KEY`: with how many there are by it, and how they are.",
      ),
    ),
    order: optional(
      oneOf(["name", "attention"], "`attention`: first those that need somebody; by name else."),
    ),
    runs: optional(integer("So many newest runs with each.", { minimum: 1, maximum: 50 })),
    counts: optional(truth("With how many there are by health and sync state.")),
  },
  "Which pipelines.",
);
export type PipelineListQuery = Infer<typeof listQuery> & { limit: number };
type PipelinePage = Page<PipelineSummary> & { counts?: PipelineCounts; groups?: PipelineGroup[] };

/** Who needs somebody comes first. */
const attention: readonly Health[] = [
  ...(["Degraded", "Missing", "Suspended", "Progressing", "Healthy"] as const),
];

/** @throws Problem 404 for a project that isn't there, 422 for an expression, a tag or a cursor that is none. */
export async function pipelinesAsked(
  context: ApiContext,
  query: PipelineListQuery,
  sight: Sight,
): Promise<PipelinePage> {
  const { pool } = context;
  if (query.project !== undefined && !(await getProject(pool, { name: query.project })))
    throw notFound(`project "${query.project}"`);
  const { parts, counts, groups } = await partsOf(context, query, sight);
  const page = await pageOf(context, query, sight, parts);
  const items = query.runs === undefined ? page.items : await withRuns(context, page, query.runs);
  return {
    items: items.map(({ id: _, ...shown }) => shown),
    next: page.next,
    ...(counts && query.counts ? { counts } : {}),
    ...(groups ? { groups } : {}),
  };
}

/** Ids of what is meant, part after part in order; null is all there are. Narrow choices are the database's. */
async function partsOf(
  { pool, scheduler }: ApiContext,
  query: PipelineListQuery,
  { classes }: Sight,
): Promise<{
  parts: readonly (number[] | null)[];
  counts: PipelineCounts | null;
  groups: PipelineGroup[] | null;
}> {
  const { q, owner, tag, health, sync, stage, wave, order, project, group } = query;
  const narrowing = [q, owner, tag, health, sync, stage, wave, group, query.threatened];
  const isPlain = narrowing.every((one) => one === undefined);
  if (isPlain && order !== "attention" && !query.counts)
    return { parts: [null], counts: null, groups: null };
  const { counts, idsOf, byLabel } = await pipelineGroups(pool, scheduler.held(), {
    ...{ classes, project, owner, stage, wave, words: q, tags: tag && tagsOf(tag) },
    threatened: query.threatened ?? false,
  });
  const meant = { health, sync: sync as SyncState | undefined };
  const parts =
    order === "attention"
      ? attention.map((one) =>
          health === undefined || health === one ? idsOf({ ...meant, health: one }) : [],
        )
      : [idsOf(meant)];
  return {
    ...{ parts, counts: { ...counts, matching: parts.flat().length } },
    groups: group === undefined ? null : await byLabel(labelIn(group), meant),
  };
}

interface Found extends PipelineSummary {
  id: number;
}

async function pageOf(
  { pool, scheduler }: ApiContext,
  query: PipelineListQuery,
  sight: Sight,
  parts: readonly (number[] | null)[],
): Promise<Page<Found>> {
  const isMeant = meant(query.where);
  const items: Found[] = [];
  const start = positionOf(query.after, parts.length);
  let last = start;
  // An expression may leave out most: rows are then looked through by the hundred.
  const size = query.where === undefined ? query.limit + 1 : 500;
  for (let part = start.part; part < parts.length; part++) {
    const ids = parts[part] ?? null;
    let from = part === start.part ? start : { name: "", id: 0 };
    for (let isMore = ids === null || ids.length > 0; isMore; ) {
      const rows = await listPipelines(pool, {
        ...{ after: from.name, afterId: from.id, ids, limit: size },
        ...{ project: query.project ?? null, classes: sight.classes },
      });
      for (const [index, one] of (
        await summariesOf(pool, rows, scheduler.held(), sight)
      ).entries()) {
        if (items.length === query.limit) return { items, next: cursorOf(last, parts.length) };
        const row = rows[index] ?? last;
        last = { part, name: row.name, id: row.id };
        if (isMeant(one)) items.push({ ...one, id: row.id });
      }
      from = last;
      isMore = rows.length === size;
    }
  }
  return { items, next: null };
}

async function withRuns(
  { pool }: ApiContext,
  { items }: Page<Found>,
  count: number,
): Promise<Found[]> {
  const rows = await newestRunsOf(pool, { pipelines: items.map(({ id }) => id), count });
  const byPipeline = Map.groupBy(rows, (row) => row.pipeline_id);
  return items.map((one) => ({
    ...one,
    recentRuns: (byPipeline.get(one.id) ?? []).map((row) => ({
      ...{ id: row.id, state: row.state, date: row.business_date, missed: row.missed },
      ...{ dueAt: iso(row.due_at), startedAt: isoOrNull(row.started_at) },
      finishedAt: isoOrNull(row.finished_at),
      ...{ deadline: isoOrNull(row.deadline), expectedAt: isoOrNull(row.expected_at) },
    })),
  }));
}

/** @throws Problem 422 for an expression that is none. */
function meant(where: string | undefined): (pipeline: PipelineSummary) => boolean {
  if (where === undefined) return () => true;
  const filter = compilePipelineFilter(where);
  if ("issues" in filter) throw notAFilter(filter.issues);
  return ({ name, project, owner, tags, file, health, paused, wave }) =>
    filter.matches({
      ...{ pipeline: name, project, tags, file, paused, owner: owner ?? "" },
      ...{ health: health.status, stage: wave?.stage ?? "" },
    });
}

/** @throws Problem 422. */
function tagsOf(written: readonly string[]): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (const one of written) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(one) ?? [];
    if (key === undefined || value === undefined)
      throw invalid([{ at: "tag", message: `"${one}" is no tag`, help: "such as tier=gold" }]);
    tags[key] = [...(tags[key] ?? []), value];
  }
  return tags;
}

/** What the facts of a class say of a pipeline. @throws Problem 422. */
function labelIn(group: string): (facts: AccessFacts) => readonly (string | null)[] {
  const values = (found: readonly string[] | undefined) => (found?.length ? found : [null]);
  const key = /^tag:(.+)$/.exec(group)?.[1];
  if (key !== undefined) return ({ tags }) => values(new Map(Object.entries(tags)).get(key));
  if (group === "owner") return ({ owner }) => [owner];
  if (group === "project") return ({ project }) => [project];
  throw invalid([
    { at: "group", message: `"${group}" is no group`, help: "owner, project or such as tag:tier" },
  ]);
}

interface Position {
  part: number;
  name: string;
  id: number;
}

/** Part, where there are several, then name and id. */
const cursorOf = ({ part, name, id }: Position, parts: number): string =>
  `${parts > 1 ? `${part}:` : ""}${name}:${id}`;

/** A cursor of ours. @throws Problem 422. */
function positionOf(after: string | undefined, parts: number): Position {
  if (after === undefined) return { part: 0, name: "", id: 0 };
  const [, part, name, id] = /^(?:(\d):)?([^:]*):(\d{1,9})$/.exec(after) ?? [];
  if (name === undefined || (part !== undefined) !== parts > 1)
    throw invalid([{ at: "after", message: "after is not a `next` of a page" }]);
  return { part: Number(part ?? 0), name, id: Number(id) };
}
