// Whether a condition of AutoSys holds, by the states that jobs have now, and what is not so.

import type { Comparison, LegacyCondition } from "#migrators/legacy/condition.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { DeclaredEnd } from "#migrators/runs/durations.ts";
import { conditionText } from "./conditions.ts";
import type { AutosysStart } from "./simulate.ts";

export interface JobState {
  job: LegacyJob;
  status: "INACTIVE" | "ACTIVATED" | "RUNNING" | "SUCCESS" | "FAILURE" | "TERMINATED";
  /** Milliseconds since 1970. */
  startedAt: number | null;
  endedAt: number | null;
  isDated: boolean;
  /** A time of its own has come since it started last. */
  isArmed: boolean;
  /** When it last came, in milliseconds since 1970. */
  armedAt: number;
  /** It starts when its window opens. */
  isOpening: boolean;
  box: JobState | null;
  members: JobState[];
  ticks: Iterator<AutosysStart>;
  /** How its runs go. */
  ends: DeclaredEnd;
  starts: number;
  /** What has let it start, for people. */
  cause: string;
}

/** What conditions are judged by. */
export interface Judging {
  states: ReadonlyMap<string, JobState>;
  globals: ReadonlyMap<string, string>;
  now: number;
}

/** Names of the jobs of this instance that a condition asks about. */
export function* namesOf(condition: LegacyCondition | null): Generator<string> {
  if (condition === null) return;
  if ("of" in condition) for (const each of condition.of) yield* namesOf(each);
  else if ("job" in condition && condition.job.instance === null) yield condition.job.name;
}

export function holds(condition: LegacyCondition, asker: JobState, judging: Judging): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((each) => holds(each, asker, judging));
    case "any":
      return condition.of.some((each) => holds(each, asker, judging));
    case "variable": {
      const value = judging.globals.get(condition.variable);
      return value !== undefined && fits(value, condition.compare, condition.value);
    }
    case "status":
    case "exitCode":
      return isSo(condition, asker, judging);
    default:
      return false;
  }
}

type Atom = Extract<LegacyCondition, { kind: "status" | "exitCode" }>;

function isSo(atom: Atom, asker: JobState, { states, now }: Judging): boolean {
  // Nobody tells of another instance here.
  const state = atom.job.instance === null ? states.get(atom.job.name) : undefined;
  if (state === undefined) return false;
  const { status, endedAt, job } = state;
  if (job.state?.value === "iced")
    return atom.kind === "status" && atom.status !== "failure" && atom.status !== "terminated";
  if (atom.kind === "status" && atom.status === "notRunning") return status !== "RUNNING";
  const isEnded = status === "SUCCESS" || status === "FAILURE" || status === "TERMINATED";
  if (!isEnded || endedAt === null) return false;
  const { lookBack } = atom;
  if (lookBack.kind === "minutes" && now - endedAt > lookBack.minutes * 60_000) return false;
  if (lookBack.kind === "ownEnd" && asker.endedAt !== null && endedAt <= asker.endedAt)
    return false;
  if (atom.kind === "exitCode")
    // What was terminated has none.
    return status !== "TERMINATED" && fits(`${exitCode(state)}`, atom.compare, `${atom.code}`);
  return atom.status === "done" || atom.status === status.toLowerCase();
}

/** What isn't executed ends with 0. */
const exitCode = ({ job, ends }: JobState): number =>
  job.state?.value === "noExecute" ? 0 : ends.exitCode;

function fits(value: string, compare: Comparison, other: string): boolean {
  const isNumber = [value, other].every((text) => /^-?\d+$/.test(text));
  const order = isNumber
    ? Number(value) - Number(other)
    : value < other
      ? -1
      : Number(value > other);
  const results: Record<Comparison, boolean> = {
    "=": order === 0,
    "!=": order !== 0,
    "<": order < 0,
    "<=": order <= 0,
    ">": order > 0,
    ">=": order >= 0,
  };
  return results[compare];
}

/** What is not so, as the end of a sentence. */
export function lacking(condition: LegacyCondition, asker: JobState, judging: Judging): string {
  if ("of" in condition) {
    const open = condition.of.filter((each) => !holds(each, asker, judging));
    const texts = [...new Set(open.map((each) => lacking(each, asker, judging)))];
    return texts.join(condition.kind === "all" ? " and " : " or ");
  }
  const text = conditionText(condition);
  const named = "job" in condition && condition.job.instance === null ? condition.job.name : null;
  const state = named === null ? undefined : judging.states.get(named);
  return state && isByHand(state) ? `${text}, which nothing starts` : text;
}

/** Neither a time nor a condition nor a box starts it. */
const isByHand = ({ isDated, job, box }: JobState): boolean =>
  !isDated && job.condition === null && box === null;
