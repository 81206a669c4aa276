// Message triggers on the test's own database: the table `orders` of a schema of its own, and the worker that follows.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import type { DatabasePoll, MessageTrigger } from "#core/triggers/message-trigger.ts";
import { startWorker, type Worker } from "#engine/worker.ts";
import type { AllowedFolder } from "#executors/places/local-folder.ts";
import { startFollowing } from "#triggers/follow.ts";
import { pipeline, task } from "./deploy.ts";
import { connectionOf } from "./postgres-connection.ts";

type Under = { pool: pg.Pool; connectionString: string };

export async function makeOrders({ pool }: Under): Promise<void> {
  await pool.query("create schema shop");
  await pool.query(
    "create table shop.orders (id int primary key generated always as identity, total int not null)",
  );
}

export const addOrders = ({ pool }: Under, totals: readonly number[]) =>
  pool.query("insert into shop.orders (total) select unnest($1::int[])", [totals]);

/** A run for each order; there is no worker for its tasks. */
export function ordersTrigger(
  under: Pick<Under, "connectionString">,
  more: Partial<MessageTrigger> = {},
  poll: Partial<DatabasePoll> = {},
  notify: string | null = null,
): MessageTrigger {
  const { connection } = connectionOf(under);
  return {
    ...{ condition: null, date: null, key: null, maxWaiting: 1000, runsOn: [] },
    params: { order: "${{ message.body.id }}" },
    source: {
      ...{ kind: "database", connection, connectionName: "shop-db", notify },
      poll: {
        ...{ everyMs: 1_000, overlapMs: 0, start: "0", watermark: "id" },
        query: "select id, total from shop.orders where id > :watermark order by id",
        ...poll,
      },
    },
    ...more,
  };
}

export const ordersPipeline = (trigger: MessageTrigger, more: Partial<Pipeline> = {}): Pipeline =>
  pipeline("orders", [task("load", { runsOn: ["nobody"] })], {
    params: { order: { type: "integer", default: null, description: null } },
    messages: [trigger],
    ...more,
  });

/** A worker that follows sources, and does no task. */
export async function followingWorker(
  under: Under,
  labels: string[] = [],
  {
    localFiles = [],
    secrets = connectionOf(under).secrets,
  }: { localFiles?: readonly AllowedFolder[]; secrets?: Record<string, string> } = {},
): Promise<Worker> {
  const provider = {
    read: async ({ name }: { name: string }) => ({ value: secrets[name] ?? "", provider: "test" }),
  };
  return startWorker({
    connectionString: under.connectionString,
    ...{ executors: [], slots: 1, labels, name: "following", beatMs: 50, secrets: provider },
    follow: (worker) =>
      startFollowing({
        ...{ pool: under.pool, worker, labels, secrets: provider, addresses: {}, localFiles },
        onMessage: () => {},
      }),
  });
}

/** Orders that have runs, in the order of these. */
export async function ordersRun({ pool }: Under): Promise<unknown[]> {
  const { rows } = await pool.query(
    "select params ->> 'order' as order_id from trunkline.run where trigger_kind = 'message' order by id",
  );
  return rows.map(({ order_id }) => Number(order_id));
}
