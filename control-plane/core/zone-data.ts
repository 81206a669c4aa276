// Data of time zones: which version each process reckons with, and where the database, which has no version to tell,
// reckons otherwise. Due times are the server's to reckon; with other data another one would find other times.

import { segmentAt, zoneSegments } from "./schedule/zone.ts";

/** A zone in which the database shows another time than the server, from an instant on at the latest. */
export interface ZoneDifference {
  zone: string;
  /** ISO. */
  at: string;
  /** Seconds east of UTC. */
  ours: number;
  database: number;
}

export interface ZoneVersion {
  kind: "server" | "worker";
  id: number;
  name: string;
  /** Such as `2026c`; null: it does not say. */
  version: string | null;
}

export interface ZoneFacts {
  versions: readonly ZoneVersion[];
  /** Null: nobody has compared yet. */
  differences: readonly ZoneDifference[] | null;
}

export interface ZoneWarning {
  message: string;
  help: string;
}

/** Middles of the next 60 months: a rule that changed shows in one of them, since seasons last for months. */
export const probeInstants = (now: number): number[] => {
  const { year, month } = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO("UTC");
  return Array.from({ length: 60 }, (_, n) => Date.UTC(year, month - 1 + n, 15));
};

/** @param database Its offsets at these instants, by zone, in their order. */
export function zoneDifferences(
  database: readonly { zone: string; offsets: readonly number[] }[],
  instants: readonly number[],
): ZoneDifference[] {
  return database.flatMap(({ zone, offsets }) => {
    const segments = zoneSegments(zone);
    for (const [index, at] of instants.entries()) {
      const ours = segments[segmentAt(segments, at / 1000)]?.offset ?? 0;
      const theirs = offsets[index];
      if (theirs !== undefined && theirs !== ours)
        return [{ zone, at: new Date(at).toISOString(), ours, database: theirs }];
    }
    return [];
  });
}

/** What of it somebody should know and mend. @param inUse Zones of schedules; null: any zone counts. */
export function zoneWarnings(
  { versions, differences }: ZoneFacts,
  inUse: readonly string[] | null = null,
): ZoneWarning[] {
  const known = versions.filter(({ version }) => version !== null);
  const byVersion = Map.groupBy(known, ({ version }) => version as string);
  const counted = (differences ?? []).filter(({ zone }) => inUse?.includes(zone) ?? true);
  return [
    ...(byVersion.size > 1 ? [mixed([...byVersion].sort(([a], [b]) => (a < b ? -1 : 1)))] : []),
    ...(counted.length > 0 ? [otherwise(counted)] : []),
  ];
}

const mostNamed = 5;

/** 0 is the process that asks. */
const memberText = ({ kind, id, name }: ZoneVersion): string =>
  id === 0 ? name : `${kind} ${id} (${name})`;

function mixed(groups: readonly [string, readonly ZoneVersion[]][]): ZoneWarning {
  const texts = groups.map(([version, members]) => {
    const names = members.slice(0, mostNamed).map(memberText);
    const more = members.length > mostNamed ? ` and ${members.length - mostNamed} more` : "";
    return `${version} in ${names.join(", ")}${more}`;
  });
  return {
    message: `time zones are not of one version: tzdata ${texts.join("; ")}`,
    help: "Run all servers and workers with the same Node: servers reckon due times, and with other data they find other ones.",
  };
}

function otherwise(differences: readonly ZoneDifference[]): ZoneWarning {
  const texts = differences.slice(0, mostNamed).map(({ zone, at, ours, database }) => {
    const shown = [ours, database].map(offsetText);
    return `${zone} (on ${at.slice(0, 10)} UTC${shown[0]}, in the database UTC${shown[1]})`;
  });
  const more = differences.length > mostNamed ? ` and ${differences.length - mostNamed} more` : "";
  return {
    message: `the database reckons otherwise in ${texts.join(", ")}${more}`,
    help: "Due times are the server's and go by its data; SQL that converts times (`at time zone`) goes by the database's. Update the older of the two: Node, or the database's zone data.",
  };
}

/** `+01:00` */
function offsetText(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((n) =>
    `${n}`.padStart(2, "0"),
  );
  return `${seconds < 0 ? "-" : "+"}${hour}:${minute}`;
}

/** `tzdata 2026c`, or each version of those that live. */
export function versionsText({ versions }: Pick<ZoneFacts, "versions">): string {
  const found = [...new Set(versions.map(({ version }) => version ?? "unknown"))].sort();
  return `tzdata ${found.join(", ") || "unknown"}`;
}
