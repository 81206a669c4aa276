// Runs of the scheduler before: put by whoever reads its logs, and listed.

import type { FastifyInstance } from "fastify";
import {
  type ListLegacyRunsRow,
  type ListLegacySourcesRow,
  listLegacyRuns,
  listLegacySources,
} from "#store/legacy-runs.sql.ts";
import { legacyRunPage, legacySourcePage, mostBytes, putBody, putResult } from "./legacy-shapes.ts";
import { projectId } from "./project-id.ts";
import { instantsIn, putLegacy } from "./put-legacy.ts";
import {
  describe,
  iso,
  isoOrNull,
  object,
  optional,
  pageFrom,
  pageQuery,
  plainText,
  projectParams,
} from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { LegacyRunView, LegacySourceView, Page } from "./types.ts";

const filter = object(
  {
    ...pageQuery,
    source: optional(plainText("Only of this source.")),
    job: optional(plainText("Only of this job, as the source names it.", 1_000)),
    from: optional(plainText("Only what started from then on (RFC 3339).")),
    to: optional(plainText("Only what started before (RFC 3339).")),
  },
  "What to list.",
);
type Filter = Infer<typeof filter> & { limit: number };
type Of = { Params: { project: string } };

export const legacyRunRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.post<Of & { Body: Infer<typeof putBody> }>(
      "/projects/:project/legacy-runs",
      {
        bodyLimit: mostBytes,
        schema: describe({
          id: "putLegacyRuns",
          action: "observe",
          tag: "projects",
          summary: "Say what the scheduler before has run",
          params: projectParams,
          body: putBody,
          answers: { 200: { description: "It is kept.", schema: putResult } },
        }),
      },
      async ({ params, body, actor }) =>
        putLegacy(
          pool,
          { id: await projectId(pool, params.project), name: params.project },
          body,
          actor,
        ),
    );
    app.get<Of & { Querystring: Filter }>(
      "/projects/:project/legacy-runs",
      {
        schema: describe({
          id: "listLegacyRuns",
          action: "readProject",
          tag: "projects",
          summary: "What the scheduler before has run, as it was told, what came last first",
          params: projectParams,
          query: filter,
          answers: { 200: { description: "A page of them.", schema: legacyRunPage } },
        }),
      },
      async ({ params, query, sight: { classes } }): Promise<Page<LegacyRunView>> => {
        const { limit, after, source = null, job = null } = query;
        const { from = null, to = null } = instantsIn({ from: query.from, to: query.to });
        const rows = await listLegacyRuns(pool, {
          ...{ project: await projectId(pool, params.project), source, job, from, to, classes },
          after: after !== undefined && /^\d{1,18}$/.test(after) ? after : null,
          limit: limit + 1,
        });
        return pageFrom(rows, limit, ({ id }) => id, runOf);
      },
    );
    app.get<Of & { Querystring: { name?: string } }>(
      "/projects/:project/legacy-sources",
      {
        schema: describe({
          id: "listLegacySources",
          action: "readProject",
          tag: "projects",
          summary: "From where runs of the scheduler before are told, and how far",
          params: projectParams,
          query: object({ name: optional(plainText("Only this one.")) }, "What to list."),
          answers: { 200: { description: "All of them.", schema: legacySourcePage } },
        }),
      },
      async ({ params, query }): Promise<Page<LegacySourceView>> => {
        const of = { project: await projectId(pool, params.project), name: query.name ?? null };
        return { items: (await listLegacySources(pool, of)).map(sourceOf), next: null };
      },
    );
  };

const sourceOf = (row: ListLegacySourcesRow): LegacySourceView => {
  const { endsLogged = false, failuresLogged = false } = row.settings as Record<string, boolean>;
  const { name, zone, host, runs, gaps } = row;
  return {
    ...{ name, kind: row.kind as LegacySourceView["kind"], zone, host },
    ...{ endsLogged, failuresLogged, runs, gaps },
    ...{ since: isoOrNull(row.since), watermark: isoOrNull(row.watermark) },
    ...{
      seenAt: iso(row.seen_at),
      retiredAt: isoOrNull(row.retired_at),
      version: Number(row.version),
    },
    position: (row.position as object | null) ?? null,
  };
};

const runOf = (row: ListLegacyRunsRow): LegacyRunView => {
  const { id, source, job, pipeline, task, login, host, run, ordinal, exit, status, digest } = row;
  return {
    ...{ id, source, job, pipeline, task: task === "" ? null : task, login, host, run, ordinal },
    ...{ exit, status, digest, lines: row.lines, date: row.business_date },
    outputs: row.outputs as LegacyRunView["outputs"],
    ...{ start: isoOrNull(row.started_at), end: isoOrNull(row.ended_at) },
    endKnown: row.end_known as LegacyRunView["endKnown"],
    exitKnown: row.exit_known as LegacyRunView["exitKnown"],
    outcome: row.outcome as LegacyRunView["outcome"],
    how: row.how as LegacyRunView["how"],
  };
};
