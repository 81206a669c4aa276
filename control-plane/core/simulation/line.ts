// A fire time as it is told: for programs one JSON object, for people one line.

import type { FireTime, SimulatedStart } from "#schemas/types.ts";
import type { CalendarLines } from "../calendar/lines.ts";
import { clockText } from "../schedule/clock-text.ts";
import { segmentAt, zoneSegments } from "../schedule/zone.ts";
import { type Because, explainer } from "./because.ts";
import type { Fire, Timed } from "./fire.ts";

/** Tells fire times of pipelines, in time order; pipelines that fire alike share what is told. @param lines Of the calendars' files, as far as they are known. */
export function teller(lines: CalendarLines): (of: Timed, fire: Fire) => FireTime {
  const explainers = new WeakMap<object, (fire: Fire, localDate: string) => Because>();
  return ({ triggers }, fire) => {
    const trigger = triggers[fire.trigger];
    if (trigger === undefined) throw new Error(`there is no trigger ${fire.trigger}`);
    const explain = explainers.getOrInsertComputed(trigger, () => explainer(trigger, lines));
    const local = localText(fire.at, trigger.timezone);
    const { movedFrom, text } = explain(fire, local.slice(0, 10));
    // Due times are whole seconds. Written as it is read: conditional spreads took a third of the time of all.
    const at = `${clockText(fire.at / 1000)}Z`;
    const { date, ordinal, also } = fire;
    const told: FireTime = { date, at, local, slot: `t:${at}#${ordinal}`, trigger: fire.trigger };
    if (also.length > 0) told.also = [...also];
    if (movedFrom.length > 0) told.movedFrom = movedFrom;
    if (text !== null) told.because = text;
    return told;
  };
}

/** As Temporal writes it, `2026-11-23T06:00:00+01:00[Europe/Berlin]`, in a tenth of its time. @param at Whole seconds, in ms. */
export function localText(at: number, timezone: string): string {
  const segments = zoneSegments(timezone);
  const { offset } = segments[segmentAt(segments, at / 1000)] as { offset: number };
  return `${clockText(at / 1000 + offset)}${offsetText(offset)}[${timezone}]`;
}

function offsetText(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const two = (part: number) => `${part}`.padStart(2, "0");
  return `${seconds < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** When a task of a run may start. @param at Milliseconds since 1970, whole seconds. */
export function startLine(
  { date, at: due, ordinal }: Fire,
  at: number,
  timezone: string,
): Omit<SimulatedStart, "pipeline" | "task" | "legacyJob"> {
  return {
    ...{ date, at: `${clockText(at / 1000)}Z`, local: localText(at, timezone) },
    slot: `t:${clockText(due / 1000)}Z#${ordinal}`,
  };
}

/** As `next` shows it, with what decided about its date: `… for 2026-11-22  (moved from …)`. */
export function fireText(
  pipeline: string,
  { at, local, date, because }: Pick<FireTime, "at" | "local" | "date" | "because">,
): string {
  const [, day, time, offset, zone] =
    /^(.{10})T(.{8})(.{6})\[(.+)\]$/.exec(local) ?? ([] as string[]);
  const other = date === day ? "" : `for ${date}`;
  const why = because === undefined ? "" : `(${because})`;
  return [at, `${day} ${time} ${offset} ${zone}`, pipeline, other, why].filter(Boolean).join("  ");
}
