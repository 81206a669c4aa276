// Whom a pipeline holds up, and which deadline falls first: of the runs under way downstream of it.

import { keyOf, type MapPipeline } from "#core/map/estate.ts";
import { lengthOf, minuteText } from "../times.ts";
import type { MapChosen } from "./view.ts";

/** How much earlier than its deadline it is likely to be done, ms; below 0 it will be missed. Null: nothing is known. */
export function marginMs({ deadline }: MapPipeline): number | null {
  if (deadline === null || deadline.expectedAt === null) return null;
  return Date.parse(deadline.at) - Date.parse(deadline.expectedAt);
}

/** Such as `14 min late` or `55 min left`. */
export function marginOf(one: MapPipeline): string | null {
  const margin = marginMs(one);
  if (margin === null) return null;
  return margin < 0 ? `${lengthOf(-margin)} late` : `${lengthOf(margin)} left`;
}

export interface Downstream {
  /** With distance, those with the least margin first, then by deadline, then those without one, nearest first. */
  rows: readonly { one: MapPipeline; hops: number }[];
  sentence: string;
  /** A deadline of theirs is threatened or past. */
  isThreatened: boolean;
}

export function downstreamOf({ estate, distances }: MapChosen, focus: string): Downstream {
  const rows = [...distances].flatMap(([at, hops]) => {
    const one = estate.pipelines[at];
    return one !== undefined && hops > 0 ? [{ one, hops }] : [];
  });
  const last = Number.POSITIVE_INFINITY;
  const endOf = ({ deadline }: MapPipeline) => (deadline === null ? last : Date.parse(deadline.at));
  rows.sort(
    (a, b) =>
      Number(isThreatened(b.one)) - Number(isThreatened(a.one)) ||
      compare(marginMs(a.one) ?? last, marginMs(b.one) ?? last) ||
      compare(endOf(a.one), endOf(b.one)) ||
      a.hops - b.hops,
  );
  const all = rows.map(({ one }) => one);
  return { rows, sentence: sentenceOf(focus, all), isThreatened: all.some(isThreatened) };
}

const isThreatened = ({ deadline }: MapPipeline): boolean =>
  deadline !== null && deadline.state !== "on-track";

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function sentenceOf(focus: string, rows: readonly MapPipeline[]): string {
  if (rows.length === 0) return `${focus} holds up nothing.`;
  const whom = `${focus} holds up ${rows.length} ${rows.length === 1 ? "pipeline" : "pipelines"}`;
  const dated = rows.flatMap((one) => (one.deadline === null ? [] : [{ one, ...one.deadline }]));
  if (dated.length === 0) return `${whom}; no run of theirs that is under way has a deadline.`;
  const missed = dated.filter(({ one }) => isThreatened(one));
  const [first] = (missed.length > 0 ? missed : dated).toSorted((a, b) =>
    compare(Date.parse(a.at), Date.parse(b.at)),
  );
  if (first === undefined) return `${whom}.`;
  const when = `${keyOf(first.one)}, ${minuteText(first.at, "UTC")} UTC`;
  const left = marginOf(first.one);
  const by = left === null ? "" : `, ${left.endsWith("late") ? `by ${left.slice(0, -5)}` : left}`;
  if (missed.length === 0) return `${whom}; the first deadline falls at ${when}${by}.`;
  const which =
    dated.length === 1
      ? "the only deadline among them"
      : `${missed.length} of their ${dated.length} deadlines`;
  const how = first.state === "late" ? "has passed or will be missed" : "will be missed";
  return `${whom}; ${which} ${how}: ${when}${by}${missed.length > 1 ? " first" : ""}.`;
}
