// Judges a condition over answers: true or false now, why, and when time alone may change it.

import { mayRead } from "../may-read.ts";
import { isFinal, type TaskState } from "../run.ts";
import { changeBack, changeOf } from "./change.ts";
import type { AwaitedState, Comparison, Condition, Fact, Which } from "./condition.ts";
import { describeFact } from "./describe.ts";
import { type Question, questionKey, questionOf } from "./question.ts";
import { type Around, around, atLeast, opposite, type Truth } from "./truth.ts";
import { lastTimeOfDay, nextTimeOfDay, type Waiter } from "./waiter.ts";

/** A run (or one of its tasks) as its rows have it. Instants are milliseconds since 1970. */
export interface RunAnswer {
  id: string;
  state: TaskState;
  finishedAt: number | null;
  exitCode: number | null;
}

/** What a question found; null: there is nothing of the kind. */
export type Answer =
  | RunAnswer
  | { running: boolean }
  /** The pipeline is not there, its run has no such task, or no deployed pipeline writes the asset, which was never updated. */
  | { absent: "pipeline" | "task" | "writer" }
  /** The same run's tasks by declared name: one entry an instance. */
  | { tasks: ReadonlyMap<string, readonly TaskAnswer[]> }
  /** It has no run for the date, and by its schedules it is not due for it. */
  | { unscheduled: true }
  /** An event or an asset's update: since when; of an asset also how long that keeps it fresh, null: for ever, and whether nobody writes it any more. */
  | { at: number; freshMs?: number | null; unwritten?: boolean }
  /** Of a variable, and since when it has it. */
  | { value: string; setAt?: number }
  | null;

export interface TaskAnswer {
  state: TaskState;
  exitCode: number | null;
  finishedAt?: number | null;
}

/** By `questionKey`. */
export type Answers = ReadonlyMap<string, Answer>;

export interface Verdict {
  holds: boolean;
  /** It does not hold and never will: the tasks of the same run that it asks for have ended otherwise. */
  never: boolean;
  /** One line a fact, in the order written. */
  facts: FactVerdict[];
  /** The next instant at which time alone may change it; null: only a change of the world can. */
  until: number | null;
}

export interface FactVerdict {
  text: string;
  /** Whether it is as it has to be: under `not`, that it is not so. */
  holds: boolean;
  /** What was found, for people; and how many of its group are enough. */
  found: string;
  /** What would make it hold, where that is something to do; else null. */
  change: string | null;
  /** It holds since nothing is asked of that date: `ifScheduled`. */
  unasked?: true;
}

/** Pure: the same answers and waiter give the same verdict. A question without an answer is false, as one with nothing. */
export function evaluate(condition: Condition, answers: Answers, waiter: Waiter): Verdict {
  const facts: FactVerdict[] = [];
  let until: number | null = null;
  const judgeAll = (of: readonly Condition[], count: number, outer: Around): Truth => {
    const inner = around(outer, count, of.length);
    return atLeast(
      count,
      of.map((one) => judge(one, inner)),
    );
  };
  const judge = (node: Condition, outer: Around): Truth => {
    switch (node.kind) {
      // Every branch is judged, also where the first decides: people want to see all of them.
      case "all":
        return judgeAll(node.of, node.of.length, outer);
      case "any":
        return judgeAll(node.of, 1, outer);
      case "not":
        return opposite(judge(node.of[0], { ...outer, isNegated: !outer.isNegated }));
      case "atLeast":
        return judgeAll(node.of, node.count, outer);
      default: {
        const refusal = refusalOf(node, waiter);
        const judged: Judged = refusal ?? judgeFact(node, answers, waiter);
        const { holds, expires, final = false } = judged;
        const truth = { holds, may: holds || refusal !== null, final };
        const { isNegated, enough } = outer;
        const asked = isNegated ? opposite(truth).holds : holds;
        const change = refusal
          ? refusal.change
          : isNegated
            ? changeBack(node, waiter)
            : changeOf(node, waiter, answerTo(node, answers, waiter));
        facts.push({
          text: `${isNegated ? "not " : ""}${describeFact(node, waiter)}`,
          holds: asked,
          found: enough === null ? judged.found : `${judged.found}; ${enough}`,
          change: asked ? null : change,
          ...(judged.unasked ? { unasked: judged.unasked } : {}),
        });
        if (expires !== null && (until === null || expires < until)) until = expires;
        return truth;
      }
    }
  };
  const { holds, final } = judge(condition, { isNegated: false, enough: null });
  return { holds, never: final && !holds, facts, until };
}

interface Judged {
  holds: boolean;
  found: string;
  expires: number | null;
  /** It can't change any more. */
  final?: boolean;
  unasked?: true;
}

/** Why nothing of another project is known to the waiter; null where it may read, or asks about its own. */
function refusalOf(fact: Fact, waiter: Waiter): (Judged & { change: string | null }) | null {
  const project = "project" in fact ? fact.project : null;
  if (project === null || project === waiter.project) return null;
  const patterns = waiter.readers?.get(project);
  if (patterns === undefined) return { ...no(`there is no project ${project}`), change: null };
  if (mayRead(waiter.project, patterns)) return null;
  const found = `${project} does not let ${waiter.project} read it`;
  return {
    ...no(found),
    change: `\`readableBy: [${waiter.project}]\` in trunkline.yaml of ${project}`,
  };
}

/** What was read for it; null: nothing is there, or nothing was asked. */
export function answerTo(fact: Fact, answers: Answers, waiter: Waiter): Answer {
  const question = questionOf(fact, waiter);
  return question && (answers.get(questionKey(question)) ?? null);
}

function judgeFact(fact: Fact, answers: Answers, waiter: Waiter): Judged {
  const question = questionOf(fact, waiter);
  if (question === null) return no("there is no such date by its schedules");
  const answer = answers.get(questionKey(question)) ?? null;
  switch (fact.kind) {
    case "run":
      return judgeRun(fact.state, fact.exitCode, fact.which, question, answer, waiter);
    case "task":
      return judgeTasks(fact.task, fact.state, fact.exitCode, answer);
    case "event":
      return answer !== null && "at" in answer
        ? yes(`there since ${instant(answer.at)}`)
        : no("not there");
    case "variable":
      return answer !== null && "value" in answer
        ? judged(compare(answer.value, fact.test), `it is ${JSON.stringify(answer.value)}`)
        : judged(fact.test.op === "!=", "it has no value");
    case "asset":
      if (fact.which.by === "fresh" || fact.which.by === "stale")
        return judgeFreshness(fact.which.by === "fresh", answer, waiter);
      if (answer === null || !("at" in answer)) return no("never updated");
      return recent(fact.which, answer.at, `updated ${instant(answer.at)}`, waiter);
    default:
      return fact satisfies never;
  }
}

function judgeRun(
  state: AwaitedState,
  exitCode: Comparison | null,
  which: Which,
  question: Question,
  answer: Answer,
  waiter: Waiter,
): Judged {
  if (answer !== null && "absent" in answer && answer.absent === "pipeline")
    return judged(state === "notRunning", "there is no such pipeline");
  if (answer !== null && "absent" in answer) return no("its run has no such task");
  if (answer !== null && "unscheduled" in answer && question.ask === "run")
    return { ...yes(`not scheduled for ${question.date}`), unasked: true };
  if (question.ask === "running") {
    const running = answer !== null && "running" in answer && answer.running;
    return judged(
      running === (state === "running"),
      running ? "it is running" : "it is not running",
    );
  }
  if (answer === null || !("id" in answer))
    return judged(state === "notRunning", "there is no such run");
  const code = answer.exitCode === null ? "" : `, exit code ${answer.exitCode}`;
  const found = `run ${answer.id} is ${answer.state}${code}`;
  if (!isIn(answer.state, state) || !codeFits(answer.exitCode, exitCode)) return no(found);
  if (answer.finishedAt === null) return yes(found);
  return recent(which, answer.finishedAt, `${found} since ${instant(answer.finishedAt)}`, waiter);
}

function judgeTasks(
  task: string,
  state: AwaitedState,
  exitCode: Comparison | null,
  answer: Answer,
): Judged {
  const instances = answer !== null && "tasks" in answer ? (answer.tasks.get(task) ?? []) : [];
  if (instances.length === 0) return no("there is no such task");
  const states = [...new Set(instances.map((one) => one.state))].join(", ");
  const holds = instances.every(
    (one) => isIn(one.state, state) && codeFits(one.exitCode, exitCode),
  );
  const final = instances.every((one) => isFinal(one.state));
  return { ...judged(holds, `it is ${states}`), final };
}

/** An asset that was never updated is stale. */
function judgeFreshness(asksFresh: boolean, answer: Answer, { now }: Waiter): Judged {
  if (answer === null || !("at" in answer)) return judged(!asksFresh, "never updated");
  const until = typeof answer.freshMs === "number" ? answer.at + answer.freshMs : null;
  const fresh = until === null || now < until;
  const end = until === null ? "" : `, fresh until ${instant(until)}`;
  return judged(fresh === asksFresh, `updated ${instant(answer.at)}${end}`, fresh ? until : null);
}

/** Whether something that happened at `at` is recent enough, and when it stops being so. */
function recent(which: Which, at: number, found: string, waiter: Waiter): Judged {
  switch (which.by) {
    case "date":
    case "latest":
      return yes(found);
    case "within": {
      const expires = at + which.ms;
      return expires >= waiter.now ? { ...yes(found), expires } : no(found);
    }
    case "since": {
      const from = lastTimeOfDay(which.at, waiter.timezone, waiter.now);
      const next = nextTimeOfDay(which.at, waiter.timezone, waiter.now);
      return judged(at >= from, found, next);
    }
    case "sinceLastEnd":
      return judged(waiter.lastEnd === null || at > waiter.lastEnd, found);
    default:
      return which satisfies never;
  }
}

function isIn(state: TaskState, asked: AwaitedState): boolean {
  if (asked === "finished") return isFinal(state);
  if (asked === "notRunning") return state !== "running";
  return state === asked;
}

const codeFits = (code: number | null, test: Comparison | null): boolean =>
  test === null || (code !== null && compare(String(code), test));

/** Numbers compare as numbers, anything else as text. */
export function compare(value: string, { op, value: other }: Comparison): boolean {
  const [a, b] =
    isNumber(value) && isNumber(other) ? [Number(value), Number(other)] : [value, other];
  switch (op) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return op satisfies never;
  }
}

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

const instant = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: "second" });

const judged = (holds: boolean, found: string, expires: number | null = null): Judged => ({
  holds,
  found,
  expires,
});
const yes = (found: string): Judged => judged(true, found);
const no = (found: string): Judged => judged(false, found);
