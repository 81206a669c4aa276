// Pools, locks and rates: how much there is, who has it and who waits; and returning what a failed task keeps.

import type { FastifyInstance } from "fastify";
import { lockUnits, type PoolKind } from "#core/pools/declaration.ts";
import { takeText } from "#core/pools/takes.ts";
import {
  type ListPoolsRow,
  listPools,
  type PoolUsersRow,
  poolUsers,
  returnKept,
} from "#store/pools.sql.ts";
import { knownOf } from "#store/write-audit.ts";
import { poolPage } from "./pool-shapes.ts";
import { Problem } from "./problem.ts";
import { describe, iso, list, object, optional, plainText, runParams } from "./route.ts";
import { readRunRow } from "./run-view.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { Page, PoolView } from "./types.ts";

/** Who has some of a pool, and who waits, is shown of the first. */
const usersShown = 20;

const filter = object(
  { project: optional(plainText("Only what this project declares.")) },
  "Which.",
);
const returning = object(
  {
    task: optional(plainText("Only what this task keeps.")),
    reason: optional(plainText("Why.", 1000)),
  },
  "What to return.",
);
const returned = object(
  { pools: list(text("A pool."), "What is free now.") },
  "What was returned.",
);

export const poolRoutes =
  ({ pool }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof filter> }>(
      "/pools",
      {
        schema: describe({
          id: "listPools",
          action: "readProject",
          tag: "runs",
          summary: "Pools, locks and rates: who has them and who waits",
          query: filter,
          answers: { 200: { description: "All of them.", schema: poolPage } },
        }),
      },
      async ({ query, sight: { classes, projects } }): Promise<Page<PoolView>> => {
        const rows = await listPools(pool, { project: query.project ?? null, projects, classes });
        const pools = rows.map(({ id }) => id);
        const users = await poolUsers(pool, { pools, classes, limit: usersShown });
        const byPool = Map.groupBy(users, ({ pool_id }) => pool_id);
        return { items: rows.map((row) => viewOf(row, byPool.get(row.id) ?? [])), next: null };
      },
    );
    app.post<{ Params: { id: string }; Body: Infer<typeof returning> }>(
      "/runs/:id/return",
      {
        schema: describe({
          id: "returnKept",
          action: "changePools",
          tag: "runs",
          summary: "Return what failed tasks of a run keep of pools",
          params: runParams,
          body: returning,
          answers: { 200: { description: "What was returned.", schema: returned } },
        }),
      },
      async ({ params, body, actor }): Promise<Infer<typeof returned>> => {
        await readRunRow(pool, params.id);
        const rows = await returnKept(pool, {
          run: params.id,
          task: body.task ?? null,
          ...{ actor, ...knownOf(actor) },
          reason: body.reason ?? null,
        });
        if (rows.length === 0)
          throw new Problem("not-found", `no failed task of run ${params.id} keeps anything`, {
            hint: "`trunkline pools` shows who keeps what.",
          });
        return { pools: rows.map(({ name }) => name) };
      },
    );
  };

function viewOf(row: ListPoolsRow, users: readonly PoolUsersRow[]): PoolView {
  const kind = row.kind as PoolKind;
  const shown = (waits: boolean) =>
    users
      .filter((user) => user.waits === waits)
      .map(({ run_id: run, project, pipeline, task, units, kept, since }) => ({
        run,
        project,
        pipeline,
        task,
        takes: takeText({ pool: row.name, amount: amountOf(kind, units), keepOnFailure: false }),
        kept,
        since: iso(since),
      }));
  return {
    name: row.name,
    project: row.project,
    kind,
    description: row.description,
    units: kind === "lock" ? 1 : row.units,
    perSeconds: row.per_ms === null ? null : Number(row.per_ms) / 1000,
    used: kind === "lock" ? row.holders : row.used,
    users: shown(false),
    waiting: row.waiting,
    next: shown(true),
  };
}

function amountOf(kind: PoolKind, units: number): number | "shared" | "exclusive" {
  if (kind !== "lock") return units;
  return units === lockUnits ? "exclusive" : "shared";
}
