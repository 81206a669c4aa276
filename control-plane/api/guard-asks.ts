// What the guards of legacy hosts ask and say: whose a run is, what they ran, and what became of ours.

import type { FastifyInstance } from "fastify";
import { readSlot, type SlotKind } from "#core/ownership/slot.ts";
import { acknowledgeEpoch, answerGuard, reportStart } from "#engine/guard-asks.ts";
import { followedSlot, guardedPipeline } from "#store/ownership.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import {
  acknowledgeBody,
  askBody,
  followedView,
  guardAnswer,
  job,
  reportAnswer,
  reportBody,
  slot,
} from "./guard-shapes.ts";
import { keepGuardRun } from "./keep-guard-run.ts";
import { invalid, notFound, Problem } from "./problem.ts";
import { describe, isoOrNull, object, projectParams } from "./route.ts";
import { pause, untilGone } from "./run-wait.ts";
import { type Infer, integer, optional } from "./schema.ts";
import type { ApiContext } from "./server.ts";

type Of = { Params: { project: string } };

const longestWaitSeconds = 30;
const everyMs = 500;

const followQuery = object(
  {
    job,
    slot,
    wait: optional(
      integer("Seconds to wait for the end.", { minimum: 0, maximum: longestWaitSeconds }),
    ),
  },
  "Which run.",
);

export const guardRoutes =
  ({ pool, closing }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    /** @throws Problem 404, and 422 for a slot of the other kind. */
    const asked = async (project: string, job: string, slot: string | null) => {
      const [pipeline = "", task = null] = job.split("/");
      const row = await guardedPipeline(pool, { project, pipeline, task });
      if (!row)
        throw new Problem("not-found", `no guard is foreseen for "${job}" of "${project}"`, {
          hint: "Write `guard: {slots: minutes}` (or `dates`) into the file of its wave, in migration/waves.",
        });
      if (!row.has_task) throw notFound(`task "${task}" of pipeline "${pipeline}"`);
      const kind = row.slots as SlotKind;
      if (slot !== null && readSlot(slot, kind) === null)
        throw invalid([
          {
            at: "slot",
            message: `slots of "${pipeline}" are ${kind}, and "${slot}" is none: ${kind === "dates" ? "give the guard `--date`" : "leave out the guard's `--date`"}`,
          },
        ]);
      return { ...row, task, legacyJob: row.job ?? job };
    };

    app.post<Of & { Body: Infer<typeof askBody> }>(
      "/projects/:project/guard/ask",
      {
        schema: describe({
          id: "askGuard",
          action: "guard",
          tag: "projects",
          summary: "Whose is a run of a guarded job",
          params: projectParams,
          body: askBody,
          answers: { 200: { description: "Whose it is.", schema: guardAnswer } },
        }),
      },
      async ({ params, body, actor }): Promise<Infer<typeof guardAnswer>> => {
        const { job, slot = null, host, keeps = true } = body;
        const { id, now } = await asked(params.project, job, slot);
        return transaction(pool, async (db) => {
          const guard = { id: body.guard, host };
          const found = await answerGuard(db, { pipeline: id, job, slot, keeps }, guard, now);
          const { owner, grant } = found.answer;
          const detail = { job, slot, guard: body.guard, host, owner, epoch: grant.epoch };
          await writeAudit(db, { actor, act: "guard-ask", subject: params.project, detail });
          return { owner, ...grant, run: found.run };
        });
      },
    );
    app.post<Of & { Body: Infer<typeof reportBody> }>(
      "/projects/:project/guard/report",
      {
        schema: describe({
          id: "reportGuard",
          action: "guard",
          tag: "projects",
          summary: "Say what a guard has run",
          params: projectParams,
          body: reportBody,
          answers: { 200: { description: "It is kept.", schema: reportAnswer } },
        }),
      },
      async ({ params, body, actor }) => {
        const { id, legacyJob } = await asked(params.project, body.job, body.slot);
        const { job, slot, host, unasked } = body;
        return transaction(pool, async (db) => {
          const guard = { id: body.guard, host };
          const pipeline = { pipeline: id, job, slot };
          const once = unasked ? await reportStart(db, pipeline, guard) : true;
          await keepGuardRun(db, params.project, legacyJob, body);
          const detail = { job, slot, guard: body.guard, host, call: body.call, unasked, once };
          await writeAudit(db, { actor, act: "guard-report", subject: params.project, detail });
          return { once };
        });
      },
    );
    app.post<Of & { Body: Infer<typeof acknowledgeBody> }>(
      "/projects/:project/guard/acknowledge",
      {
        schema: describe({
          id: "acknowledgeGuard",
          action: "guard",
          tag: "projects",
          summary: "Say which hand-over a guard has kept",
          params: projectParams,
          body: acknowledgeBody,
          answers: { 200: { description: "It is kept.", schema: object({}, "Nothing more.") } },
        }),
      },
      async ({ params, body, actor }): Promise<object> => {
        const { id } = await asked(params.project, body.job, null);
        const { job, host, epoch } = body;
        await transaction(pool, async (db) => {
          await acknowledgeEpoch(db, id, { id: body.guard, host }, epoch);
          const detail = { job, guard: body.guard, host, epoch };
          await writeAudit(db, {
            actor,
            act: "guard-acknowledge",
            subject: params.project,
            detail,
          });
        });
        return {};
      },
    );
    app.get<Of & { Querystring: Infer<typeof followQuery> }>(
      "/projects/:project/guard/run",
      {
        schema: describe({
          id: "followGuarded",
          action: "readProject",
          tag: "projects",
          summary: "What became of our run in the place of a job",
          params: projectParams,
          query: followQuery,
          answers: { 200: { description: "As it is, or as it ended.", schema: followedView } },
        }),
      },
      async ({ params, query, raw }): Promise<Infer<typeof followedView>> => {
        const { id, task } = await asked(params.project, query.job, query.slot);
        const until = performance.now() + (query.wait ?? 0) * 1_000;
        const gone = untilGone(raw, closing);
        for (;;) {
          const found = followed(
            await followedSlot(pool, { pipeline: id, slot: query.slot, task }),
          );
          const left = until - performance.now();
          if (found.ended || left <= 0 || !(await pause(Math.min(everyMs, left), gone)))
            return found;
        }
      },
    );
  };

type FollowedRow = Awaited<ReturnType<typeof followedSlot>>;

const over = new Set(["succeeded", "failed", "skipped", "cancelled"]);

/** A task that was never reached ends with its run. */
function followed(row: FollowedRow): Infer<typeof followedView> {
  if (!row) return { owner: "nobody", run: null, state: null, ended: false, exit: null, at: null };
  const owner = row.side as "legacy" | "trunkline";
  const state = row.task_state ?? row.state ?? null;
  const ended = row.finished_at !== null || (state !== null && over.has(state));
  const good = state === "succeeded";
  const exit = !ended ? null : good ? 0 : row.exit_code || 1;
  return { owner, run: row.run ?? null, state, ended, exit, at: isoOrNull(row.finished_at) };
}
