// Times of Today: each in the zone of its pipeline, which is named where it isn't the page's.

import type { UsualView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { lengthOf, minuteText, timeText } from "../times.ts";

interface OfPipeline {
  project: string;
  pipeline: string;
}

export interface Clocks {
  /** ISO */
  now: string;
  /** The page's own, in which the most urgent is. */
  zone: string;
  zoneOf(of: OfPipeline): string;
  /** 04:00, with the zone where it is another. */
  minute(instant: string, of: OfPipeline): Html;
  since(instant: string, of: OfPipeline): Html;
}

const nameOf = ({ project, pipeline }: OfPipeline): string => `${project}/${pipeline}`;

export function clocksOf(now: string, zone: string, usual: readonly UsualView[]): Clocks {
  const zones = new Map(usual.map((one) => [nameOf(one), one.timezone]));
  const zoneOf = (of: OfPipeline): string => zones.get(nameOf(of)) ?? zone;
  const named = (of: OfPipeline): Html | null =>
    zoneOf(of) === zone ? null : html` <span class="q nw">${zoneOf(of)}</span>`;
  return {
    ...{ now, zone, zoneOf },
    minute: (instant, of) => html`${minuteText(instant, zoneOf(of))}${named(of)}`,
    since: (instant, of) =>
      html`<time class="nw" datetime="${instant}">${timeText(instant, zoneOf(of), now)}</time>${named(of)} <span class="age nw" data-since="${instant}">${lengthOf(Date.parse(now) - Date.parse(instant))}</span>`,
  };
}
