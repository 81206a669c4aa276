// `database:` of a trigger: rows that a query finds, or notifications of a channel.

import type { DatabaseTriggerSpec } from "#schemas/types.ts";
import { checkConnection, connectionNamed } from "../connections/named.ts";
import { postgres } from "../connections/postgres.ts";
import { connectionUses } from "../connections/uses.ts";
import { formatDuration, parseDuration } from "../duration.ts";
import { hasExpression } from "../expression.ts";
import { durationMs } from "../normalize-schedule.ts";
import type { Place, Problem } from "../problem.ts";
import { readSql } from "../sql-text.ts";
import type { SourceKind } from "./kind.ts";
import type { DatabasePoll, DatabaseSource } from "./message-trigger.ts";

/** The schema's descriptions repeat them for people. */
const defaults = { every: "10s", overlap: "0s" } as const;
const [leastEveryMs, mostOverlapMs] = [1_000, 3_600_000];

export const database: SourceKind<DatabaseSource> = {
  isFollowed: true,
  // Postgres keeps no notification for who does not listen.
  isKept: ({ poll }) => poll !== null,
  check(written, at, source, problems) {
    const spec = written as Partial<DatabaseTriggerSpec>;
    const { connection, query, notify } = spec;
    const types = ["postgres"] as const;
    if (connection !== undefined)
      checkConnection(
        { name: connection, place: at("connection"), types, by: "a `database` trigger" },
        ...([source, problems] as const),
      );
    if (query !== undefined) checkPoll(spec, query, at, problems);
    else if (notify === undefined && !("query" in written) && !("notify" in written))
      problems.push({
        ...{ ...at(), code: "invalid-trigger", message: "`database` asks for nothing" },
        help: "write `query`, `watermark` and `start`, or a channel in `notify`",
      });
    for (const key of pollKeys)
      if (!("query" in written) && key in written)
        problems.push({
          ...{ ...at(key), at: "key", code: "invalid-trigger" },
          message: `\`${key}\` belongs to \`query\``,
        });
  },
  normalize({ database: spec }, source) {
    const { connection, query, notify } = spec as DatabaseTriggerSpec;
    return {
      connection: connectionNamed(source, connection, "postgres"),
      connectionName: connection,
      kind: "database",
      notify: notify ?? null,
      poll: query === undefined ? null : pollOf(spec as DatabaseTriggerSpec, query),
    };
  },
  spec: ({ connectionName, notify, poll }) => ({
    database: {
      connection: connectionName,
      ...(notify === null ? {} : { notify }),
      ...(poll === null ? {} : pollSpec(poll)),
    },
  }),
  connections: ({ connectionName }) => [connectionName],
  secrets: ({ connection }) => postgres.secrets(connection),
  places: ({ connection }) => postgres.places(connection),
  uses: ({ connection }, source) => connectionUses(connection, ["connection"], source),
  reaches: ({ connectionName }) => [`connection ${connectionName}`],
  text: ({ connectionName, notify, poll }) =>
    poll === null
      ? `notification of ${notify} on ${connectionName}`
      : `row that its query finds on ${connectionName}`,
  // Another condition or column is the same place; a watermark of another table says nothing.
  identity: ({ connection: { host, port, database }, notify, poll }) => ({
    ...{ host, port, database },
    of: poll === null ? { notify } : { watermark: poll.watermark, tables: tablesIn(poll.query) },
  }),
};

/** What stands after `from` and `join`; a name that isn't found there only makes two places one. */
const tablesIn = (query: string): string[] =>
  [...query.matchAll(/\b(?:from|join)\s+(?:only\s+|lateral\s+)?([\w$."]+)/gi)]
    .map(([, name = ""]) => name.toLowerCase())
    .sort();

const pollKeys = ["watermark", "start", "every", "overlap"] as const;

function checkPoll(
  spec: Partial<DatabaseTriggerSpec>,
  query: string,
  at: (...path: string[]) => Place,
  problems: Problem[],
): void {
  for (const key of ["watermark", "start"] as const)
    if (spec[key] === undefined)
      problems.push({
        ...{ ...at("query"), at: "key", code: "invalid-trigger" },
        message: `\`query\` needs \`${key}\``,
        help:
          key === "start"
            ? "what `:watermark` is at first: `start: 0`"
            : "the column that grows: `watermark: id`",
      });
  const place = { ...at("query"), code: "invalid-sql" as const };
  if (hasExpression(query))
    problems.push({
      ...place,
      message: "`query` takes no `${{ }}`, so that data never becomes SQL",
      help: "only `:watermark` has a value in it",
    });
  const { parameters, issues } = readSql(query);
  for (const { message, help, offset, length } of issues)
    problems.push({ ...place, message, help, part: { offset, length } });
  if (issues.length === 0) {
    const other = parameters.find(({ name }) => name !== "watermark");
    if (other)
      problems.push({
        ...{ ...place, message: `\`:${other.name}\` has no value` },
        help: "only `:watermark` has one",
        part: { offset: other.offset, length: other.name.length + 1 },
      });
    else if (parameters.length === 0)
      problems.push({
        ...{ ...place, message: "the query reads all again each time: it has no `:watermark`" },
        help: "such as `where id > :watermark order by id`",
      });
    else if (!/\border\s+by\b/i.test(query))
      problems.push({
        ...{ ...place, message: "the query has no order, so rows may be passed over" },
        help: `add \`order by ${spec.watermark ?? "id"}\``,
      });
  }
  checkLength(spec.every, leastEveryMs, Number.POSITIVE_INFINITY, at("every"), problems);
  checkLength(spec.overlap, 0, mostOverlapMs, at("overlap"), problems);
}

function checkLength(
  text: string | undefined,
  least: number,
  most: number,
  place: Place,
  problems: Problem[],
): void {
  const ms = text === undefined ? null : parseDuration(text);
  if (ms === null || (ms >= least && ms <= most)) return;
  const message =
    ms < least
      ? `${text} is less than ${formatDuration(least)}`
      : `${text} is more than ${formatDuration(most)}`;
  problems.push({ ...place, code: "invalid-trigger", message });
}

const pollOf = (spec: DatabaseTriggerSpec, query: string): DatabasePoll => ({
  everyMs: durationMs(spec.every ?? defaults.every),
  overlapMs: durationMs(spec.overlap ?? defaults.overlap),
  query,
  start: String(spec.start),
  watermark: String(spec.watermark),
});

const pollSpec = ({ query, watermark, start, everyMs, overlapMs }: DatabasePoll) => ({
  ...{ query, watermark, start },
  every: formatDuration(everyMs),
  overlap: formatDuration(overlapMs),
});
