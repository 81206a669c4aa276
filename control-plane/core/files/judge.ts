// Which files of a folder are ready, after each look at it. Whether one still grows is judged by what was seen, since clocks
// of other hosts go otherwise; how old it is, by the times that its place gives.

import { bytesText } from "../bytes-text.ts";
import { formatDuration } from "../duration.ts";
import { filePattern } from "../file-pattern.ts";
import { markerName } from "./marker.ts";
import type { FileRule, FileState, ListedFile } from "./watch.ts";

export interface Look {
  /** Markers too: a name that only markers have is no file. */
  files: readonly ListedFile[];
  /** By a clock that only goes forward. */
  atMs: number;
  /** The time of day. */
  nowMs: number;
}

/** Files as they were seen last, with when each was first seen as it is. */
export type Observations = ReadonlyMap<string, { file: ListedFile; sinceMs: number }>;

export interface Judged {
  /** For the next look. */
  seen: Observations;
  /** By name, as the listing has them. */
  ready: ListedFile[];
  waiting: WaitingFile[];
}

export interface WaitingFile {
  file: ListedFile;
  /** What it waits for, as a part of a sentence. */
  why: string;
  /** After how long it is ready if it stays as it is; null: it isn't by time alone. */
  readyInMs: number | null;
  /** It won't be ready unless it becomes another. */
  isPast: boolean;
}

/** @param stateOf Not asked where files only have to exist. */
export function judgeFiles(
  earlier: Observations,
  look: Look,
  rule: FileRule,
  stateOf: (file: ListedFile) => FileState,
): Judged {
  const byName = new Map(look.files.map((file) => [file.name, file]));
  const { marker } = rule;
  const markerOf = (file: ListedFile) => (marker === null ? null : markerName(file.name, marker));
  const markers = new Set(look.files.map(markerOf));
  const patterns = rule.files.map(filePattern);
  const files = look.files.filter(
    ({ name }) => !markers.has(name) && patterns.some((pattern) => pattern.matches(name)),
  );
  const seen = new Map(files.map((file) => [file.name, observed(earlier, file, look.atMs)]));
  const ready: ListedFile[] = [];
  const waiting: WaitingFile[] = [];
  for (const file of files.filter((one) => isMeant(one, rule, stateOf))) {
    const name = markerOf(file);
    const missing = name === null ? null : markerMissing(file, name, byName.get(name));
    const sinceMs = seen.get(file.name)?.sinceMs ?? look.atMs;
    const still =
      missing === null ? waitsFor(file, look.atMs - sinceMs, look.nowMs, rule) : later(missing);
    if (still === null) ready.push(file);
    else waiting.push({ file, ...still });
  }
  return { seen, ready, waiting };
}

/** Whether so many are ready, and if `all` are to be, nothing is on its way. */
export const isEnough = (
  { ready, waiting }: Pick<Judged, "ready" | "waiting">,
  { count, all }: { count: number; all: boolean },
): boolean => ready.length >= count && (!all || waiting.every(({ isPast }) => isPast));

/** When to look again: sooner than usual where a file will be ready by then. */
export const nextLookMs = ({ waiting }: Judged, everyMs: number): number =>
  Math.min(everyMs, ...waiting.flatMap(({ readyInMs }) => readyInMs ?? []));

function observed(earlier: Observations, file: ListedFile, atMs: number) {
  const before = earlier.get(file.name);
  const { size, modifiedMs, mark } = before?.file ?? {};
  const isSame = size === file.size && modifiedMs === file.modifiedMs && mark === file.mark;
  return { file, sinceMs: before !== undefined && isSame ? before.sinceMs : atMs };
}

function isMeant(
  file: ListedFile,
  { on }: FileRule,
  stateOf: (file: ListedFile) => FileState,
): boolean {
  if (on === "exists") return true;
  const state = stateOf(file);
  return state === "new" || (on === "changed" && state === "changed");
}

/** One that was left over from an earlier file says nothing of this one. */
function markerMissing(file: ListedFile, name: string, marker: ListedFile | undefined) {
  if (marker === undefined) return `${name} isn't there`;
  return marker.modifiedMs < file.modifiedMs ? `${name} is older than it` : null;
}

type Still = Omit<WaitingFile, "file">;
const later = (why: string): Still => ({ why, readyInMs: null, isPast: false });

function waitsFor(
  file: ListedFile,
  unchangedMs: number,
  nowMs: number,
  { minBytes, stableMs, minAgeMs, maxAgeMs }: FileRule,
): Still | null {
  // A clock that goes ahead there makes files of the future: they are new.
  const ageMs = Math.max(nowMs - file.modifiedMs, 0);
  if (file.size < minBytes)
    return later(`it has ${bytesText(file.size)}, less than ${bytesText(minBytes)}`);
  if (maxAgeMs !== null && ageMs > maxAgeMs)
    return { ...later(`it is older than ${formatDuration(maxAgeMs)}`), isPast: true };
  const stableInMs = stableMs - unchangedMs;
  const agedInMs = minAgeMs - ageMs;
  const readyInMs = Math.max(stableInMs, agedInMs);
  if (readyInMs <= 0) return null;
  const why =
    stableInMs > 0
      ? `it hasn't stayed unchanged for ${formatDuration(stableMs)} yet`
      : `it is younger than ${formatDuration(minAgeMs)}`;
  return { why, readyInMs, isPast: false };
}
