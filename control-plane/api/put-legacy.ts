// Keeps what somebody says that the scheduler before has run: all of it or nothing, and again without effect.

import { createHash } from "node:crypto";
import type pg from "pg";
import { isTimezone } from "#core/timezone.ts";
import type { JobSpan } from "#migrators/runlog/job-spans.ts";
import { type RunName, runKey, type SourceKind } from "#migrators/runlog/told-run.ts";
import type { Db } from "#store/connect.ts";
import { raiseLegacyEnds } from "#store/legacy-ends.sql.ts";
import {
  advanceLegacySource,
  declareLegacySource,
  putLegacyCovers,
  putLegacyRuns,
} from "#store/legacy-runs.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import type { putBody, putResult } from "./legacy-shapes.ts";
import { type Issue, invalid, Problem } from "./problem.ts";
import type { Infer } from "./schema.ts";
import { isDate } from "./start-run.ts";

/** Of one statement. */
const mostRows = 5_000;

type Put = Infer<typeof putBody>;
type ToldRun = NonNullable<Put["runs"]>[number];

/**
 * @throws Problem 422 with all that is wrong; 409 for a source of another kind, or where somebody else has put something
 * since the version that is named.
 */
export async function putLegacy(
  pool: pg.Pool,
  project: { id: number; name: string },
  { source, runs = [], observed, covered = [], position, version }: Put,
  actor: string,
): Promise<Infer<typeof putResult>> {
  const { name, kind, zone = null, host = null, endsLogged, failuresLogged } = source;
  refuseZone(zone, "source.zone");
  const rows = rowsOf(kind, runs);
  const { from = null, to = null } = instantsIn({ from: observed?.from, to: observed?.to });
  if (from !== null && to !== null && to < from)
    throw invalid([{ at: "observed", message: "it ends before it begins" }]);
  for (const [n, { from: begin, to: end }] of covered.entries()) {
    const at = `covered.${n}`;
    const span = instantsIn({ from: begin, to: end }, `${at}.`);
    if ((span.from as Date) > (span.to as Date))
      throw invalid([{ at, message: "it ends before it begins" }]);
  }
  const told: LegacyTold = {
    source: { name, kind, zone, host, settings: { endsLogged, failuresLogged } },
    ...{ rows, from, to, covered, position: position ?? null, version: version ?? null },
  };
  return transaction(pool, (db) => keepLegacy(db, project, told, actor));
}

export interface LegacyTold {
  source: {
    name: string;
    kind: SourceKind;
    zone: string | null;
    host: string | null;
    settings: object;
  };
  /** Each key once. */
  rows: readonly KeyedRun[];
  /** Between these all runs of the source are told; null: of no time. */
  from: Date | null;
  to: Date | null;
  /** Of jobs by themselves, each once. */
  covered: readonly JobSpan[];
  position: object | null;
  /** Of the source, where nobody else may have put anything since; null: anybody may. */
  version: number | null;
}

/** @throws Problem 409 as above. */
export async function keepLegacy(
  db: Db,
  project: { id: number; name: string },
  { source, rows, from, to, covered, position, version }: LegacyTold,
  actor: string,
): Promise<Infer<typeof putResult>> {
  const { name, kind } = source;
  const declared = await declareLegacySource(db, { project: project.id, ...source });
  if (!declared) throw new Problem("conflict", `the source "${name}" is of another kind`);
  if (declared.retired_at !== null)
    throw new Problem("conflict", `the source "${name}" is retired`, {
      hint: `\`trunkline observe --resume ${name}\` has it tell again.`,
    });
  const known = { source: declared.id, project: project.id };
  const advanced = await advanceLegacySource(db, {
    ...{ source: declared.id, from, to, position },
    version: version === null ? null : String(version),
  });
  if (!advanced)
    throw new Problem("conflict", `somebody else follows the source "${name}" too`, {
      hint: "Let one follow it, or give each log a source of its own.",
    });
  const sums = { added: 0, changed: 0 };
  for (let at = 0; at < rows.length; at += mostRows) {
    const some = rows.slice(at, at + mostRows);
    const put = await putLegacyRuns(db, { ...known, runs: some });
    await raiseLegacyEnds(db, { ...known, keys: some.map(({ key }) => key), actor });
    sums.added += put?.added ?? 0;
    sums.changed += put?.changed ?? 0;
  }
  if (covered.length > 0)
    await putLegacyCovers(db, {
      source: declared.id,
      jobs: covered.map(({ job }) => job),
      begins: covered.map(({ from: begins }) => new Date(begins)),
      ends: covered.map(({ to: ends }) => new Date(ends)),
    });
  const observed = from !== null && to !== null && { observed: { from, to } };
  const complete = covered.length > 0 && { covered: covered.length };
  const detail = { source: name, kind, ...sums, ...observed, ...complete };
  await writeAudit(db, { actor, act: "observe", subject: project.name, detail });
  return { ...sums, version: Number(advanced.version) };
}

/** @throws Problem 422 for what is no time zone. */
export function refuseZone(zone: string | null, at: string): void {
  if (zone !== null && !isTimezone(zone))
    throw invalid([{ at, message: `"${zone}" is no time zone like Europe/Berlin` }]);
}

/** What a run is stored under: the same whenever it is told. */
export const keyOf = (kind: SourceKind, named: RunName): string =>
  createHash("sha256").update(runKey(kind, named)).digest("base64url");

/** As `putLegacyRuns` takes it. */
export interface KeyedRun {
  key: string;
  lines: string[];
  [column: string]: unknown;
}

/** Each key once: of a run that is told twice what is told last. */
export function rowsOf(kind: SourceKind, runs: readonly ToldRun[]): KeyedRun[] {
  const issues: Issue[] = [];
  const rows = new Map<string, KeyedRun>();
  for (const [n, run] of runs.entries()) {
    const at = `runs.${n}`;
    const { job, login = null, host = null, ordinal = 1, exit = null, date = null } = run;
    const instants = instantsIn({ start: run.start, end: run.end }, `${at}.`, issues);
    if (date !== null && !isDate(date))
      issues.push({ at: `${at}.date`, message: `"${date}" is not a date like 2026-11-23` });
    const [start, end] = [instants.start?.toISOString() ?? null, instants.end?.toISOString()];
    if (start === null && date === null)
      issues.push({ at, message: "it has neither a start nor a business date" });
    const hidden = new Set(run.unobservable);
    const knownOf = (what: "end" | "exit", value: unknown) =>
      value != null ? "value" : hidden.has(what) ? "unobservable" : "absent";
    const named = { job, login, host, run: run.run ?? null, ordinal, date, start };
    const key = keyOf(kind, named);
    const before = rows.get(key);
    rows.set(key, {
      ...(before ?? {}),
      ...named,
      ...{ key, end: end ?? null, exit },
      ...{ endKnown: knownOf("end", end), exitKnown: knownOf("exit", exit) },
      ...{ outcome: run.outcome ?? null, status: run.status ?? null, how: run.how ?? null },
      ...{ digest: run.digest ?? null, outputs: run.outputs ?? [] },
      lines: [...new Set([...(before?.lines ?? []), ...(run.lines ?? [])])],
    });
  }
  if (issues.length > 0) throw invalid(issues);
  return [...rows.values()];
}

/** @throws Problem 422 naming those that are none, unless a list for them is given. */
export function instantsIn<K extends string>(
  texts: Record<K, string | undefined>,
  at = "",
  found?: Issue[],
): Partial<Record<K, Date>> {
  const issues = found ?? [];
  const instants: Partial<Record<K, Date>> = {};
  for (const [name, text] of Object.entries(texts) as [K, string | undefined][]) {
    if (text === undefined) continue;
    try {
      instants[name] = new Date(Temporal.Instant.from(text).epochMilliseconds);
    } catch {
      issues.push({ at: `${at}${name}`, message: `"${text}" is not an instant` });
    }
  }
  if (!found && issues.length > 0) throw invalid(issues);
  return instants;
}
