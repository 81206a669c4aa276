// How alike the scheduler before and this one are in what is observed: of each job, and run by run.

import type { FastifyInstance } from "fastify";
import { dateOf, dayOf } from "#core/calendar/date.ts";
import { evidenceFrom } from "#core/parity/evidence.ts";
import { createDefinitions } from "#engine/definitions.ts";
import { explanationsInForce } from "#engine/job-gate.ts";
import { pairsOf, parityOf, type Span } from "#engine/parity.ts";
import type { Db } from "#store/connect.ts";
import { parityJobs, projectEvidence } from "#store/parity.sql.ts";
import { databaseClock } from "#store/runs.sql.ts";
import { makeReport } from "./parity-report.ts";
import { parityPage, parityPairPage, reportBody, reportResult } from "./parity-shapes.ts";
import { jobView, pairViews } from "./parity-view.ts";
import { invalid, notFound } from "./problem.ts";
import { projectId } from "./project-id.ts";
import {
  describe,
  object,
  optional,
  pageQuery,
  pipelineParams,
  plainText,
  projectParams,
} from "./route.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import { isDate } from "./start-run.ts";
import type { Page, ParityPage, ParityPairView, ParityReport } from "./types.ts";

/** A month and a half: twenty business days and an end of a month. */
const usualDays = 45;
const mostDays = 800;

const span = {
  from: optional(plainText(`First business date; ${usualDays} days before the last.`)),
  to: optional(plainText("Last business date; yesterday, in UTC.")),
};
const listQuery = object(
  { ...pageQuery, ...span, wave: optional(plainText("Only of this wave.")) },
  "Which jobs.",
);
const pairQuery = object(
  { ...span, task: optional(plainText("Of which task; the pipeline itself.")) },
  "Which runs.",
);

type ListQuery = Infer<typeof listQuery> & { limit: number };

export const parityRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const today = async (): Promise<Date> => ((await databaseClock(pool)) as { now: Date }).now;
    app.get<{ Params: { project: string }; Querystring: ListQuery }>(
      "/projects/:project/parity",
      {
        schema: describe({
          id: "listParity",
          action: "readProject",
          tag: "projects",
          summary: "How alike two schedulers are in what is observed, job by job",
          params: projectParams,
          query: listQuery,
          answers: { 200: { description: "A page of them.", schema: parityPage } },
        }),
      },
      async ({ params, query, sight: { classes } }): Promise<ParityPage> => {
        const project = await projectId(pool, params.project);
        const [after = null, afterTask = null] = query.after?.split("/") ?? [];
        const of = { wave: query.wave ?? null, pipeline: null, classes, after, afterTask };
        const jobs = await parityJobs(pool, { project, ...of, limit: query.limit + 1 });
        const shown = jobs.slice(0, query.limit);
        const now = await today();
        const span = spanOf(query, now);
        const { pipeline: readPipeline } = createDefinitions(pool);
        const asked = { project, span, now: now.getTime(), readPipeline };
        const said = { evidence: await evidenceOf(pool, project), now };
        const items = (await parityOf(pool, shown, asked)).map((one) => jobView(one, span, said));
        const last = shown.at(-1);
        const next = jobs.length > query.limit && last ? `${last.pipeline}/${last.task}` : null;
        const inForce = explanationsInForce(said.evidence, now)
          .filter(({ explains }) => explains !== null)
          .map(({ file, who, until }) => ({ file, who, until }));
        return { items, next, inForce };
      },
    );
    app.get<{ Params: { project: string; name: string }; Querystring: Infer<typeof pairQuery> }>(
      "/pipelines/:project/:name/parity",
      {
        schema: describe({
          id: "listParityRuns",
          action: "read",
          tag: "pipelines",
          summary: "The runs of another scheduler beside what would have started here",
          params: pipelineParams,
          query: pairQuery,
          answers: { 200: { description: "All of the range.", schema: parityPairPage } },
        }),
      },
      async ({ params, query, sight: { classes } }): Promise<Page<ParityPairView>> => {
        const project = await projectId(pool, params.project);
        const of = { wave: null, pipeline: params.name, classes, after: null, afterTask: null };
        const jobs = await parityJobs(pool, { project, ...of, limit: 32_768 });
        const task = query.task ?? "";
        const job = jobs.find((one) => one.task === task);
        if (!job)
          throw notFound(
            `an observed job of "${params.name}"${task === "" ? "" : `, task "${task}"`}`,
          );
        const { pipeline: readPipeline } = createDefinitions(pool);
        const now = await today();
        const span = spanOf(query, now);
        const pairs = await pairsOf(pool, job, { project, span, readPipeline });
        const said = { evidence: await evidenceOf(pool, project), now };
        return { items: await pairViews(pool, project, job, pairs, said), next: null };
      },
    );
    app.post<{ Params: { project: string }; Body: Infer<typeof reportBody> }>(
      "/projects/:project/parity-reports",
      {
        schema: describe({
          id: "reportParity",
          action: "readProject",
          tag: "projects",
          summary: "Make the report of a business date, and put its hash on record",
          params: projectParams,
          body: reportBody,
          answers: { 200: { description: "It is on record.", schema: reportResult } },
        }),
      },
      async ({ params, body, actor, sight: { classes } }): Promise<ParityReport> => {
        const project = { id: await projectId(pool, params.project), name: params.project };
        const now = await today();
        const span = spanOf({ ...(body.date === undefined ? {} : { to: body.date }) }, now);
        const said = { evidence: await evidenceOf(pool, project.id), now };
        const of = { project, span, classes, actor, now: now.getTime(), wave: body.wave ?? null };
        return { date: span.to, ...(await makeReport(pool, { ...of, said })) };
      },
    );
  };

const evidenceOf = async (db: Db, project: number) =>
  evidenceFrom((await projectEvidence(db, { project }))?.evidence);

/** @throws Problem 422 */
function spanOf({ from, to }: { from?: string; to?: string }, now: Date): Span {
  for (const [at, date] of Object.entries({ from, to }))
    if (date !== undefined && !isDate(date))
      throw invalid([{ at, message: `"${date}" is not a date like 2026-11-23` }]);
  const last = to ?? dateOf(Math.floor(now.getTime() / 86_400_000) - 1);
  const first = from ?? dateOf(dayOf(last) - usualDays + 1);
  const days = dayOf(last) - dayOf(first) + 1;
  if (days < 1 || days > mostDays)
    throw invalid([{ at: "from", message: `${first} to ${last} are not 1 to ${mostDays} dates` }]);
  return { from: first, to: last };
}
