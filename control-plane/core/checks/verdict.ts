// Whether a check holds, by what the database said of it and by what earlier runs had.

import { formatDuration } from "../duration.ts";
import type { CheckResult, DataCheck, Rule } from "./check.ts";
import { compareDecimals } from "./decimal.ts";

type Figure = CheckResult["figure"];

/** What was found of one check. */
export interface Found {
  /** Rows that are checked. */
  rows: number;
  /** The number of its own, as the database writes it; null where the rows give none, such as the newest of no rows. */
  number: string | null;
  /** What `equals` compares with. */
  other: string | null;
  /** Type by column, for checks of columns. */
  columns: Readonly<Record<string, string>> | null;
}

type Judged = Omit<CheckResult, "name" | "sample">;

/** Before so many earlier runs nothing is usual. */
const fewestForUsual = 2;

/** @param earlier Figures of earlier runs, the newest first. */
export function judgeCheck(check: DataCheck, found: Found, earlier: readonly Figure[]): Judged {
  const { figure, holds, message } = judge(check.rule, found, earlier);
  if (holds === null) return { verdict: "unknown", figure, message };
  if (holds) return { verdict: "held", figure, message };
  const verdicts = { block: "failed", warn: "warned", quarantine: "quarantined" } as const;
  return { verdict: verdicts[check.onFailure], figure, message };
}

interface Judgement {
  figure: Figure;
  /** Null: there is nothing to judge by. */
  holds: boolean | null;
  message: string;
}

function judge(rule: Rule, found: Found, earlier: readonly Figure[]): Judgement {
  const { rows, number } = found;
  switch (rule.kind) {
    case "rows":
      return judgeRows(rule, rows, earlier);
    case "notNull":
      return broken(number, rows, `${rule.columns.join(" or ")} is null`);
    case "unique":
      return broken(number, rows, `${rule.columns.join(", ")} are those of another row`);
    case "each":
      return broken(number, rows, `it is not so that ${oneLine(rule.condition)}`);
    case "fresh":
      return judgeAge(rule, number);
    case "columns":
      return judgeColumns(rule.columns, columnsOf(earlier[0]), found.columns ?? {});
    case "equals":
      return judgeEquals(rule, number, found.other);
    default:
      return rule satisfies never;
  }
}

function broken(number: string | null, rows: number, what: string): Judgement {
  const figure = Number(number ?? 0);
  return {
    figure,
    holds: figure === 0,
    message: `in ${figure} of ${count(rows, "row")} ${what}`,
  };
}

function judgeRows(
  { min, max, usual }: Extract<Rule, { kind: "rows" }>,
  rows: number,
  earlier: readonly Figure[],
): Judgement {
  const there = `there ${rows === 1 ? "is" : "are"} ${count(rows, "row")}`;
  const asked = [
    ...(min === null ? [] : [`at least ${min}`]),
    ...(max === null ? [] : [`at most ${max}`]),
  ];
  const isWithin = (min === null || rows >= min) && (max === null || rows <= max);
  const limits = asked.length === 0 ? "" : `; asked for: ${asked.join(" and ")}`;
  if (!isWithin || usual === null)
    return { figure: rows, holds: isWithin, message: `${there}${limits}` };
  const counts = earlier.filter((figure) => typeof figure === "number").slice(0, usual.of);
  if (counts.length < fewestForUsual) {
    const message = `${there}${limits}; ${count(counts.length, "earlier run")} can't say what is usual`;
    return { figure: rows, holds: asked.length === 0 ? null : true, message };
  }
  const median = medianOf(counts);
  const apart = Math.abs(rows - median) * 100;
  const message = `${there}${limits}; usual are ${median}, give or take ${usual.percent}%, by ${count(counts.length, "earlier run")}`;
  return { figure: rows, holds: apart <= median * usual.percent, message };
}

function medianOf(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function judgeAge(
  { column, withinMs }: Extract<Rule, { kind: "fresh" }>,
  seconds: string | null,
): Judgement {
  const allowed = `asked for: at most ${formatDuration(withinMs)}`;
  if (seconds === null)
    return { figure: null, holds: false, message: `no row has ${column}; ${allowed}` };
  const ageMs = Math.max(0, Math.floor(Number(seconds)) * 1000);
  return {
    figure: ageMs / 1000,
    holds: Number(seconds) * 1000 <= withinMs,
    message: `the newest ${column} is ${formatDuration(ageMs)} old; ${allowed}`,
  };
}

const columnsOf = (figure: Figure | undefined): Readonly<Record<string, string>> | null =>
  typeof figure === "object" ? figure : null;

/** How many differences are named. */
const mostNamed = 10;

/** Those that are declared must be there, beside others; else all are those of the last run. */
function judgeColumns(
  declared: Readonly<Record<string, string>> | null,
  last: Readonly<Record<string, string>> | null,
  there: Readonly<Record<string, string>>,
): Judgement {
  const wanted = declared ?? last;
  if (wanted === null)
    return { figure: there, holds: null, message: "no earlier run says which columns there were" };
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(there)])];
  const differing = names.flatMap((name) => {
    const [was, is] = [own(wanted, name), own(there, name)];
    if (was === is || (was === undefined && declared !== null)) return [];
    if (is === undefined) return [`${name} is missing`];
    return was === undefined ? [`${name} ${is} is new`] : [`${name} is ${is} and not ${was}`];
  });
  const named = differing.slice(0, mostNamed).join(", ");
  const more = differing.length > mostNamed ? ` and ${differing.length - mostNamed} more` : "";
  const alike = `${count(Object.keys(wanted).length, "column")} as ${declared === null ? "in the last run" : "asked for"}`;
  const message = differing.length === 0 ? alike : named;
  return { figure: there, holds: differing.length === 0, message: `${message}${more}` };
}

const own = (columns: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(columns, name) ? columns[name] : undefined;

function judgeEquals(
  { within }: Extract<Rule, { kind: "equals" }>,
  number: string | null,
  other: string | null,
): Judgement {
  const figure = number === null ? null : Number(number);
  const compared =
    number === null || other === null ? null : compareDecimals(number, other, within);
  const sides = `${number ?? "nothing"} here, ${other ?? "nothing"} there`;
  // Nothing on both sides is alike, as sums of no rows are.
  if (compared === null) {
    const holds = number === null && other === null;
    return { figure, holds, message: sides };
  }
  const allowed = "percent" in within ? `${within.percent}%` : String(within.absolute);
  const message = `${sides}: ${compared.difference} apart, and ${allowed} is allowed`;
  return { figure, holds: compared.isWithin, message };
}

const count = (number: number, what: string): string =>
  `${number} ${what}${number === 1 ? "" : "s"}`;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
