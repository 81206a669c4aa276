// Who is told of a job: what cron mails is kept with each run, and mails, shouts and alarms become routes of alerts.

import type { Accounts } from "../ledger.ts";
import type { LegacyEffect, LegacyRule } from "../legacy/result.ts";
import type { LegacyJob, LegacyNotification } from "../legacy.ts";
import type { Pass, PipelineDraft, ProjectDraft } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { tellLost } from "./lost.ts";
import { type RouteKind, routeOrLose } from "./routes.ts";
import { watch, watchPlace } from "./watched.ts";

export const notifications: Pass = (draft, project) => {
  const jobs = new Map<LegacyJob, Accounts>();
  for (const group of groupsOf(draft)) jobs.set(group, draft.accounts);
  for (const { job, accounts } of draft.tasks) if (!jobs.has(job)) jobs.set(job, accounts);
  for (const [job, accounts] of jobs) {
    if (job.refusals.length > 0) continue;
    for (const one of job.notifications) tell(one, one.on, job, accounts, draft, project);
    for (const rule of job.result.rules)
      for (const effect of rule.effects)
        if (effect.kind === "notify") tellOfRule(effect, rule, job, accounts, draft, project);
  }
};

type Told = LegacyNotification["on"] | "code" | "other";

/** Kinds of alerts for what somebody is told of; without one nobody can be told. */
const kinds: Partial<Record<Told, RouteKind>> = {
  ...{ failure: "failed", terminated: "failed", always: "failed", code: "failed" },
  ...{ lateStart: "did-not-start", lateEnd: "late" },
};

/** What is lost, though failures may be told of. */
const lost: Partial<Record<Told, string>> = { other: "notify-other" };

function tell(
  { to, from }: LegacyNotification,
  on: Told,
  job: LegacyJob,
  accounts: Accounts,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  if (on === "output" || on === "failureOutput") {
    accounts.addAll(from, "equivalent", "cron-mail");
    // Nobody has channels for root and the like before somebody has said so.
    const told = to.filter((one) => project.mapping.isTold(one));
    for (const destination of told)
      routeOrLose(destination, "failed", from, { job, accounts, tagged: draft.spec }, project);
    if (on === "output" && told.length > 0)
      tellOfTask({ to: told, from }, { success: "withOutput" }, job, accounts, draft, project);
    return;
  }
  const kind = kinds[on];
  if (to.length === 0) accounts.addAll(from, "equivalent", "alarm-kept");
  else if (kind !== undefined)
    for (const destination of to)
      routeOrLose(destination, kind, from, { job, accounts, tagged: draft.spec }, project);
  if ((on === "success" || on === "always") && to.length > 0)
    tellOfTask({ to, from }, { success: true }, job, accounts, draft, project);
  if (on === "rerun") tellOfTask({ to, from }, { retry: true }, job, accounts, draft, project);
  const code = lost[on];
  if (code !== undefined && to.length > 0) tellLost(accounts, from, code, job, project);
}

/** Of a success, or of another attempt, which only its own spec has told. */
function tellOfTask(
  { to, from }: Pick<LegacyNotification, "to" | "from">,
  what: { success: true | "withOutput" } | { retry: true },
  job: LegacyJob,
  accounts: Accounts,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const place = watchPlace(draft, job);
  const kind = "retry" in what ? "retried" : "succeeded";
  // A run as a whole is not tried again by itself.
  if (place === null || (place.isGroup && kind === "retried")) {
    tellLost(accounts, from, "watch-of-group", job, project);
    return;
  }
  const before = place.spec.watch?.tags;
  const tagged = before === undefined ? {} : { tags: before };
  for (const destination of to)
    routeOrLose(destination, kind, from, { job, accounts, tagged }, project);
  // Where nobody is told, as the mapping says, nothing is watched.
  if (tagged.tags !== undefined && tagged.tags !== before)
    watch(place, { ...what, tags: tagged.tags });
}

function tellOfRule(
  { notification, from }: Extract<LegacyEffect, { kind: "notify" }>,
  { when }: LegacyRule,
  job: LegacyJob,
  accounts: Accounts,
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const isPlain = when.kind === "success" || when.kind === "failure" || when.kind === "always";
  // Of codes that are never a success; which of them it is, an alert tells.
  const isFailure =
    when.kind === "exitCode" &&
    ((when.compare === "=" && when.code !== 0) ||
      (when.compare === "!=" && when.code === 0) ||
      (when.compare === ">" && when.code >= 0) ||
      (when.compare === ">=" && when.code > 0));
  const isSuccess = when.kind === "exitCode" && when.compare === "=" && when.code === 0;
  const on = isPlain ? when.kind : isFailure ? "code" : isSuccess ? "success" : "other";
  tell({ ...notification, from }, on, job, accounts, draft, project);
}
