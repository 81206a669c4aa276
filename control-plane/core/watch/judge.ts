// What there is to tell of a run by what its spec has watched: each thing once, and when time alone will bring the next.

import { formatDuration } from "../duration.ts";
import { isFinal, type RunState, type TaskState } from "../run.ts";
import { limitOf } from "./length.ts";
import type { Watch } from "./watch.ts";

/** A run, or a task of it. Instants are milliseconds. */
export interface WatchedSubject {
  /** Index of its task; -1 for the run. */
  idx: number;
  watch: Watch;
  state: RunState | TaskState;
  /** Of the newest attempt. */
  startedAt: number | null;
  finishedAt: number | null;
  /** Whether it ended by itself: not marked, carried over, on ice or passed through. */
  executed: boolean;
  /** Attempts of which the newest has ended and another is to come; 0: none. */
  retriedAfter: number;
  /** Median of comparable runs; null: not known. */
  usualMs: number | null;
}

/** `in-time`: one that ran for too long has ended, so that is over. */
export type WatchWord = "succeeded" | "retried" | "overrun" | "underrun" | "in-time";

export interface WatchSignal {
  idx: number;
  word: WatchWord;
  at: number;
  /** One clause for people. */
  message: string | null;
}

export interface WatchVerdict {
  signals: WatchSignal[];
  /** All that was told by now, for the next look. */
  told: string[];
  /** When to look again though nothing changes; null: no need. */
  nextAt: number | null;
  /** Whether it matters when a task starts. */
  awaitsStart: boolean;
}

/** @param told What was told before. */
export function judgeWatches(
  subjects: readonly WatchedSubject[],
  told: readonly string[],
  now: number,
): WatchVerdict {
  const known = new Set(told);
  const signals = subjects.flatMap((subject) =>
    signalsOf(subject, now).filter(({ word }) => {
      const key = `${subject.idx} ${word}${word === "retried" ? ` ${subject.retriedAfter}` : ""}`;
      // Only what was told can be over.
      if (known.has(key) || (word === "in-time" && !known.has(`${subject.idx} overrun`)))
        return false;
      known.add(key);
      return true;
    }),
  );
  const open = subjects.filter(
    ({ idx, state, watch, executed }) =>
      watch.longest !== null && executed && !isFinal(state) && !known.has(`${idx} overrun`),
  );
  const times = open.flatMap((subject) => {
    const limit = longestOf(subject);
    return subject.state !== "running" || subject.startedAt === null || limit === null
      ? []
      : // The first instant at which it is longer.
        subject.startedAt + Math.floor(limit) + 1;
  });
  return {
    ...{ signals, told: [...known] },
    nextAt: times.length === 0 ? null : Math.min(...times),
    awaitsStart: open.some(({ state }) => state !== "running"),
  };
}

const longestOf = ({ watch, usualMs }: WatchedSubject): number | null =>
  watch.longest && limitOf(watch.longest, "+", usualMs);

/** All that is true of it, told before or not, in the order in which it comes. */
function signalsOf(subject: WatchedSubject, now: number): WatchSignal[] {
  const { idx, watch, state, startedAt, finishedAt, executed, usualMs } = subject;
  const signals: WatchSignal[] = [];
  const add = (word: WatchWord, at: number, message: string | null) =>
    signals.push({ idx, word, at, message });
  const { retriedAfter } = subject;
  if (watch.retry && retriedAfter > 0)
    add("retried", now, `attempt ${retriedAfter} has failed, and it is tried again`);
  const isOver = isFinal(state);
  const endedAt = finishedAt ?? now;
  const ranMs =
    startedAt === null || !executed || !(isOver || state === "running")
      ? null
      : (isOver ? endedAt : now) - startedAt;
  const longest = longestOf(subject);
  if (ranMs !== null && longest !== null && ranMs > longest)
    add(
      "overrun",
      (startedAt as number) + Math.ceil(longest),
      `it ${isOver ? `took ${shown(ranMs)},` : "has run for"} longer than ${limitText(longest, watch.longest, usualMs)}`,
    );
  if (isOver) add("in-time", endedAt, null);
  const endedByItself = executed && (state === "succeeded" || state === "failed");
  const shortest = watch.shortest && limitOf(watch.shortest, "-", usualMs);
  if (endedByItself && ranMs !== null && shortest !== null && ranMs < shortest)
    add(
      "underrun",
      endedAt,
      `it took ${shown(ranMs)}, shorter than ${limitText(shortest, watch.shortest, usualMs)}`,
    );
  if (watch.success !== false && executed && state === "succeeded")
    add("succeeded", endedAt, ranMs === null ? null : `it took ${shown(ranMs)}`);
  return signals;
}

function limitText(ms: number, length: Watch["longest"], usualMs: number | null): string {
  const usual =
    length === null || "ms" in length || usualMs === null
      ? ""
      : `, for it usually takes ${shown(usualMs)}`;
  return `${shown(ms)}${usual}`;
}

const shown = (ms: number): string => (ms < 1_000 ? "less than 1s" : formatDuration(ms));
