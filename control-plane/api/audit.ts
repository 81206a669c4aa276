// The audit: who did what, how far it is sealed, and a part of it that proves itself.

import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { PackLine } from "#core/audit/pack.ts";
import { headText } from "#core/audit/record.ts";
import { auditHead, type ListAuditRow, listAudit } from "#store/audit.sql.ts";
import { type PackQuery, readPack } from "./audit-pack.ts";
import * as shapes from "./audit-shapes.ts";
import { invalid } from "./problem.ts";
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
import { type Infer, integer, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { AuditHeadView, AuditRecordView, Page } from "./types.ts";

const listQuery = object(
  {
    ...pageQuery,
    actor: optional(plainText("Only what this one did.")),
    act: optional(plainText("Only this act, such as `apply` or `cancel`.")),
    subject: optional(plainText("Only what was done to exactly this.", 400)),
    project: optional(plainText("Only what is about this project, its pipelines and their runs.")),
    requestId: optional(plainText("Only what this request brought.")),
    from: optional(plainText("Only from this instant on.")),
    to: optional(plainText("Only before this instant.")),
  },
  "Which records.",
);

const packQuery = object(
  {
    from: optional(plainText("Seals with records from this instant on.")),
    to: optional(plainText("Seals with records before this instant.")),
    since: optional(integer("Seals from this number on.", { minimum: 1 })),
    evidence: optional(truth("With the commits that deployments refer to.")),
  },
  "Which part.",
);

export const auditRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    const { pool } = context;
    app.get<{ Querystring: Infer<typeof listQuery> }>(
      "/audit",
      {
        schema: describe({
          id: "listAudit",
          action: "readAudit",
          tag: "server",
          summary: "What was done, and by whom",
          query: listQuery,
          answers: { 200: { description: "The newest first.", schema: shapes.auditPage } },
        }),
      },
      async ({ query }): Promise<Page<AuditRecordView>> => {
        const limit = query.limit ?? 50;
        const rows = await listAudit(pool, {
          ...{ actor: query.actor ?? null, act: query.act ?? null, subject: query.subject ?? null },
          ...{ project: query.project ?? null, request: query.requestId ?? null },
          ...{ from: instantOf("from", query.from), to: instantOf("to", query.to) },
          ...{ before: cursorOf(query.after), limit: limit + 1 },
        });
        return pageFrom(rows, limit, ({ id }) => id, viewOf);
      },
    );
    app.get(
      "/audit/head",
      {
        schema: describe({
          id: "auditHead",
          action: "readAudit",
          tag: "server",
          summary: "How far the audit is sealed",
          answers: { 200: { description: "The newest seal.", schema: shapes.auditHead } },
        }),
      },
      async (): Promise<AuditHeadView> => {
        const row = await auditHead(pool);
        const { number, head } = row ?? {};
        return {
          head: number && head ? headText({ number: Number(number), head }) : null,
          at: isoOrNull(row?.at ?? null),
          unsealed: row?.unsealed ?? 0,
          oldestUnsealed: isoOrNull(row?.oldest ?? null),
        };
      },
    );
    app.get<{ Querystring: Infer<typeof packQuery> }>(
      "/audit/pack",
      {
        schema: describe({
          id: "exportAudit",
          action: "readAudit",
          tag: "server",
          summary: "A part of the audit that proves itself",
          query: packQuery,
          answers: {
            200: {
              description: "One line each: what the pack is, seals with their records, the end.",
              schema: shapes.packLine,
              type: "application/x-ndjson",
            },
          },
        }),
      },
      async ({ query }, reply) => {
        const asked: PackQuery = {
          ...{ from: instantOf("from", query.from), to: instantOf("to", query.to) },
          ...{ since: query.since ?? null, evidence: query.evidence ?? false },
        };
        reply.type("application/x-ndjson; charset=utf-8");
        return reply.send(
          Readable.from(asJson(readPack(context, asked)), {
            objectMode: false,
            highWaterMark: 65_536,
          }),
        );
      },
    );
  };

async function* asJson(lines: AsyncIterable<PackLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

const viewOf = ({ request_id, at, detail, ...row }: ListAuditRow): AuditRecordView => ({
  ...row,
  at: iso(at),
  requestId: request_id,
  detail: detail as Record<string, unknown>,
});

/** @throws Problem 422. */
function instantOf(at: string, given: string | undefined): Date | null {
  if (given === undefined) return null;
  const time = Date.parse(given);
  if (!/^\d{4}-\d\d-\d\d/.test(given) || Number.isNaN(time))
    throw invalid([
      { at, message: `"${given}" is no instant`, help: "such as 2026-11-26T08:00:00Z" },
    ]);
  return new Date(time);
}

/** @throws Problem 422. */
function cursorOf(after: string | undefined): string | null {
  if (after === undefined || /^\d{1,18}$/.test(after)) return after ?? null;
  throw invalid([{ at: "after", message: "after is not the number of a record" }]);
}
