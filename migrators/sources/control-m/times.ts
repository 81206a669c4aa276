// Times of the daily model: counted in minutes from New Day, since a business date runs from one New Day to the next.

import type { Definition, Fields } from "./definition.ts";
import { given } from "./definition.ts";
import type { Problem } from "./select-days.ts";
import type { Site } from "./site.ts";

export const minutesOfDay = 1440;

/** Minutes after midnight of `HHMM`, also of `HH:MM` as some files have it; null: it is no time. */
export function timeOfDay(text: string): number | null {
  const found = /^(\d{2}):?(\d{2})$/.exec(text.trim());
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
  return found && hour < 24 && minute < 60 ? hour * 60 + minute : null;
}

/** `HH:MM` of minutes after midnight. */
export const clockText = (minutes: number): string =>
  `${`${Math.floor(minutes / 60)}`.padStart(2, "0")}:${`${minutes % 60}`.padStart(2, "0")}`;

/** When, after New Day, a job may be submitted; both in minutes. */
export interface Window {
  from: number;
  /** Null: past the next New Day, for as long as the job is kept. Nothing given: the next New Day. */
  until: number | null;
  /** The last minute itself is still within: a TIMETO, but not New Day. */
  inclusive: boolean;
}

/** The window that a definition's own attributes say. `newDay` in minutes after midnight. */
export function windowOf(fields: Fields, newDay: number): Window | { problems: Problem[] } {
  const problems: Problem[] = [];
  const offset = (name: string): number | null => {
    const text = given(fields, name);
    if (text === null) return null;
    const time = timeOfDay(text);
    if (time === null) problems.push(badValue(fields, name, `${name} is ${text}, no time as HHMM`));
    const days = Number(
      given(fields, name === "TIMEFROM" ? "FROM_DAYSOFFSET" : "TO_DAYSOFFSET") ?? 0,
    );
    return time === null ? null : fromNewDay(time, newDay) + days * minutesOfDay;
  };
  const from = offset("TIMEFROM") ?? 0;
  if (given(fields, "TIMETO") === ">") return { from, until: null, inclusive: false };
  const until = offset("TIMETO");
  if (problems.length > 0) return { problems };
  if (until === null) {
    const ofDays = Math.floor(from / minutesOfDay) + 1;
    return { from, until: ofDays * minutesOfDay, inclusive: false };
  }
  return { from, until: until <= from ? until + minutesOfDay : until, inclusive: true };
}

/** What both windows allow. */
export function narrowed(one: Window, other: Window): Window {
  const from = Math.max(one.from, other.from);
  if (one.until === null) return { ...other, from };
  if (other.until === null || one.until <= other.until) return { ...one, from };
  return { ...other, from };
}

export const fromNewDay = (time: number, newDay: number): number =>
  (time - newDay + minutesOfDay) % minutesOfDay;

export const badValue = (fields: Fields, name: string, message: string): Problem => ({
  ...{ code: "control-m-value", message, from: fields.get(name)?.from ?? [] },
});

/** Minutes after midnight at which the folder around orders its members; null: only by hand. */
export function orderTime(
  definition: Definition,
  site: Site,
): number | null | { problem: Problem } {
  let folder = definition;
  while (folder.parent) folder = folder.parent;
  const method = given(folder.fields, "FOLDER_ORDER_METHOD");
  const from = folder.fields.get("FOLDER_ORDER_METHOD")?.from ?? [];
  if (method === null) return null;
  const time = method === "SYSTEM" ? site.newDay : site.userDailies?.[method];
  const minutes = time === undefined ? null : timeOfDay(time);
  if (minutes !== null) return minutes;
  if (method === "SYSTEM") {
    const message = "the New Day time is not in the parameters";
    return { problem: { code: "control-m-new-day", message, from, parameter: "newDay" } };
  }
  const message = `when User Daily ${method} orders its folders is not in the parameters`;
  const parameter = `userDailies.${method}`;
  return { problem: { code: "control-m-user-daily", message, from, parameter } };
}

/** IANA zone of a definition's times: of its own code, else of the folders around, else the server's. */
export function zoneOf(definition: Definition, site: Site): string | { problem: Problem } {
  for (let at: Definition | null = definition; at; at = at.parent) {
    const code = given(at.fields, "TIMEZONE");
    if (code === null) continue;
    const zone = site.zones && Object.hasOwn(site.zones, code) ? site.zones[code] : undefined;
    if (zone !== undefined) return zone;
    const message = `which zone the code ${code} stands for is not in the parameters`;
    const from = at.fields.get("TIMEZONE")?.from ?? [];
    return { problem: { code: "control-m-zone", message, from, parameter: `zones.${code}` } };
  }
  if (site.timezone !== undefined) return site.timezone;
  const message = "the zone of the server is not in the parameters";
  return { problem: { code: "control-m-timezone", message, from: [], parameter: "timezone" } };
}
