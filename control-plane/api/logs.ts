// Output of runs: JSON lines or plain text, whole or followed. A slow reader holds the reading back, one that has
// gone ends it. JSON lines rather than server-sent events: the command line and `curl | jq` read them as they are.

import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { placesNamed, taskAt } from "#core/for-each.ts";
import type { Pipeline } from "#core/pipeline.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import { didYouMean } from "#core/suggest.ts";
import { keepReading } from "#store/as-reader.ts";
import {
  followLog,
  type LogScope,
  type Position,
  readStored,
  type StoredChunk,
} from "./log-reader.ts";
import { invalid } from "./problem.ts";
import { rightEnds } from "./right-ends.ts";
import { describe, object, optional, plainText, runParams } from "./route.ts";
import { logChunk } from "./run-shapes.ts";
import { readRunRow } from "./run-view.ts";
import { untilGone } from "./run-wait.ts";
import { type Infer, integer, oneOf, text, truth } from "./schema.ts";
import type { ApiContext } from "./server.ts";
import type { LogChunk } from "./types.ts";

const logQuery = object(
  {
    task: optional(text("Only that task's.", { maxLength: 400 })),
    attempt: optional(integer("Only that attempt's.", { minimum: 1, maximum: 2_000_000_000 })),
    after: optional(plainText("A chunk's cursor; with `follow` only together with `task`.")),
    follow: optional(truth("Go on until the run has ended.")),
    format: optional(
      oneOf(["ndjson", "text"], "JSON lines (when left out), or the bare output, byte for byte."),
    ),
  },
  "Which output.",
);
type LogQuery = Infer<typeof logQuery>;

export const logRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { id: string }; Querystring: LogQuery }>(
      "/runs/:id/logs",
      {
        schema: describe({
          id: "readLogs",
          action: "readLogs",
          tag: "runs",
          summary: "Output of a run, streamed",
          params: runParams,
          query: logQuery,
          answers: {
            200: {
              description: "One chunk a line; with `format=text` the bare output.",
              schema: logChunk,
              type: "application/x-ndjson",
            },
          },
        }),
      },
      async (request, reply) => {
        const { params, query } = request;
        const run = await readRunRow(context.pool, params.id);
        const spec = storedPipeline(run.spec);
        const scope = scopeOf(run.id, spec, query, context.logArchive);
        const ended = rightEnds(context, request, reply.raw);
        const stop = AbortSignal.any([context.closing, ended]);
        const gone = untilGone(reply.raw, stop);
        const chunks = keepReading(
          query.follow
            ? untilStopped(followLog(context.pool, scope, gone), stop)
            : untilStopped(readStored(context.pool, scope), ended),
        );
        const asText = query.format === "text";
        reply.type(asText ? "text/plain; charset=utf-8" : "application/x-ndjson; charset=utf-8");
        const lines = asText ? bare(chunks) : jsonLines(chunks, spec);
        return reply.send(Readable.from(lines, { objectMode: false, highWaterMark: 65_536 }));
      },
    );
  };

/**
 * A server that stops, and a right that ends, break the connection: a clean end would tell the reader that the run has
 * ended. Nothing is sent any more.
 */
async function* untilStopped<T>(chunks: AsyncIterable<T>, stop: AbortSignal): AsyncGenerator<T> {
  for await (const part of chunks) {
    stop.throwIfAborted();
    yield part;
  }
  stop.throwIfAborted();
}

/** @throws Problem 422. */
function scopeOf(run: string, spec: Pipeline, query: LogQuery, archive: string | null): LogScope {
  const task = query.task === undefined ? null : placeOf(query.task, spec);
  if (task === undefined) {
    const names = spec.tasks.map(({ name }) => name);
    const help = didYouMean(query.task ?? "", names);
    throw invalid([
      { at: "task", message: `the run has no task "${query.task}"`, ...(help ? { help } : {}) },
    ]);
  }
  const after = query.after === undefined ? null : positionOf(query.after);
  if (after !== null && task === null && query.follow)
    throw invalid([{ at: "after", message: "with follow, after needs task" }]);
  if (after !== null && task !== null && after.idx !== task)
    throw invalid([{ at: "after", message: "after is a cursor of another task" }]);
  return { run, task, attempt: query.attempt ?? null, after, archive };
}

/** Of one task: a name that all instances of a matrix share is none's. */
const placeOf = (name: string, spec: Pipeline): number | undefined =>
  placesNamed(name, spec).find((idx) => taskAt(spec, idx)?.name === name);

const cursorOf = ({ idx, attempt, seq }: Position): string => `${idx}.${attempt}.${seq}`;

function positionOf(cursor: string): Position {
  const [, idx, attempt, seq] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? [];
  if (idx === undefined) throw invalid([{ at: "after", message: "after is not a chunk's cursor" }]);
  return { idx: Number(idx), attempt: Number(attempt), seq: Number(seq) };
}

async function* bare(chunks: AsyncIterable<StoredChunk[]>): AsyncGenerator<Buffer> {
  for await (const part of chunks) yield Buffer.concat(part.map(({ content }) => content));
}

async function* jsonLines(
  chunks: AsyncIterable<StoredChunk[]>,
  spec: Pipeline,
): AsyncGenerator<string> {
  for await (const part of chunks) {
    const lines = part.map(
      (chunk): LogChunk => ({
        task: taskAt(spec, chunk.idx)?.name ?? String(chunk.idx),
        attempt: chunk.attempt,
        seq: chunk.seq,
        text: chunk.content.toString("utf8"),
        cursor: cursorOf(chunk),
      }),
    );
    yield `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
  }
}
