// The report of a rehearsal for people: the timeline with what was waited for, then pools, conflicts, problems.

import type {
  RehearsalLine,
  RehearsalSummary,
  RehearsedConflict,
  RehearsedPool,
  RehearsedProblem,
  RehearsedRun,
} from "#schemas/types.ts";
import { clockText, lengthText } from "./instant-text.ts";

export function renderReport(lines: readonly RehearsalLine[], timezone: string): string[] {
  const of = <T extends RehearsalLine>(kind: T["kind"]): T[] =>
    lines.filter((line): line is T => line.kind === kind);
  const clock = (text: string) =>
    clockText(Temporal.Instant.from(text).epochMilliseconds, timezone);
  const runs = of<RehearsedRun>("run");
  const width = runs.reduce((widest, { pipeline }) => Math.max(widest, pipeline.length), 0);
  return [
    ...runs.flatMap((run) => runLines(run, width, clock)),
    ...section(
      "pools",
      of<RehearsedPool>("pool").map((pool) => poolText(pool, clock)),
    ),
    ...section(
      "conflicts",
      of<RehearsedConflict>("conflict").map((one) => conflictText(one, clock)),
    ),
    ...section("problems", of<RehearsedProblem>("problem").flatMap(problemLines)),
    ...of<RehearsalSummary>("summary").flatMap((summary) => summaryLines(summary, timezone, clock)),
  ];
}

type Clock = (instant: string) => string;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];

const msOf = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

const between = (from: string, until: string | null): string =>
  until === null ? "" : lengthText(msOf(until) - msOf(from));

function runLines(run: RehearsedRun, width: number, clock: Clock): string[] {
  const { dueAt, startedAt, finishedAt } = run;
  const lasted = startedAt === null ? "" : between(startedAt, finishedAt);
  const late = startedAt === null || startedAt === dueAt ? "" : `, started ${clock(startedAt)}`;
  const reason = run.reason === null ? "" : `: ${run.reason}`;
  return [
    `${clock(dueAt)}  ${run.pipeline.padEnd(width)}  ${lasted.padStart(9)}  ${run.state}${late}${reason}`,
    ...run.waits.map((wait) => `    ${waitText(wait, clock)}`),
    ...run.deadlines
      .filter(({ changes }) => changes.some(({ state }) => state !== "met"))
      .map(({ task, kind, at, state, changes }) => {
        const turns = changes.map((change) => `${change.state} ${clock(change.at)}`).join(", ");
        return `    ${task ?? "run"}: ${kind} ${clock(at)} ${state} (${turns})`;
      }),
  ];
}

function waitText(
  { task, text, from, until }: RehearsedRun["waits"][number],
  clock: Clock,
): string {
  const subject = task === null ? "" : `${task} `;
  const long = until === null ? `since ${clock(from)} and for ever` : between(from, until);
  return `${subject}waited ${long} for ${text}`;
}

function poolText(pool: RehearsedPool, clock: Clock): string {
  const { of, units, peak, peakAt, waits, waitedMs, longestMs } = pool;
  const total = of === "lock" ? "a lock" : `${units} ${units === 1 ? "unit" : "units"}`;
  const most = peak === null || peakAt === null ? "" : `, at most ${peak} taken (${clock(peakAt)})`;
  const waited =
    waits === 0
      ? ", nobody waited"
      : `, ${waits} waited ${lengthText(waitedMs)} in all, ${lengthText(longestMs)} at most`;
  return `${pool.pool}: ${total}${most}${waited}`;
}

function conflictText(one: RehearsedConflict, clock: Clock): string {
  if (one.of === null) return `${clock(one.at)} ${one.subject} did not run: another run of it did`;
  const other = one.with === null ? "another" : one.with;
  return `${clock(one.at)} ${one.subject} waited ${lengthText(one.waitedMs ?? 0)} for ${one.of}, which ${other} had`;
}

const problemLines = ({
  pipeline,
  date,
  problem,
  message,
  reasons,
}: RehearsedProblem): string[] => [
  problem === "deadlock" ? `deadlock: ${message}` : `${pipeline} for ${date}: ${message}`,
  ...reasons.map((reason) => `    ${reason}`),
];

function summaryLines(summary: RehearsalSummary, timezone: string, clock: Clock): string[] {
  const states = Object.entries(summary.runs).map(([state, count]) => `${count} ${state}`);
  const found =
    summary.problems === 0
      ? "no problems"
      : `${summary.problems} ${summary.problems === 1 ? "problem" : "problems"}`;
  const { assumed } = summary;
  return [
    "",
    `${summary.project} from ${clock(summary.from)} to ${clock(summary.to)} (${timezone}): ${states.join(", ") || "nothing was due"}; ${found}`,
    ...(assumed.length === 0
      ? []
      : [
          `how long ${assumed.length === 1 ? "this task takes" : `these ${assumed.length} tasks take`} is assumed: ${listed(assumed)}`,
        ]),
  ];
}

const most = 5;

const listed = (names: readonly string[]): string =>
  names.length <= most
    ? names.join(", ")
    : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
