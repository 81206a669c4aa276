// What `pause`, `hold`, `resume` and `release` have in common: what is held, until when, and how it is told.

import type { HoldRequest, HoldSubject, HoldView } from "#api/client.ts";
import { parseDuration } from "#core/duration.ts";
import { actOptions } from "./command.ts";
import { splitName } from "./connect.ts";
import { CommandError } from "./exit.ts";
import { instantOf, shownInstant } from "./instant.ts";

export const reasonOption = {
  ...actOptions,
  reason: { type: "string", value: "TEXT", description: "kept with it" },
} as const;

export const holdOptions = {
  ...reasonOption,
  until: { type: "string", value: "INSTANT", description: "when it ends by itself" },
  for: { type: "string", value: "DURATION", description: "the same as a length of time: 90m, 2h" },
} as const;

/** Digits are a run's id, anything else names a pipeline. */
export function subjectOf(text: string): HoldSubject {
  if (/^\d+$/.test(text)) return { run: text };
  const { name, project } = splitName(text);
  return { pipeline: name, project };
}

/** The end as the server takes it. @throws CommandError for both options, or for what is no time. */
export function endOf(options: {
  until: string | undefined;
  for: string | undefined;
}): Pick<HoldRequest, "until"> {
  const { until, for: length } = options;
  if (until !== undefined && length !== undefined)
    throw new CommandError("usage", "--until and --for say the same", "give one of them");
  if (until !== undefined)
    return {
      until: Temporal.Instant.fromEpochMilliseconds(instantOf("--until", until)).toString(),
    };
  if (length === undefined) return {};
  const ms = parseDuration(length);
  if (ms === null || ms === 0)
    throw new CommandError("usage", `--for '${length}' is no length of time`, "such as 90m or 2h");
  return { until: Temporal.Now.instant().add({ milliseconds: ms }).toString() };
}

/** Of what is held, what a command just placed. */
export const placed = (
  holds: readonly HoldView[],
  subject: HoldSubject,
  task: string | null,
): HoldView | undefined =>
  holds.findLast(
    (one) =>
      one.task === task &&
      ("run" in subject
        ? one.run === subject.run
        : one.run === null &&
          one.pipeline === subject.pipeline &&
          (subject.project ?? one.project) === one.project),
  );

export const untilText = (hold: HoldView | undefined): string =>
  hold === undefined || hold.until === null ? "" : ` until ${shownInstant(hold.until)}`;
