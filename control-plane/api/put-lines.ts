// A part of a scheduler's log, as it is kept: what it tells of runs, and where the next part goes on.

import type pg from "pg";
import { JobSpans } from "#migrators/runlog/job-spans.ts";
import type { RunLogFormat } from "#migrators/runlog/log.ts";
import {
  formatFor,
  formatNamed,
  headBytes,
  type LogChoice,
  LogRefusal,
  type OpenedLog,
  readerFor,
} from "#migrators/runlog/open-log.ts";
import type { SourceSettings } from "#migrators/runlog/told-run.ts";
import { listLegacySources } from "#store/legacy-runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import type { linesQuery, linesResult } from "./lines-shapes.ts";
import { invalid, Problem } from "./problem.ts";
import { keepLegacy, type LegacyTold, refuseZone, rowsOf } from "./put-legacy.ts";
import { readLines } from "./read-lines.ts";
import type { Infer } from "./schema.ts";
import { isDate } from "./start-run.ts";

/** What the server keeps of a log that is given part by part. */
interface LinesPosition {
  /** By which its caller tells it from others. */
  log: string | null;
  offset: number;
  format: string;
  words: readonly string[] | null;
  /** Of the reader. */
  saved: object | null;
  /** The last moment that was told, in milliseconds since 1970. */
  last: number | null;
}

const help: Record<NonNullable<LogRefusal["missing"]>, string> = {
  kind: "docs/migration/observe.md lists what is read; with `kind=cron` a syslog is read whatever is at its head.",
  zone: "Say it, such as `zone=Europe/Berlin`.",
  from: "Say a date near its first line, such as `from=2026-11-20`.",
  job: "Say it, such as `job=FOLDER/NAME`.",
};

/**
 * @throws Problem 422 for what is no log, or lacks what its caller has to say; 409 for a part that does not begin where the one
 *   before has ended, and for a source of another kind
 */
export async function putLines(
  pool: pg.Pool,
  project: { id: number; name: string },
  { source: name, bytes }: { source: string; bytes: Buffer },
  query: Infer<typeof linesQuery>,
  actor: string,
): Promise<Infer<typeof linesResult>> {
  const { offset, log = null, rotated = false, zone, host, failuresLogged } = query;
  refuseZone(zone ?? null, "zone");
  if (query.from !== undefined && !isDate(query.from))
    throw invalid([{ at: "from", message: `"${query.from}" is not a date like 2026-11-23` }]);
  const [known] = await listLegacySources(pool, { project: project.id, name });
  const kept = offset === undefined ? null : positionOf(known?.position ?? null);
  if (offset !== undefined && offset > 0) refuseOther(kept, offset, log);
  // What is read from its begin once more has nothing that goes on.
  const before = offset === 0 && kept?.log === log ? null : kept;
  const settings: SourceSettings = {
    ...(known?.settings as SourceSettings | undefined),
    ...(failuresLogged === true && { failuresLogged }),
  };
  const choice: LogChoice = {
    kind: query.kind ?? kindOf(known?.kind),
    ...{ zone: zone ?? known?.zone ?? undefined, host: host ?? known?.host ?? undefined },
    ...{ from: query.from, job: query.job, dateStandard: query.dateStandard ?? "mmdd" },
  };
  const opened = open(bytes, name, choice, before, offset);
  const { format, words, reader, clock } = opened;
  if (offset !== undefined && !format.grows)
    throw invalid([{ at: "offset", message: `${format.name} is given whole, and doesn't grow` }]);
  const last = before?.last ?? null;
  if (last !== null) clock?.goOnFrom(last);
  const read = await readLines(bytes, opened, { words, goesOn: offset !== undefined, settings });
  const rows = rowsOf(format.system, read.runs);
  const { span } = reader;
  const covered = new JobSpans();
  if (query.complete && format.covers === "perJob") for (const run of read.runs) covered.add(run);
  const to = span.last ?? last;
  const from = offset || rotated ? (last ?? span.first) : span.first;
  const isTold = format.covers === "whole" && from !== null && to !== null;
  const position: LinesPosition | null =
    offset === undefined
      ? null
      : {
          ...{ log, offset: offset + read.taken, format: format.name, words },
          ...{ saved: reader.save?.() ?? null, last: to },
        };
  const told: LegacyTold = {
    source: { name, kind: format.system, zone: zone ?? null, host: host ?? null, settings },
    ...{ rows, position, version: offset === undefined ? null : Number(known?.version ?? 0) },
    covered: covered.list(),
    from: isTold ? new Date(Math.min(from, to)) : null,
    to: isTold ? new Date(to) : null,
  };
  const put = await transaction(pool, (db) => keepLegacy(db, project, told, actor));
  return {
    ...{ ...put, runs: rows.length, unread: read.unread.count, examples: read.unread.shown },
    next: (offset ?? 0) + read.taken,
    left: bytes.length - read.taken,
  };
}

const kindOf = (known: string | undefined): LogChoice["kind"] =>
  known === "cron" || known === "control-m" || known === "autosys" ? known : undefined;

/** Null: another one follows the source, such as `trunkline observe --follow`. */
function positionOf(position: unknown): LinesPosition | null {
  return typeof position === "object" && position !== null && "log" in position
    ? (position as LinesPosition)
    : null;
}

function refuseOther(kept: LinesPosition | null, offset: number, log: string | null): void {
  if (kept === null)
    throw new Problem("conflict", "nothing of this log was given yet", {
      hint: "Begin with `offset=0`.",
    });
  if (kept.log !== log)
    throw new Problem("conflict", "another log was given last", {
      hint: `The rest of that one is missing from byte ${kept.offset} on; then begin this one with \`offset=0\`.`,
    });
  if (kept.offset !== offset)
    throw new Problem("conflict", `the log goes on at byte ${kept.offset}`, {
      hint: `Give it again from there, with \`offset=${kept.offset}\`.`,
    });
}

type Opened = OpenedLog & { format: RunLogFormat; words: readonly string[] | null };

/** @param kept Of the part before, or of another log that this one goes on from. */
function open(
  bytes: Buffer,
  name: string,
  choice: LogChoice,
  kept: LinesPosition | null,
  offset: number | undefined,
): Opened {
  try {
    const head = offset ? "" : bytes.toString("utf8", 0, headBytes);
    const before = kept === null ? null : formatNamed(kept.format);
    const format = offset && before ? before : formatFor(head, name, choice.kind);
    const words = offset ? (kept?.words ?? null) : (format.words?.(head) ?? null);
    const saved = before === format ? (kept?.saved ?? null) : null;
    return {
      ...{ format, words },
      ...readerFor(format, head, { name: "the log", changed: null }, choice, saved),
    };
  } catch (error) {
    if (!(error instanceof LogRefusal)) throw error;
    throw new Problem("invalid", error.message, {
      ...(error.missing && { hint: help[error.missing] }),
    });
  }
}
