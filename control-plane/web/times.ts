// Times as people read them: in a zone that is named, with their age; lengths in the two units that matter.

import { lengthOf } from "./browser/length.ts";
import { type Html, html } from "./html.ts";

export { lengthOf };

/** How long what is over took: below ten seconds to what matters there (86 ms, 1.3 s). */
export const tookText = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : lengthOf(ms);

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string, parts: "time" | "minute" | "day"): Intl.DateTimeFormat {
  const key = `${zone} ${parts}`;
  const known = clocks.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    ...(parts === "day"
      ? { weekday: "short", day: "numeric", month: "short", year: "numeric" }
      : { hour: "2-digit", minute: "2-digit", ...(parts === "time" ? { second: "2-digit" } : {}) }),
  });
  clocks.set(key, made);
  return made;
}

/** 03:12:40, and with its day before it when it isn't `now`'s. */
export function timeText(instant: string, zone: string, now: string | null = null): string {
  const at = new Date(instant);
  const time = clockIn(zone, "time").format(at);
  const isToday = now === null || dayText(instant, zone) === dayText(now, zone);
  return isToday
    ? time
    : `${dayText(instant, zone)
        .replace(/^\w+,? /, "")
        .replace(/ \d{4}$/, "")} ${time}`;
}

/** 04:00. */
export const minuteText = (instant: string, zone: string): string =>
  clockIn(zone, "minute").format(new Date(instant));

/** Fri 20 Nov 2026. */
export const dayText = (instant: string, zone: string): string =>
  clockIn(zone, "day").format(new Date(instant)).replace(",", "");

/** An instant as it is written, for the browser to say when that is where whoever looks is. */
export const timeOf = (instant: string, written: string): Html =>
  html`<time class="nw" datetime="${instant}">${written}</time>`;

/** How long until an instant; the script keeps it right. */
export const untilOf = (instant: string, now: string): Html =>
  html`<span data-until="${instant}">${lengthOf(Date.parse(instant) - Date.parse(now))}</span>`;

/** An instant with its age; the script keeps the age right. */
export const since = (instant: string, zone: string, now: string): Html =>
  html`<time class="nw" datetime="${instant}">${timeText(instant, zone, now)}</time> <span class="age" data-since="${instant}">${lengthOf(Date.parse(now) - Date.parse(instant))}</span>`;
