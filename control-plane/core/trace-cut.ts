// The spans of a trace that somebody looks at, where it has more than they could: its faults, then what took longest.

import type { TraceSpan } from "./trace-span.ts";

/** The run's span and so many others, in their order. */
export function cutTrace(spans: readonly TraceSpan[], most: number): TraceSpan[] {
  const [root, ...others] = spans;
  if (root === undefined || others.length <= most) return [...spans];
  const lengthOf = ({ start, end }: TraceSpan) => start.until(end).total("nanoseconds");
  const placed = others.map((span, n) => ({ span, n, length: lengthOf(span) }));
  const kept = placed
    .sort(
      (a, b) => Number(b.span.failed) - Number(a.span.failed) || b.length - a.length || a.n - b.n,
    )
    .slice(0, most)
    .sort((a, b) => a.n - b.n);
  return [root, ...kept.map(({ span }) => span)];
}
