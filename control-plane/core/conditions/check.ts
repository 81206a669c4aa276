// What a condition as written can get wrong beyond its shape: several subjects at once, words that don't go together.

import type { ConditionSpec } from "#schemas/types.ts";
import { dateExists } from "../calendar/date.ts";
import { parseDuration } from "../duration.ts";
import type { Place, Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { writtenAt } from "../written.ts";
import { isFixedDate } from "./fixed-date.ts";

export interface ConditionContext {
  /** Names that a task of the same run may have; null where there is no run yet. */
  tasks: { has(name: string): boolean; keys(): Iterable<string> } | null;
  /** The task that waits; null for a pipeline. */
  self: string | null;
  /** The pipeline whose run or task waits; absent where it may be any, or nothing waits. */
  pipeline?: string | undefined;
  /** It stands under `not`. */
  isNegated?: boolean;
  /** `previous` and `next` are dates of the pipeline's own schedules. */
  isScheduled: boolean;
  problems: Problem[];
}

type Subject = "all" | "any" | "not" | "of" | "pipeline" | "task" | "event" | "variable" | "asset";
type Word = keyof ConditionSpec;

const which: readonly Word[] = ["date", "latest", "since", "within"];

/** What may stand beside each subject. */
const words: Record<Subject, readonly Word[]> = {
  all: [],
  any: [],
  not: [],
  of: ["atLeast"],
  pipeline: ["task", "state", "exitCode", ...which, "ifScheduled"],
  task: ["state", "exitCode"],
  event: ["project", "date"],
  variable: ["project", "equals", "compare"],
  asset: ["state", ...which],
};

/** Subjects in the order in which one of several is taken for the meant one. */
const subjects = Object.keys(words) as Subject[];

/** All problems of a condition; those of its shape were reported and cut out before. */
export function checkCondition(spec: ConditionSpec, place: Place, context: ConditionContext): void {
  const given = (Object.keys(spec) as Word[]).filter((word) => spec[word] !== undefined);
  const subject = subjects.find((one) => given.includes(one));
  const report = (path: readonly (string | number)[], message: string, help?: string) =>
    context.problems.push({
      ...place,
      path: [...place.path, ...path],
      at: path.length === 0 ? "value" : "key",
      code: "invalid-condition",
      message,
      help,
    });
  if (subject === undefined) {
    // What was cut for its shape may have been the subject.
    if (!wasCut(place, given.length))
      report(
        [],
        "the condition says of nothing what it awaits",
        `name one of ${subjects.join(", ")}`,
      );
    return;
  }
  for (const word of given)
    if (word !== subject && !words[subject].includes(word))
      report([word], `\`${word}\` does not go with \`${subject}\``, helpFor(subject));
  const chosen = given.filter((word) => which.includes(word));
  if (chosen.length > 1)
    report([chosen[1] as string], `one of ${chosen.join(", ")} says which run, not several`);
  checkWords(spec, subject, context, report);
  for (const list of ["all", "any", "of"] as const)
    for (const [index, part] of (spec[list] ?? []).entries())
      if (part) checkCondition(part, below(place, list, index), context);
  if (spec.not)
    checkCondition(spec.not, below(place, "not"), {
      ...context,
      pipeline: undefined,
      isNegated: true,
    });
}

export const noSuchDay = (date: string): string => `there is no ${date} in any calendar`;

type Report = (path: readonly (string | number)[], message: string, help?: string) => void;

function checkWords(
  spec: ConditionSpec,
  subject: Subject,
  context: ConditionContext,
  report: Report,
): void {
  const { date, within, exitCode, task, state } = spec;
  const ofAssets = state === "fresh" || state === "stale";
  if (ofAssets && subject !== "asset") report(["state"], `only an asset is ${state}`);
  if (subject === "asset" && state !== undefined) {
    if (!ofAssets) report(["state"], "an asset is `fresh` or `stale`");
    const other = which.find((word) => spec[word] !== undefined);
    if (other)
      report(
        [other],
        `\`state: ${state}\` goes by the newest update: \`${other}\` says nothing more`,
      );
  }
  if (awaitsItself(spec, context))
    report(
      ["pipeline"],
      `a ${context.self === null ? "run" : "task"} can't wait for an end that is its own`,
      "name another date, such as `date: previous` or `date: -1d`",
    );
  if (subject === "pipeline" && task === undefined && state === "skipped")
    report(
      ["state"],
      "a due time that was skipped is no run: this can never hold",
      "name the `task` that is meant; `status` and `why` tell what was skipped",
    );
  if (subject === "of" && spec.atLeast === undefined)
    report(["of"], "`of` needs `atLeast`", "write `atLeast: 2`, or `all`, or `any`");
  if (spec.atLeast !== undefined && (spec.of?.length ?? Infinity) < spec.atLeast)
    report(["atLeast"], `only ${spec.of?.length} are in \`of\`: this can never hold`);
  if (subject === "variable" && (spec.equals === undefined) === (spec.compare === undefined))
    report(["variable"], "a variable needs `equals` or `compare`, one of them");
  if (exitCode !== undefined && task === undefined)
    report(["exitCode"], "a run has no exit code", "name the `task` whose exit code is meant");
  if ((date === "any" || date === "static") && subject !== "event")
    report(["date"], `\`date: ${date}\` is for events`, "write `latest: true` for the newest");
  if ((date === "previous" || date === "next") && !context.isScheduled)
    report(["date"], `\`date: ${date}\` needs a schedule: the pipeline has none`);
  if (date !== undefined && isFixedDate(date) && !dateExists(date))
    report(["date"], noSuchDay(date));
  if (within !== undefined && parseDuration(within) === 0)
    report(["within"], "within no time at all nothing can have ended");
  if (subject === "pipeline" && spec.ifScheduled) checkIfScheduled(spec, context, report);
  if (subject === "task" && task !== undefined) checkTask(task, context, report);
}

/** A schedule says for which dates there is a run, and not which is the newest. */
function checkIfScheduled(
  spec: ConditionSpec,
  { isNegated }: ConditionContext,
  report: Report,
): void {
  const { date, state } = spec;
  const other = which.find((word) => word !== "date" && spec[word] !== undefined);
  const isNow = date === undefined && (state === "running" || state === "notRunning");
  if (other !== undefined || isNow)
    report(
      ["ifScheduled"],
      `\`ifScheduled\` asks whether a run is due for a date: ${other === undefined ? `\`state: ${state}\`` : `\`${other}\``} asks for the newest`,
      "name the `date`, such as `date: same`, or leave `ifScheduled` out",
    );
  else if (isNegated)
    report(
      ["ifScheduled"],
      "under `not` it would never hold on dates for which the pipeline is not due",
      "leave it out: where there is no run none has ended so, and its `not` holds",
    );
}

/** The run of its own date is itself; to a task of it so is the newest that has started. */
function awaitsItself(spec: ConditionSpec, { pipeline, self }: ConditionContext): boolean {
  const { task, state, date = "same" } = spec;
  if (pipeline === undefined || spec.pipeline !== pipeline) return false;
  if (state === "running" || state === "notRunning") return false;
  if (task !== undefined && task !== self) return false;
  const asksNewest = which.some((word) => word !== "date" && spec[word] !== undefined);
  return asksNewest ? self !== null : date === "same";
}

function checkTask(
  task: string,
  { tasks, self, problems }: ConditionContext,
  report: Report,
): void {
  if (tasks === null) {
    report(["task"], "a run that has not started has no tasks", "name the `pipeline` as well");
    return;
  }
  if (task === self) report(["task"], "the task awaits itself");
  if (tasks.has(task)) return;
  report(["task"], `there is no task "${task}"`);
  const found = problems.at(-1);
  if (found)
    Object.assign(found, {
      at: "value",
      code: "unknown-task",
      help: didYouMean(task, tasks.keys()),
    });
}

const helpFor = (subject: Subject): string =>
  words[subject].length === 0
    ? `\`${subject}\` stands alone`
    : `with \`${subject}\` go ${words[subject].map((word) => `\`${word}\``).join(", ")}`;

const below = (place: Place, ...steps: (string | number)[]): Place => ({
  ...place,
  path: [...place.path, ...steps],
});

const wasCut = ({ file, path }: Place, left: number): boolean =>
  Object.keys(writtenAt(file, path)).length > left;
