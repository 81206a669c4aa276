// Triggers that messages set off: where each stands, and messages of which no run could be made.

import type { FastifyInstance } from "fastify";
import { sourceKind } from "#core/triggers/kinds.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import {
  type GetMessageRow,
  getMessage,
  type ListTriggerSourcesRow,
  listAside,
  listTriggerSources,
} from "#store/messages.sql.ts";
import { giveUpMessage, type Refused, retryMessage } from "#triggers/aside.ts";
import { asidePage, messageView, retriedView, sourcePage } from "./message-shapes.ts";
import { notFound, Problem } from "./problem.ts";
import {
  describe,
  iso,
  isoOrNull,
  object,
  optional,
  pageFrom,
  pageQuery,
  plainText,
} from "./route.ts";
import { type Infer, text } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { AsideMessageView, MessageView, Page, TriggerSourceView } from "./types.ts";

const project = { project: optional(plainText("Only of this project.")) };
const sourceFilter = object(project, "Which.");
const asideFilter = object(
  { ...project, pipeline: optional(plainText("Only of pipelines of this name.")), ...pageQuery },
  "Which.",
);
const idParams = object({ id: text("The message's id.") }, "In the path.");
const acting = object({ reason: optional(plainText("Why.", 1000)) }, "Why.");

type ById = { Params: { id: string }; Body: Infer<typeof acting> };

export const triggerRoutes =
  ({ pool, engine }: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Querystring: Infer<typeof sourceFilter> }>(
      "/triggers",
      {
        schema: describe({
          id: "listTriggerSources",
          action: "read",
          tag: "pipelines",
          summary: "Triggers that messages set off, and how far each has come",
          query: sourceFilter,
          answers: { 200: { description: "All of them.", schema: sourcePage } },
        }),
      },
      async ({ query, sight: { classes } }): Promise<Page<TriggerSourceView>> => {
        const rows = await listTriggerSources(pool, { project: query.project, classes });
        return { items: rows.map(sourceViewOf), next: null };
      },
    );
    app.get<{ Querystring: Infer<typeof asideFilter> }>(
      "/messages",
      {
        schema: describe({
          id: "listAsideMessages",
          action: "read",
          tag: "pipelines",
          summary: "Messages of which no run could be made",
          query: asideFilter,
          answers: { 200: { description: "The newest first.", schema: asidePage } },
        }),
      },
      async ({ query, sight: { classes } }): Promise<Page<AsideMessageView>> => {
        const { limit = 50, after } = query;
        const before = after === undefined ? "9223372036854775807" : messageIdOf(after);
        const rows = await listAside(pool, {
          ...{ before, project: query.project, pipeline: query.pipeline },
          ...{ classes, limit: limit + 1 },
        });
        return pageFrom(rows, limit, ({ id }) => id, asideViewOf);
      },
    );
    app.get<{ Params: { id: string } }>(
      "/messages/:id",
      {
        schema: describe({
          id: "showMessage",
          action: "read",
          tag: "pipelines",
          summary: "A message and what became of it",
          params: idParams,
          answers: { 200: { description: "The message.", schema: messageView } },
        }),
      },
      async ({ params }): Promise<MessageView> => {
        const row = await find(params.id);
        const { outcome, run_id: run, content } = row;
        return {
          ...asideViewOf({ ...row, kept: content !== null }),
          ...{ outcome: outcome as MessageView["outcome"], run, content },
        };
      },
    );
    app.post<ById>(
      "/messages/:id/retry",
      {
        schema: describe({
          id: "retryMessage",
          action: "trigger",
          tag: "pipelines",
          summary: "Try a message that was set aside again, by the trigger as it is now",
          params: idParams,
          body: acting,
          answers: { 200: { description: "What became of it.", schema: retriedView } },
        }),
      },
      async ({ params, body, actor }): Promise<Infer<typeof retriedView>> => {
        const by = { actor, reason: body.reason ?? null };
        const became = await retryMessage(engine, await find(params.id), by);
        if ("refused" in became) throw refusal(params.id, became);
        return { outcome: became.outcome, run: became.run };
      },
    );
    app.post<ById>(
      "/messages/:id/discard",
      {
        schema: describe({
          id: "discardMessage",
          action: "cancel",
          tag: "pipelines",
          summary: "Give up a message that was set aside",
          params: idParams,
          body: acting,
          answers: { 200: { description: "What became of it.", schema: retriedView } },
        }),
      },
      async ({ params, body, actor }): Promise<Infer<typeof retriedView>> => {
        const by = { actor, reason: body.reason ?? null };
        const refused = await giveUpMessage(engine, await find(params.id), by);
        if (refused !== null) throw refusal(params.id, refused);
        return { outcome: "discarded", run: null };
      },
    );

    /** @throws Problem 404 */
    async function find(id: string): Promise<GetMessageRow> {
      const row = await getMessage(pool, { id: messageIdOf(id) });
      if (!row) throw notFound(`message "${id}"`);
      return row;
    }
  };

/** What is no id is none that there is. */
export const messageIdOf = (id: string): string => (/^[1-9]\d{0,17}$/.test(id) ? id : "0");

const refusal = (id: string, { refused }: Refused): Problem =>
  new Problem("conflict", `message ${id} stays as it is: ${refused}`, {
    hint: "Change the trigger and deploy it, or discard the message.",
  });

function sourceViewOf(row: ListTriggerSourcesRow): TriggerSourceView {
  const { source, maxWaiting } = row.trigger as MessageTrigger;
  return {
    ...{ project: row.project, pipeline: row.pipeline, kind: row.kind },
    text: sourceKind(source).text(source),
    address:
      source.kind === "webhook" ? `/hooks/${row.project}/${row.pipeline}/${source.name}` : null,
    worker: row.worker === null ? null : `${row.worker_name} (${row.worker})`,
    state: stateOf(row),
    labels: row.runs_on,
    position: row.position,
    ...{ lastAt: isoOrNull(row.last_at), error: row.error, errorSince: isoOrNull(row.error_since) },
    ...{ runs: Number(row.runs), skipped: Number(row.skipped), repeated: Number(row.repeated) },
    ...{ waiting: row.open, maxWaiting, aside: row.aside },
  };
}

export function stateOf(
  row: Pick<ListTriggerSourcesRow, "error" | "followed" | "paused" | "worker">,
): TriggerSourceView["state"] {
  if (row.paused) return "paused";
  if (row.error !== null) return "failing";
  if (!row.followed) return "sent";
  return row.worker === null ? "unfollowed" : "followed";
}

type AsideRow = Pick<
  GetMessageRow,
  "id" | "project" | "pipeline" | "kind" | "key" | "at" | "reason"
>;

const asideViewOf = (row: AsideRow & { kept: boolean }): AsideMessageView => ({
  ...{ id: row.id, project: row.project, pipeline: row.pipeline, kind: row.kind, key: row.key },
  ...{ at: iso(row.at), reason: row.reason, isKept: row.kept },
});
