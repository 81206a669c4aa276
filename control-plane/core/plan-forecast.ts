// What a change does to times, for whoever reads a plan. Nothing of it is hashed: it depends on when it is asked.

import { nextRuns } from "./next-runs.ts";
import type { Pipeline } from "./pipeline.ts";
import { describeSchedule } from "./schedule/describe.ts";
import { type ChangeOver, changeOver } from "./simulation/change-over.ts";
import { runsForText } from "./triggers/kinds.ts";
import { makesRuns, type PipelineWave } from "./waves/wave.ts";

export interface Forecast {
  /** Instants of the next runs by schedule, at most ten, for large plans one. */
  nextRuns: { before: string[]; after: string[] };
  /** The team that answers for it; of a removed one, that did. */
  owner: string | null;
  /** IANA zone of the times that the pipeline is written in. */
  timezone: string;
  /** Dates to which it gives two runs or none if it is deployed at the plan's instant; absent when it does to none. */
  dates?: ChangeOver[];
  /** Its schedules in words; absent where they are the same on both sides, and in large plans. */
  when?: { before: string[]; after: string[] };
  /** Of a pipeline that is new or goes away what messages set off, in words; absent where there is none, and in large plans. */
  messages?: string[];
  /** Of one that none of its runs is made of afterwards. */
  wave?: PipelineWave;
}

const nextRunCount = 10;

/** @param isLarge Of a change of very many pipelines nobody reads more than the first. */
export function forecast(
  before: Pipeline | null,
  after: Pipeline | null,
  at: Temporal.Instant,
  isLarge: boolean,
): Forecast {
  const runs = (side: Pipeline | null) =>
    side ? nextRuns(side, at, isLarge ? 1 : nextRunCount) : [];
  // What another scheduler runs on the day of a change of stage is not known here.
  const isOurs = before && after && makesRuns(before) && makesRuns(after);
  const dates = isOurs ? changeOver(before, after, at.epochMilliseconds) : [];
  return {
    nextRuns: { before: runs(before), after: runs(after) },
    owner: (after ?? before)?.owner ?? null,
    timezone: (after ?? before)?.timezone ?? "UTC",
    ...(dates.length === 0 ? {} : { dates }),
    ...(isLarge ? {} : whenChanged(whenOf(before), whenOf(after))),
    ...(isLarge || (before && after) ? {} : messagesOf(after ?? before)),
    ...(after?.wave && !makesRuns(after) ? { wave: after.wave } : {}),
  };
}

const whenOf = (side: Pipeline | null): string[] =>
  (side?.triggers ?? []).map(({ schedule, timezone }) => describeSchedule(schedule, timezone));

const whenChanged = (before: string[], after: string[]): Pick<Forecast, "when"> =>
  before.join("\n") === after.join("\n") ? {} : { when: { before, after } };

function messagesOf(side: Pipeline | null): Pick<Forecast, "messages"> {
  const texts = side?.messages?.map(({ source }) => runsForText(source)) ?? [];
  return texts.length === 0 ? {} : { messages: texts };
}
