// The sentence a run's page opens with: what, by how much, how long is left, and why.

import type { RunView, WhyView } from "#api/types.ts";
import { type Shape, shapeOf } from "../state.ts";
import { lengthOf, minuteText, tookText } from "../times.ts";
import { whoOf } from "./why.ts";

export interface Verdict {
  shape: Shape;
  sentence: string;
  /** Why, one sentence each. */
  because: readonly string[];
}

type Deadline = RunView["deadlines"][number];

/** @param now of the server, in ms */
export function verdictOf(run: RunView, why: WhyView, zone: string, now: number): Verdict {
  // Of a run that succeeded or failed the sentence says so already.
  const own = why.reasons.filter(
    ({ kind, task }) =>
      kind !== "running" &&
      !(kind === "finished" && task === null && ["succeeded", "failed"].includes(run.state)),
  );
  const because = [
    ...new Set(own.map((one) => told(one.message, one.task === null ? null : whoOf(one)))),
  ].slice(0, 3);
  const deadline = run.deadlines.find(({ state }) => state === "late" || state === "at-risk");
  if (deadline !== undefined && run.finishedAt === null)
    return {
      shape: "risk",
      sentence: threat(deadline, zone, now),
      because: [...causeOf(deadline), ...because],
    };
  const length =
    run.startedAt === null
      ? null
      : Date.parse(run.finishedAt ?? new Date(now).toISOString()) - Date.parse(run.startedAt);
  const missed = run.deadlines.find(({ state }) => state === "missed");
  const after =
    missed === undefined
      ? ""
      : `, ${overBy(missed, run.finishedAt ?? missed.since)} after its deadline`;
  const done = run.tasks.filter(({ state }) => ["succeeded", "skipped"].includes(state)).length;
  const sentences: Readonly<Record<string, string>> = {
    waiting: "Has not started",
    running: `${isForPeople(why) ? "Waits for a person" : `Running for ${lengthOf(length ?? 0)}`}: ${done} of ${run.tasks.length} tasks are done`,
    succeeded: `Succeeded in ${tookText(length ?? 0)}${after}`,
    failed: `Failed${failedAt(run)}${after}`,
    skipped: "Was skipped",
    cancelled: "Was cancelled",
  };
  return {
    shape: run.state === "running" && isForPeople(why) ? "person" : shapeOf(run.state),
    sentence: `${sentences[run.state] ?? run.state}.`,
    because: run.state === "succeeded" ? [] : because,
  };
}

const isForPeople = (why: WhyView): boolean =>
  why.reasons.length > 0 && why.reasons.every(({ message }) => /approv/i.test(message));

const told = (message: string, task: string | null): string =>
  task === null || message.includes(task) ? sentence(message) : sentence(`${task} ${message}`);

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

const overBy = ({ at }: Deadline, instant: string): string =>
  lengthOf(Date.parse(instant) - Date.parse(at));

function threat(deadline: Deadline, zone: string, now: number): string {
  const at = Date.parse(deadline.at);
  const what = deadline.task === null ? "" : ` of ${deadline.task}`;
  if (deadline.state === "late")
    return `Late: its deadline${what} at ${minuteText(deadline.at, zone)} passed ${lengthOf(now - at)} ago.`;
  const expected = deadline.expectedAt;
  return expected === null
    ? `May miss its deadline${what} at ${minuteText(deadline.at, zone)}, in ${lengthOf(at - now)}.`
    : `Will finish about ${minuteText(expected, zone)}, ${lengthOf(Date.parse(expected) - at)} after its deadline${what}.`;
}

const causeOf = ({ cause }: Deadline): string[] =>
  cause === null ? [] : [told(cause.message, cause.task)];

function failedAt({ tasks }: RunView): string {
  const failed = tasks.filter(({ state }) => state === "failed");
  const [first] = failed;
  if (first === undefined) return "";
  const tries = first.attempts.length;
  const more = failed.length > 1 ? ` and ${failed.length - 1} more` : "";
  return ` at ${first.name}${more}${tries > 1 ? `, after ${tries} attempts` : ""}`;
}
