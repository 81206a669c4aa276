// What people decided about a run, as spans of its trace: each has an instant and no length.

import { type OverrideFacts, overrideText } from "./override/describe.ts";
import { spanIdOf } from "./trace-ids.ts";
import { type MarkTrace, markAttributes } from "./trace-marks.ts";
import { names } from "./trace-names.ts";
import type { Attributes, TraceSpan } from "./trace-span.ts";

/** What somebody changed of it. */
export interface OverrideTrace extends Omit<OverrideFacts, "at"> {
  at: Temporal.Instant;
}

/** @param common Attributes that every span of the trace carries. */
export const decisionSpans = (
  root: TraceSpan,
  marks: readonly MarkTrace[],
  overrides: readonly OverrideTrace[],
  common: Attributes,
): TraceSpan[] => [
  ...marks.map((mark) =>
    decisionSpan(root, mark.at, `mark ${mark.task}`, {
      attributes: { ...common, ...markAttributes(mark) },
      message: `${mark.state} by ${mark.actor}: ${mark.reason}`,
    }),
  ),
  ...overrides.map((one) => overrideSpan(root, one, common)),
];

function overrideSpan(root: TraceSpan, one: OverrideTrace, common: Attributes): TraceSpan {
  const { task, actor, reason, at } = one;
  const what = overrideText(one);
  const attributes = {
    ...common,
    ...(task === null ? {} : { [names.task]: task }),
    [names.overrideText]: what,
    [names.overrideActor]: actor,
    [names.overrideReason]: reason,
  };
  const message = `${what} by ${actor}: ${reason}`;
  const name = task === null ? "override" : `override ${task}`;
  return {
    ...decisionSpan(root, at, name, { attributes, message }),
    // Several may be of one instant.
    spanId: spanIdOf(root.traceId, `${name} ${what} ${at}`, 0),
  };
}

const decisionSpan = (
  root: TraceSpan,
  at: Temporal.Instant,
  name: string,
  told: Pick<TraceSpan, "attributes" | "message">,
): TraceSpan => ({
  ...root,
  ...told,
  spanId: spanIdOf(root.traceId, `${name} ${at}`, 0),
  parentSpanId: root.spanId,
  parentIsRemote: false,
  name,
  kind: "internal",
  start: at,
  end: at,
  failed: false,
  links: [],
});
