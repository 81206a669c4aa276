// Jitter as written: a length that there can be, and that no due time has to cut.

import type { ScheduleSpec } from "#schemas/types.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { normalizeSchedule } from "./normalize-schedule.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { parseCron } from "./schedule/cron.ts";
import type { Dialect } from "./schedule/dialect.ts";
import { longestJitterMs, roomOf } from "./schedule/jitter.ts";
import { clockText } from "./schedule/say-list.ts";

/** @param read The schedule that it belongs to, without errors. */
export function checkJitter(
  jitter: string | undefined,
  read: { schedule: ScheduleSpec; dialect: Dialect; newDay: string },
  place: { path: Path; file: SpecFile },
  problems: Problem[],
): void {
  const withinMs = parseDuration(jitter ?? "");
  if (withinMs === null) return;
  if (withinMs < 1000 || withinMs > longestJitterMs) {
    const message = "`jitter` must be from 1s to 12h";
    const help = withinMs === 0 ? "leave it out for none" : "give the pipelines times of their own";
    problems.push({ ...place, at: "value", code: "invalid-schedule", message, help });
    return;
  }
  const { schedule, dialect, newDay } = read;
  if (
    typeof schedule === "string" &&
    (parseCron(schedule, dialect).cron?.timezone ?? null) !== null
  ) {
    const message =
      "`jitter` keeps to dates of the trigger's zone, and the text has a zone of its own";
    const help = "write the zone as `timezone` of the trigger";
    problems.push({ ...place, at: "value", code: "invalid-schedule", message, help });
    return;
  }
  const { seconds, time } = roomOf(normalizeSchedule(schedule, dialect), newDay);
  if (withinMs <= seconds * 1000) return;
  const end = clockText((time + seconds) % 86_400);
  const room = formatDuration(seconds * 1000);
  problems.push({
    ...{ ...place, at: "value", code: "schedule-surprise" },
    message: `\`jitter\` is cut to ${room}: what is due at ${clockText(time)} must stay before ${end}, on its date`,
    help: `write \`jitter: ${room}\`, or an earlier time`,
  });
}
