// The gates of a task: judged together over one set of answers, each with what it waits for.

import { type ApprovalFacts, judgeApproval, notInTime } from "./approval.ts";
import { type BlackoutFacts, blackoutText } from "./blackout.ts";
import { isOnlyOn, type OnlyOn } from "./calendar/only-on.ts";
import { leftOutText, onlyText } from "./calendar/only-on-text.ts";
import { type Answers, evaluate } from "./conditions/evaluate.ts";
import type { Waiter } from "./conditions/waiter.ts";
import { isExpanded } from "./for-each.ts";
import { windowAt } from "./late-window.ts";
import type { Approval, Gates, Task } from "./pipeline.ts";
import { takeText } from "./pools/takes.ts";
import { instantOf } from "./repeat.ts";
import type { HoldMode } from "./run.ts";
import type { Bound } from "./window.ts";

export type GateKind =
  | "onlyOn"
  | "iteration"
  | "awaits"
  | "notBefore"
  | "notAfter"
  | "takes"
  | "approval"
  | "ownership";

export interface GateVerdict {
  kind: GateKind;
  /** What is asked, for people: one fact of a condition, or an end of the window. */
  text: string;
  /** Whether it is as asked; in an `any` that is not yet whether the task may start. */
  holds: boolean;
  /** What was found. */
  found: string;
  /** What would make it hold, where that is something to do. */
  change: string | null;
  /** When it will hold by itself, in milliseconds since 1970; null: nobody knows. */
  until: number | null;
}

export interface GatesVerdict {
  /** `skip`, `fail`: it can never start any more. `ice`: it is passed over, as if it had succeeded. */
  outcome: "open" | "wait" | "skip" | "fail" | "ice";
  /** Why it does not start any more; null for `open` and `wait`. */
  end: string | null;
  /** A deadline decided, and nobody's vote. */
  expired: boolean;
  gates: GateVerdict[];
  /** The next instant at which time alone may change the outcome. */
  nextAt: number | null;
}

/** Whether a server judges a task before it starts: something holds it back beside its needs, or the server starts it. */
export const isGated = (
  task: Pick<Task, "gates" | "forEach" | "phase" | "action" | "repeat">,
): boolean =>
  task.gates !== null ||
  task.repeat !== undefined ||
  isExpanded(task) ||
  task.action.kind === "pipeline";

/**
 * Judges all gates of a task (or, with `awaits` alone, of a run), and what holds it, which `why` reads from its own rows;
 * but not what it takes of pools: that is asked for once these hold.
 */
export function judgeGates(
  gates: Gates,
  answers: Answers,
  waiter: Waiter,
  people: People = nobody,
  iteration: DueIteration | null = null,
): GatesVerdict {
  // Before what people decided: of a task whose day it is not, nothing is left to be held or approved.
  if (gates.onlyOn && isLeftOut(gates, waiter)) return leftOut(gates.onlyOn, waiter);
  const { tooLate, ...judged } = judgeConditions(gates, answers, waiter);
  const conditions = withIteration(judged, waiter, iteration);
  const approved = withApproval(conditions, gates, waiter, people.approval);
  // The nearer edge decides at the moment at which all else holds, and not before.
  const timely: GatesVerdict =
    tooLate !== null && approved.outcome === "open"
      ? { ...approved, outcome: "skip", end: tooLate }
      : approved;
  const verdict = withBlackout(timely, people.blackout);
  if (people.held === "hold") return { ...verdict, outcome: "wait", end: null };
  return people.held === "ice"
    ? { ...verdict, outcome: "ice", end: "on ice: passed over" }
    : verdict;
}

/** Whether the task does not run on the waiter's date at all. */
export const isLeftOut = ({ onlyOn }: Gates, { date }: Pick<Waiter, "date">): boolean =>
  onlyOn !== undefined && !isOnlyOn(onlyOn, date);

function leftOut(onlyOn: OnlyOn, { date, lines }: Waiter): GatesVerdict {
  const gate: GateVerdict = {
    ...{ kind: "onlyOn", text: onlyText(onlyOn), holds: false },
    ...{ found: leftOutText(onlyOn, date, lines), change: null, until: null },
  };
  const end = `${gate.text}: ${gate.found}`;
  return { outcome: "skip", end, expired: false, gates: [gate], nextAt: null };
}

/** An iteration of a repeating task that has its time. */
export interface DueIteration {
  /** From 1. */
  iteration: number;
  /** Milliseconds since 1970. */
  dueAt: number;
  /** Later it does not begin any more; null: whenever its gates hold. */
  last: Bound | null;
}

function withIteration(
  verdict: GatesVerdict,
  { now, timezone }: Waiter,
  due: DueIteration | null,
): GatesVerdict {
  if (due === null) return verdict;
  const holds = now >= due.dueAt;
  const gate: GateVerdict = {
    kind: "iteration",
    text: `iteration ${due.iteration} at ${instantOf(due.dueAt, timezone)}`,
    holds,
    found: holds ? "it is later" : "it is earlier",
    change: null,
    until: holds ? null : due.dueAt,
  };
  const gates = [gate, ...verdict.gates];
  const { last } = due;
  if (last !== null && now > last.at)
    return { ...verdict, outcome: "skip", end: `not after ${last.text}`, gates };
  const times = [verdict.nextAt, last && last.at + 1, holds ? null : due.dueAt];
  return {
    ...verdict,
    outcome: verdict.outcome === "open" && !holds ? "wait" : verdict.outcome,
    gates,
    nextAt: earliest(times),
  };
}

/** What people decided that concerns it. */
export interface People {
  held: HoldMode | null;
  approval: ApprovalFacts | null;
  /** Of a run: the one that keeps it longest, of those that are now. */
  blackout: BlackoutFacts | null;
}

const nobody: People = { held: null, approval: null, blackout: null };

/** Only what would start now is kept or skipped: something else may last longer. */
function withBlackout(verdict: GatesVerdict, blackout: BlackoutFacts | null): GatesVerdict {
  if (blackout === null || verdict.outcome !== "open") return verdict;
  return blackout.mode === "skip"
    ? { ...verdict, outcome: "skip", end: blackoutText(blackout) }
    : { ...verdict, outcome: "wait", nextAt: Math.min(verdict.nextAt ?? blackout.to, blackout.to) };
}

function withApproval(
  verdict: GatesVerdict,
  gates: Gates,
  { now }: Waiter,
  facts: ApprovalFacts | null,
): GatesVerdict {
  const approval = gates.approval ?? null;
  if (approval === null || facts === null) return verdict;
  const { outcome, gate, end, expired } = judgeApproval(approval, facts, now);
  const times = [verdict.nextAt, outcome === "wait" ? deadlineOf(approval, facts) : null];
  return {
    outcome: outcome === "open" || verdict.outcome === "skip" ? verdict.outcome : outcome,
    end: verdict.end ?? end,
    expired,
    gates: [...verdict.gates, gate],
    nextAt: earliest(times),
  };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

const deadlineOf = (approval: Approval, { askedAt }: ApprovalFacts): number | null =>
  approval.deadlineMs === null ? null : askedAt + approval.deadlineMs;

/** `tooLate`: why it is skipped, should all else hold now; the outcome leaves that out. */
function judgeConditions(
  gates: Gates,
  answers: Answers,
  waiter: Waiter,
): GatesVerdict & { tooLate: string | null } {
  const verdicts: GateVerdict[] = [];
  const times: number[] = [];
  let open = true;
  let skip = false;
  let tooLate: string | null = null;
  if (gates.awaits !== null) {
    const { holds, never, facts, until } = evaluate(gates.awaits, answers, waiter);
    skip = never;
    if (until !== null) times.push(until);
    open = holds;
    for (const { unasked: _, ...fact } of facts)
      verdicts.push({ kind: "awaits", ...fact, until: null });
  }
  const { from, to, turnsAt } = windowAt(gates, waiter.date, waiter, waiter.now);
  if (from !== null) {
    const holds = waiter.now >= from.at;
    open &&= holds;
    if (!holds) times.push(from.at);
    verdicts.push({
      kind: "notBefore",
      text: `not before ${from.text}`,
      holds,
      found: holds ? "it is later" : "it is earlier",
      change: null,
      until: holds ? null : from.at,
    });
  }
  if (to !== null) {
    const late = waiter.now > to.at;
    if (turnsAt === null) skip ||= late;
    else tooLate = `not after ${to.text}, and the next opening is farther`;
    times.push(...(late ? [] : [to.at + 1]), ...(turnsAt === null ? [] : [turnsAt]));
    verdicts.push({
      kind: "notAfter",
      text: `not after ${to.text}`,
      holds: !late,
      found: late ? laterText(turnsAt, waiter) : "there is time",
      change: null,
      until: null,
    });
  }
  // A revision that was stored before there were pools has no list.
  for (const take of gates.takes ?? [])
    verdicts.push({
      kind: "takes",
      text: takeText(take),
      holds: false,
      found: open ? "queues for it" : "is asked for when the rest holds",
      change: null,
      until: null,
    });
  return {
    outcome: skip ? "skip" : open ? "open" : "wait",
    end: skip ? closedText(verdicts) : null,
    expired: false,
    gates: verdicts,
    nextAt: times.length === 0 ? null : Math.min(...times),
    tooLate,
  };
}

const laterText = (turnsAt: number | null, { timezone }: Waiter): string =>
  turnsAt === null
    ? "it is later"
    : `it is later; nearer to the next opening from ${instantOf(turnsAt, timezone)} on`;

/** Whether a task that was skipped was so because of the time, by what it says: its window was over, or nobody had approved it. */
export const cameTooLate = (end: string): boolean =>
  end === notInTime || /(^|; )not after \d{4}-\d\d-\d\d /.test(end);

const closedText = (gates: readonly GateVerdict[]): string =>
  gates
    .filter(({ kind, holds }) => !holds && kind !== "takes" && kind !== "iteration")
    .map(({ text }) => text)
    .join("; ");
