// How long jobs may take at most and must take at least: alerts tell it, to those whom an alarm names. Nothing that runs
// hangs on it, so what can't be said refuses no job.

import { formatDuration } from "#core/duration.ts";
import type { LegacyDeadline, LegacyJob } from "../legacy.ts";
import type { Pass, PipelineDraft, ProjectDraft } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { tellLost } from "./lost.ts";
import { routeOrLose } from "./routes.ts";
import { watch, watchPlace } from "./watched.ts";

type LegacyLength = Exclude<
  LegacyDeadline,
  { kind: "startBy" | "finishBy" | "startWithin" | "finishWithin" }
>;

export const lengths: Pass = (draft, project) => {
  const jobs = new Set([...groupsOf(draft), ...draft.tasks.map(({ job }) => job)]);
  for (const job of jobs)
    if (job.refusals.length === 0)
      for (const one of job.deadlines) if ("to" in one) say(one, job, draft, project);
};

function say(
  length: LegacyLength,
  job: LegacyJob,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const { kind, from, to } = length;
  const place = watchPlace(draft, job);
  const accounts = place?.accounts ?? draft.accounts;
  const isUsual = kind === "longerThanUsual" || kind === "shorterThanUsual";
  const isLongest = kind === "longerThan" || kind === "longerThanUsual";
  const key = isLongest ? "longest" : "shortest";
  const text = textOf(length);
  const said = place?.spec.watch?.[key] ?? text;
  if (place === null || said !== text || (place.isGroup && isUsual)) {
    const code =
      place === null ? "watch-of-group" : said !== text ? "alarm-several" : "alarm-usual-of-group";
    tellLost(accounts, from, code, job, project);
    return;
  }
  const watched = watch(place, { [key]: text });
  accounts.addAll(
    from,
    "equivalent",
    isUsual ? "alarm-usual" : "alarm-length",
    `${place.target}.${key}`,
  );
  const told = isLongest ? "overrun" : "underrun";
  for (const destination of to)
    routeOrLose(destination, told, from, { job, accounts, tagged: watched }, project);
}

function textOf(length: LegacyLength): string {
  const { kind, minutes } = length;
  const text = formatDuration(minutes * 60_000);
  if (!("percent" in length)) return text;
  const sign = kind === "longerThanUsual" ? "+" : "-";
  return length.percent ? `${sign}${minutes}%` : `${sign}${text}`;
}
