// What makes runs due, as written → as the engine takes it. Takes a spec without problems.

import type { PipelineSpec, TriggerSpec } from "#schemas/types.ts";
import type { Calendar } from "./calendar/calendar.ts";
import type { CalendarSource } from "./calendar/read.ts";
import { normalizeCondition } from "./conditions/normalize.ts";
import { durationMs, normalizeTriggerSchedule } from "./normalize-schedule.ts";
import type { AfterTrigger, Missed, Pipeline, Trigger } from "./pipeline.ts";
import { zoneOfText } from "./schedule/cron.ts";
import { jitterOf } from "./schedule/jitter.ts";

/** Defaults of the format; the schemas' descriptions repeat them for people. */
const triggerDefaults = { missed: "latest", per: "date" } as const;

export type NamedCalendars = Partial<Pick<CalendarSource, "calendar">>;

/** @throws Error for a name that validation would have refused. */
export function namedCalendar(name: string, source: NamedCalendars): Calendar {
  const calendar = source.calendar?.(name)?.calendar;
  if (!calendar) throw new Error(`the calendar "${name}" was not validated`);
  return calendar;
}

export interface TriggerSource extends NamedCalendars {
  /** Whose it is: its name spreads jitter. */
  project?: { name: string | null };
}

type Scheduled = TriggerSpec & { schedule: NonNullable<TriggerSpec["schedule"]> };
const isScheduled = (trigger: TriggerSpec): trigger is Scheduled => trigger.schedule !== undefined;

/** Those with a schedule. @param pipeline What of it counts for triggers that say nothing else. */
export const normalizeTriggers = (
  spec: Pick<PipelineSpec, "name" | "triggers" | "dialect">,
  source: TriggerSource,
  pipeline: Pick<Pipeline, "calendar" | "newDay" | "timezone">,
): Trigger[] =>
  (spec.triggers ?? []).filter(isScheduled).map((trigger, ordinal): Trigger => {
    const { calendar, newDay, timezone } = pipeline;
    const own = trigger.calendar === undefined ? null : namedCalendar(trigger.calendar, source);
    const dialect = trigger.dialect ?? spec.dialect;
    const schedule = normalizeTriggerSchedule({ ...trigger, dialect }, own, calendar, newDay);
    // Times that stand in a zone of their own are for the dates of that zone.
    const text = trigger.schedule;
    const named = typeof text === "string" ? zoneOfText(text, dialect) : null;
    const names = {
      ...{ project: source.project?.name ?? null, pipeline: spec.name, trigger: ordinal },
    };
    const jitter =
      trigger.jitter === undefined
        ? {}
        : { jitter: jitterOf(schedule, durationMs(trigger.jitter), newDay, names) };
    return {
      missed: normalizeMissed(trigger.missed),
      schedule: { ...schedule, ...jitter },
      timezone: named ?? trigger.timezone ?? timezone,
    };
  });

export const normalizeAfter = (triggers: PipelineSpec["triggers"]): AfterTrigger[] =>
  (triggers ?? []).flatMap(({ after, per }): AfterTrigger[] =>
    after === undefined
      ? []
      : [{ condition: normalizeCondition(after), per: per ?? triggerDefaults.per }],
  );

function normalizeMissed(missed: TriggerSpec["missed"]): Missed {
  if (typeof missed === "object") return { policy: "all", limit: missed.limit ?? 1 };
  return (missed ?? triggerDefaults.missed) as Missed;
}
