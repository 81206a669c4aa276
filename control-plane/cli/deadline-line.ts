// A deadline of a run in one line, for `trunkline runs show`.

import type { DeadlineView } from "#api/client.ts";
import { nothingExpected } from "#core/deadline/expected.ts";

/** `finishBy 2026-11-24 07:00: at-risk since …, expected … from 20 earlier runs: load is running …`. */
export function deadlineLine(
  { task, kind, at, state, since, expectedAt, cause, basis }: DeadlineView,
  shown: (instant: string) => string,
): string {
  const subject = task === null ? kind : `${task} ${kind}`;
  const because =
    cause === null ? "" : `: ${cause.task === null ? "" : `${cause.task} `}${cause.message}`;
  const outlook = expectedAt === null ? "" : outlookText(shown(expectedAt), basis);
  return `${subject} ${shown(at)}: ${state} since ${shown(since)}${outlook}${because}`;
}

/** Without earlier runs the instant is only the first at which it could be, which nobody expects. */
const outlookText = (expected: string, basis: string): string =>
  basis.startsWith(nothingExpected) ? `, ${basis}` : `, expected ${expected} ${basis}`;
