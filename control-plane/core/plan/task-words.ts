// Words for what changes of a task; by key, so that a new one is a line here.

import { calendarsOf, type OnlyOn } from "../calendar/only-on.ts";
import { onlyOnText } from "../calendar/only-on-text.ts";
import { ruleText } from "../conditions/describe.ts";
import { requirements } from "../conditions/say.ts";
import { formatDuration } from "../duration.ts";
import type {
  Approval,
  Effect,
  EmittedDate,
  EndRule,
  Gates,
  Repeat,
  Retry,
  Take,
  Task,
} from "../pipeline.ts";
import { takeText } from "../pools/takes.ts";
import { shadowText } from "../shadow/words.ts";
import { actionChanges } from "./action-meaning.ts";
import { calendarChange } from "./calendar-meaning.ts";
import { conditionChanges, deadlineChanges } from "./pipeline-meaning.ts";
import { isEqual, type Said, say } from "./said.ts";
import { watchChanges } from "./watch-meaning.ts";
import { gotAndLost, mapChanges, quoted, sides } from "./wording.ts";

/** What the change of one key means; nothing where it has no words for it. `day` is the first that the plan is about. */
export type TaskSay = (before: Task, after: Task, day: number) => Said[];

export const taskWords: { readonly [Key in keyof Task]?: TaskSay } = {
  action: (before, after) => actionChanges(before.action, after.action),
  condition: (before, after) => [
    say(
      "conditions",
      `runs if: ${sides(before.condition && quoted(before.condition), after.condition && quoted(after.condition), "all before it succeeded")}`,
    ),
  ],
  forEach: (before, after) => [
    say(
      "tasks",
      `one for each of: ${sides(before.forEach ?? null, after.forEach ?? null, "no list")}`,
    ),
  ],
  phase: (before, after) => [say("tasks", `phase: ${sides(before.phase, after.phase, "main")}`)],
  onFailure: (before, after) => [
    say("limits", `when it fails, the run will: ${sides(before.onFailure, after.onFailure)}`),
  ],
  failFast: (_, { failFast }) => [
    say(
      "limits",
      failFast
        ? "a failure stops its other instances"
        : "a failure stops no other instance any more",
    ),
  ],
  priority: (before, after) => [
    say("limits", `priority: ${sides(String(before.priority), String(after.priority))}`),
  ],
  deadline: (before, after) => deadlineChanges(before.deadline, after.deadline),
  watch: (before, after) => watchChanges(before.watch, after.watch),
  runsOn: (before, after) => [
    say(
      "workers",
      `runs on workers with: ${sides(before.runsOn.join("+") || null, after.runsOn.join("+") || null, "any labels")}`,
    ),
  ],
  runAs: (before, after) => [
    say("users", `runs as: ${sides(before.runAs, after.runAs, "the worker's own user")}`),
  ],
  timeoutMs: (before, after) => [
    say("timeouts", `timeout: ${sides(timeoutText(before), timeoutText(after))}`),
  ],
  retry: (before, after) => [
    say("retries", sides(retryText(before.retry), retryText(after.retry))),
  ],
  repeat: ({ repeat: was }, { repeat: is }) => [
    say(
      "schedule",
      `repeats: ${sides(was ? repeatText(was) : null, is ? repeatText(is) : null, "not")}`,
    ),
  ],
  env: (before, after) =>
    mapChanges(before.env, after.env, quoted).map((text) => say("work", `variable ${text}`)),
  outputs: (before, after) =>
    mapChanges(before.outputs, after.outputs, String).map((text) => say("work", `output ${text}`)),
  report: (before, after) => [
    say("work", `report: ${sides(reportText(before.report), reportText(after.report), "none")}`),
  ],
  legacy: ({ legacy: was }, { legacy: is }) => [
    say("work", `was the job elsewhere: ${sides(was?.job ?? null, is?.job ?? null, "none")}`),
  ],
  shadow: ({ shadow: was }, { shadow: is }) => [
    say("work", `in shadow: ${sides(shadowText(was), shadowText(is))}`),
  ],
  secrets: (before, after) => listChanges("secrets", "secrets", before.secrets, after.secrets),
  secretFiles: (before, after) =>
    mapChanges(before.secretFiles ?? {}, after.secretFiles ?? {}, String).map((text) =>
      say("secrets", `secret as a file ${text}`),
    ),
  effects: (before, after) =>
    listChanges(
      "effects",
      "when it succeeds",
      before.effects.map(effectText),
      after.effects.map(effectText),
    ),
  reads: (before, after) =>
    listChanges("effects", "reads assets", before.reads ?? [], after.reads ?? []),
  on: (before, after) =>
    listChanges("retries", "rules for its end", before.on.map(endText), after.on.map(endText)),
  gates: (before, after, day) => gateChanges(before.gates, after.gates, day),
};

const listChanges = (
  subject: Said["subject"],
  what: string,
  before: readonly string[],
  after: readonly string[],
): Said[] => {
  const changes = gotAndLost(before, after);
  return changes === null ? [] : [say(subject, `${what}: ${changes}`)];
};

const reportText = (report: Task["report"]): string | null =>
  report === undefined
    ? null
    : `${report.file} of ${report.format}${report.onFailure === "warn" ? ", whose failures only warn" : ""}`;

export const timeoutText = ({ timeoutMs }: Task): string | null =>
  timeoutMs === null ? null : formatDuration(timeoutMs);

/** Such as `3 retries, 30s apart, doubling up to 10m`. */
export function retryText({ retries, delayMs, backoff, maxDelayMs, on }: Retry): string {
  if (retries === 0) return "no retries";
  const apart = delayMs === 0 ? "" : `, ${formatDuration(delayMs)} apart`;
  const most = maxDelayMs === null ? "" : ` up to ${formatDuration(maxDelayMs)}`;
  const growing = backoff === "exponential" && delayMs > 0 ? `, doubling${most}` : "";
  const only = on
    ? [
        ...(on.exitCodes.length > 0 ? [`exit codes ${on.exitCodes.join(", ")}`] : []),
        ...on.signals,
        ...(on.timeout ? ["a timeout"] : []),
      ]
    : [];
  const after = only.length === 0 ? "" : `, only after ${only.join(" or ")}`;
  return `${retries} ${retries === 1 ? "retry" : "retries"}${apart}${growing}${after}`;
}

function repeatText({ beat, max, while: condition, onFailure }: Repeat): string {
  const when =
    "times" in beat
      ? `at ${beat.times.join(", ")}`
      : `${"gapsMs" in beat ? `after ${beat.gapsMs.map(formatDuration).join(", ")}` : `every ${formatDuration(beat.everyMs)}`} from its ${beat.from}${beat.until === null ? "" : ` until ${beat.until}`}`;
  const most = max === null ? "" : `, at most ${max} times`;
  const loop = condition === null ? "" : `, while ${quoted(condition)}`;
  return `${when}${most}${loop}${onFailure === "stop" ? ", until one fails" : ""}`;
}

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case "emit":
      return `emits ${effect.event}${dateOf(effect.date)}`;
    case "clear":
      return `clears ${effect.event}${effect.date === null ? " for every date" : dateOf(effect.date)}`;
    case "set":
      return `sets ${effect.variable} to ${quoted(effect.value)}`;
    case "update":
      return `updates ${effect.asset}${effect.freshnessMs ? `, fresh for ${formatDuration(effect.freshnessMs)}` : ""}`;
    default:
      return effect satisfies never;
  }
}

function dateOf(date: EmittedDate): string {
  if (date === "static") return " without a date";
  return "days" in date && date.days === 0 ? "" : ` for ${ruleText(date)}`;
}

const endText = ({ when, result, retry, effects }: EndRule): string =>
  [
    `when ${quoted(when)}`,
    ...(result === null ? [] : [result]),
    ...(retry === null ? [] : [retryText(retry)]),
    ...effects.map(effectText),
  ].join(", ");

export const poolText = (take: Take): string =>
  `${takeText(take)}${take.keepOnFailure ? ", kept when it fails" : ""}`;

const noGates: Gates = { awaits: null, notBefore: null, notAfter: null, takes: [] };

function gateChanges(before: Gates | null, after: Gates | null, day: number): Said[] {
  const [was, is] = [before ?? noGates, after ?? noGates];
  const windows = (["notBefore", "notAfter", "late"] as const).flatMap((key) => {
    const [old, young] = [was[key] ?? null, is[key] ?? null];
    const what = {
      notBefore: "starts not before",
      notAfter: "starts not after",
      late: "when it is too late",
    };
    return old === young ? [] : [say("windows", `${what[key]}: ${sides(old, young)}`)];
  });
  const onlyOn = isEqual(was.onlyOn, is.onlyOn) ? [] : onlyOnChanges(was.onlyOn, is.onlyOn, day);
  const approvals = [was, is].map(({ approval }) => (approval ? approvalText(approval) : null));
  return [
    ...conditionChanges("it", requirements(was.awaits), requirements(is.awaits)),
    ...windows,
    ...onlyOn,
    ...(isEqual(was.approval, is.approval)
      ? []
      : [say("approvals", `approval: ${sides(approvals[0] ?? null, approvals[1] ?? null)}`)]),
    ...listChanges(
      "pools",
      "takes",
      (was.takes ?? []).map(poolText),
      (is.takes ?? []).map(poolText),
    ),
  ];
}

function onlyOnChanges(was: OnlyOn | undefined, is: OnlyOn | undefined, day: number): Said[] {
  const [old, young] = [was, is].map((one) => (one ? onlyOnText(one) : null));
  if (old !== young || !was || !is)
    return [say("schedule", `only on: ${sides(old ?? null, young ?? null, "every day")}`)];
  const before = new Map(calendarsOf(was).map((one) => [one.name, one]));
  const changes = calendarsOf(is).flatMap((one) => {
    const then = before.get(one.name);
    return then && !isEqual(then, one) ? calendarChange(then, one, day) : [];
  });
  return [...new Set(changes)].map((text) => say("schedule", `only on ${young}; ${text}`));
}

function approvalText({ by, count, deadlineMs, onExpiry, notRequester }: Approval): string {
  const who = by.length === 0 ? "anybody" : by.join(" or ");
  const many = count === 1 ? "" : `${count} of `;
  const until =
    deadlineMs === null ? "" : `, within ${formatDuration(deadlineMs)}, then ${onExpiry}`;
  return `by ${many}${who}${notRequester ? " but who asked for the run" : ""}${until}`;
}
