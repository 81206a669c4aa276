// A trace as rows below each other: the run, what it waited for, each task by its start with its attempts below it, and what people
// decided. A row's bars are parts of the whole length, from 0 to 1.

import type { RunView, TraceView } from "#api/types.ts";
import { names } from "#core/trace-names.ts";
import type { Shape } from "../state.ts";
import { criticalPath, endsOf } from "./critical-path.ts";

type Span = TraceView["spans"][number];

export interface WaterfallBar {
  from: number;
  to: number;
  kind: "ok" | "fail" | "off" | "wait" | "act";
}

export interface WaterfallRow {
  id: string;
  depth: 0 | 1 | 2;
  label: string;
  /** Whose log it leads to, and of which attempt. */
  log: { task: string; attempt: number } | null;
  shape: Shape;
  /** What went wrong, or what was decided. */
  says: string | null;
  ms: number;
  bars: readonly WaterfallBar[];
  isCritical: boolean;
}

export interface Waterfall {
  rows: readonly WaterfallRow[];
  /** Of the whole, in ms. */
  length: number;
}

export function waterfallOf(run: RunView, spans: readonly Span[]): Waterfall {
  const [root, ...others] = spans;
  if (root === undefined) return { rows: [], length: 0 };
  const [start, end] = [Date.parse(root.start), Date.parse(root.end)];
  const length = Math.max(1, end - start);
  const critical = criticalPath(run.tasks, endsOf(run.tasks, end));
  const part = (instant: string) =>
    Math.min(1, Math.max(0, (Date.parse(instant) - start) / length));
  const barOf = (span: Span): WaterfallBar => ({
    ...{ from: part(span.start), to: part(span.end), kind: kindOf(span) },
  });
  const rowOf = (span: Span, depth: WaterfallRow["depth"], label: string): WaterfallRow => {
    const log = attemptOf(span);
    return {
      ...{ id: `span-${span.spanId}`, depth, label, log, says: span.message },
      shape: shapes[kindOf(span)],
      ms: Date.parse(span.end) - Date.parse(span.start),
      bars: [barOf(span)],
      isCritical: log !== null && critical.has(log.task),
    };
  };
  const byTask = Map.groupBy(others, (span) => attemptOf(span)?.task ?? span.spanId);
  const rows = [...byTask.values()].flatMap((own): WaterfallRow[] => {
    const [first, ...more] = own as [Span, ...Span[]];
    if (more.length === 0) return [rowOf(first, 1, first.name)];
    const last = own.at(-1) as Span;
    const bars = own.flatMap((span, n): WaterfallBar[] => {
      const before = own[n - 1];
      const wait: WaterfallBar[] =
        before === undefined || part(span.start) <= part(before.end)
          ? []
          : [{ from: part(before.end), to: part(span.start), kind: "wait" }];
      return [...wait, barOf(span)];
    });
    const whole: WaterfallRow = {
      ...rowOf(last, 1, first.name),
      ...{ id: `task-of-${first.spanId}`, bars, log: null },
      ms: Date.parse(last.end) - Date.parse(first.start),
      says: `${own.length} attempts`,
    };
    return [
      whole,
      ...own.map((span) => rowOf(span, 2, `attempt ${attemptOf(span)?.attempt ?? "?"}`)),
    ];
  });
  return { rows: [rowOf(root, 0, root.name), ...rows], length };
}

function attemptOf({ attributes }: Span): { task: string; attempt: number } | null {
  const [task, attempt] = [attributes[names.task], attributes[names.attempt]];
  return typeof task === "string" && typeof attempt === "number" ? { task, attempt } : null;
}

const shapes: Readonly<Record<WaterfallBar["kind"], Shape>> = {
  ...{ ok: "ok", fail: "fail", off: "off", wait: "wait", act: "person" },
};

function kindOf({ failed, name, attributes, start, end }: Span): WaterfallBar["kind"] {
  if (failed) return "fail";
  if (name === "pending") return "wait";
  if (start === end && attributes[names.attempt] === undefined) return "act";
  const result = attributes[names.taskResult] ?? attributes[names.result];
  return result === "skip" || result === "cancellation" ? "off" : "ok";
}
