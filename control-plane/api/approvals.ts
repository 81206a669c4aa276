// Approving and rejecting tasks that wait for it, and the list of those that do.

import type { FastifyInstance } from "fastify";
import { mayVote } from "#core/approval.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { lockAsked, openApprovals, vote } from "#store/approvals.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { approvalPage } from "./hold-shapes.ts";
import { notFound, Problem } from "./problem.ts";
import { describe, iso, isoOrNull, object, optional, plainText, runParams } from "./route.ts";
import { runView } from "./run-shapes.ts";
import { readRun, readRunRow } from "./run-view.ts";
import type { Infer } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Sight } from "./sight.ts";
import type { ApprovalView, Page, RunView } from "./types.ts";

const most = 10_000;

const voteBody = object(
  {
    task: optional(
      plainText("A task by its declared name, or one instance of it; all that wait when left out."),
    ),
    reason: optional(plainText("Why.", 1000)),
  },
  "Which task.",
);
type VoteBody = Infer<typeof voteBody>;
const filter = object({ project: optional(plainText("Only of this project.")) }, "What to list.");

export const approvalRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/approvals",
      {
        schema: describe({
          id: "listApprovals",
          action: "read",
          tag: "runs",
          summary: "Tasks that wait for an approval",
          query: filter,
          answers: { 200: { description: "The oldest first.", schema: approvalPage } },
        }),
      },
      ({ query, sight }) => waiting(context, query.project ?? null, sight),
    );
    for (const [word, approved, summary] of [
      ["approve", true, "Approve a task that waits for it"],
      ["reject", false, "Reject a task that waits for an approval: it fails"],
    ] as const)
      app.post<{ Params: { id: string }; Body: VoteBody }>(
        `/runs/:id/${word}`,
        {
          schema: describe({
            id: word,
            action: "approve",
            tag: "runs",
            summary,
            params: runParams,
            body: voteBody,
            answers: { 200: { description: "The run.", schema: runView } },
          }),
        },
        ({ params, body, actor, sight }) =>
          answer(context, params.id, { approved, actor, ...body }, sight),
      );
  };

async function waiting(
  { pool }: ApiContext,
  project: string | null,
  { classes }: Sight,
): Promise<Page<ApprovalView>> {
  const rows = await openApprovals(pool, { project, classes, limit: most });
  const items = rows.flatMap((row): ApprovalView[] => {
    const task = storedPipeline(row.spec).tasks[row.idx];
    const approval = task?.gates?.approval;
    if (!task || !approval) return [];
    const end = approval.deadlineMs === null ? null : row.asked_at.getTime() + approval.deadlineMs;
    return [
      {
        run: row.run_id,
        task: task.name,
        project: row.project,
        pipeline: row.pipeline,
        date: row.date,
        by: approval.by,
        count: approval.count,
        given: row.votes,
        since: iso(row.asked_at),
        deadline: isoOrNull(end === null ? null : new Date(end)),
        onExpiry: approval.onExpiry,
      },
    ];
  });
  return { items, next: null };
}

async function answer(
  { pool }: ApiContext,
  id: string,
  { approved, actor, task, ...body }: VoteBody & { approved: boolean; actor: string },
  sight: Sight,
): Promise<RunView> {
  const run = await readRunRow(pool, id);
  const { tasks } = storedPipeline(run.spec);
  const named = tasks.flatMap((one, idx) =>
    task === undefined || one.name === task || one.group === task ? [{ ...one, idx }] : [],
  );
  if (named.length === 0) throw notFound(`task "${task}" of run ${id}`);
  const reason = body.reason ?? null;
  await transaction(pool, async (db) => {
    const asked = await lockAsked(db, { run: id, idxs: named.map(({ idx }) => idx) });
    const open = named.filter(({ idx }) => asked.some((row) => row.idx === idx));
    if (open.length === 0)
      throw new Problem(
        "conflict",
        `run ${id} has no task${task === undefined ? "" : ` "${task}"`} that waits for an approval`,
        {
          hint: `\`trunkline why ${id}\` says what it waits for.`,
        },
      );
    for (const { gates } of open) {
      const refusal = gates?.approval ? mayVote(gates.approval, actor, run.actor) : null;
      if (refusal !== null) throw new Problem("refused", refusal);
    }
    const idxs = open.map(({ idx }) => idx);
    const fresh = await vote(db, { run: id, idxs, actor, approved, reason });
    if (fresh.length === 0)
      throw new Problem("conflict", `${actor} has answered already`, {
        hint: "Each person counts once.",
      });
    const names = fresh.map(({ idx }) => tasks[idx]?.name);
    const act = approved ? "approve" : "reject";
    await writeAudit(db, { actor, act, subject: id, detail: { tasks: names, reason } });
  });
  return readRun(pool, id, sight);
}
