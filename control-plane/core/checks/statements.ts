// The SQL of checks: one statement counts in one pass over the rows, others are asked for what a pass can't count. Texts
// keep their `:name`. What users write is closed by a line break, so that a comment at its end ends there.

import { readSql } from "../sql-text.ts";
import type { CheckAction, DataCheck } from "./check.ts";

type Source = CheckAction["source"];

/** Name of a column as SQL has it. */
export const columnText = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const list = (names: readonly string[]): string => names.map(columnText).join(", ");

/** The rows that are checked, as a part of a statement. */
function rowsText(source: Source): string {
  if ("query" in source) return `(\n${withoutEnd(source.query)}\n) s`;
  const { table, where } = source;
  return where === null ? `${table} s` : `(select * from ${table} s where (\n${where}\n)) s`;
}

/** A query within another has no semicolon. */
const withoutEnd = (text: string): string => text.slice(0, readSql(text).end);

/** Whether one row breaks a check by itself; null for a check of another kind. */
function brokenText({ rule }: DataCheck): string | null {
  if (rule.kind === "notNull")
    return rule.columns.map((name) => `s.${columnText(name)} is null`).join(" or ");
  return rule.kind === "each" ? `(\n${rule.condition}\n) is false` : null;
}

/** Keys that more than one row has, and how many rows have each. */
function doubledText(columns: readonly string[], source: Source, given: string): string {
  const filled = columns.map((name) => `s.${columnText(name)} is not null`).join(" and ");
  return `select ${given} from ${rowsText(source)} where ${filled} group by ${list(columns)} having count(*) > 1`;
}

/**
 * Counts, in one row: first the rows, then a figure for each check that one pass gives: rows that break it, seconds since
 * the newest, what `equals` compares. `names`: of those checks.
 */
export function passText(action: CheckAction): { text: string; names: string[] } {
  const figures = action.checks.flatMap((check): [name: string, sql: string][] => {
    const { name, rule } = check;
    const broken = brokenText(check);
    if (broken !== null) return [[name, `count(*) filter (where ${broken})`]];
    if (rule.kind === "fresh")
      return [[name, `extract(epoch from now() - max(s.${columnText(rule.column)})::timestamptz)`]];
    return rule.kind === "equals" ? [[name, `(\n${rule.figure}\n)`]] : [];
  });
  const columns = ["count(*)", ...figures.map(([, sql]) => sql)];
  return {
    text: `select ${columns.join(",\n  ")}\n  from ${rowsText(action.source)}`,
    names: figures.map(([name]) => name),
  };
}

/** One number: how many rows have a key that another one before them has. */
export const doubledCountText = (columns: readonly string[], source: Source): string =>
  `select coalesce(sum(n - 1), 0) from (${doubledText(columns, source, "count(*) as n")}) d`;

/** No row: for the columns and their types. */
export const columnsText = (source: Source): string => `select * from ${rowsText(source)} limit 0`;

/** Rows that break the check, at most `action.sample`. Null for a check that no row breaks by itself. */
export function sampleText(check: DataCheck, action: CheckAction): string | null {
  const broken = conditionOf(check, action.source);
  const { sampleColumns, sample } = action;
  if (broken === null || sample === 0) return null;
  const columns =
    sampleColumns === null ? "s.*" : sampleColumns.map((name) => `s.${columnText(name)}`);
  return `select ${columns} from ${rowsText(action.source)} where ${broken} limit ${sample}`;
}

function conditionOf(check: DataCheck, source: Source): string | null {
  const { rule } = check;
  if (rule.kind !== "unique") return brokenText(check);
  const key = rule.columns.map((name) => `s.${columnText(name)}`).join(", ");
  return `(${key}) in (${doubledText(rule.columns, source, list(rule.columns))})`;
}

/** Moves the rows that break a check. @param columns of the table. @throws Error for a query, or a check of another kind */
export function quarantineText(
  check: DataCheck,
  { source, quarantine }: CheckAction,
  columns: readonly string[],
): string {
  const broken = conditionOf(check, source);
  if ("query" in source || quarantine === null || broken === null)
    throw new Error(`the check "${check.name}" was not validated`);
  const { table, where } = source;
  const within = where === null ? "" : `(\n${where}\n) and `;
  return `with gone as (delete from ${table} s where ${within}${broken} returning ${columns.map((name) => `s.${columnText(name)}`).join(", ")})
insert into ${quarantine} (${list(columns)}) select ${list(columns)} from gone`;
}
