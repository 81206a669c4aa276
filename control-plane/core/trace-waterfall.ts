// A trace as text: a line per span with a bar where it lies in the run, for `trunkline runs show --trace`.

import type { TraceSpan } from "./trace.ts";
import { names } from "./trace-names.ts";

/**
 * @param width characters of the bars' column
 * @returns the trace's id, then name, bar, duration and result of each span; empty for no spans
 */
export function renderWaterfall(spans: readonly TraceSpan[], width = 40): string {
  const [root] = spans;
  if (root === undefined) return "";
  const origin = root.start.epochNanoseconds;
  const total = Number(root.end.epochNanoseconds - origin) || 1;
  const labels = spans.map(labelOf);
  const widest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const lines = spans.map((span, index) => {
    const from = scale(Number(span.start.epochNanoseconds - origin) / total, width);
    const to = scale(Number(span.end.epochNanoseconds - origin) / total, width);
    const left = Math.min(from, width - 1);
    const bar = `${" ".repeat(left)}${"█".repeat(Math.max(1, to - left))}`.padEnd(width);
    return [
      (labels[index] ?? "").padEnd(widest),
      bar,
      durationText(span).padStart(8),
      resultOf(span),
    ].join("  ");
  });
  const messages = spans.filter((span) => span !== root && span.message !== null);
  return [
    `trace ${root.traceId}`,
    ...lines.map((line) => line.trimEnd()),
    ...messages.map((span) => `${labelOf(span).trim()}: ${span.message}`),
  ].join("\n");
}

/** Children are indented; a second iteration or attempt names its number. */
function labelOf(span: TraceSpan): string {
  const numbers = (["iteration", "attempt"] as const).flatMap((word) => {
    const number = span.attributes[names[word]];
    return typeof number === "number" && number > 1 ? `${word} ${number}` : [];
  });
  const suffix = numbers.length === 0 ? "" : ` (${numbers.join(", ")})`;
  return `${span.kind === "server" ? "" : "  "}${span.name}${suffix}`;
}

const scale = (share: number, width: number): number =>
  Math.round(Math.min(1, Math.max(0, share)) * width);

const resultOf = (span: TraceSpan): string =>
  String(span.attributes[names.taskResult] ?? span.attributes[names.result] ?? "");

/** `12 ms`, `3.4 s`, `5 m 20 s`, `2 h 05 m`. */
function durationText({ start, end }: TraceSpan): string {
  const ms = Number(end.epochNanoseconds - start.epochNanoseconds) / 1e6;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600)
    return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
}
