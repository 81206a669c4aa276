// When a member of a box starts, or all that is in a box within: when the box runs, on its own dates not before its own time.

import type { TaskSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { StartWindow } from "../legacy/schedule.ts";
import type { LegacyJob } from "../legacy.ts";
import { checkedWords } from "./checked-words.ts";
import { accountWindow, clockChangeCode, windowWords } from "./dated-window.ts";
import { sourcesOfRule } from "./day-sources.ts";
import { type PipelineDraft, type ProjectDraft, placeIn, type TaskDraft } from "./draft.ts";
import { covers } from "./member-days.ts";
import { type MemberDue, memberDue } from "./member-times.ts";
import { openBy } from "./opening.ts";
import { refuseJob, sayOrRefuse } from "./refuse.ts";

/** @param tasks Those that wait for the member's time: itself, or all that is in it. */
export function startMember(
  job: LegacyJob,
  tasks: readonly TaskDraft[],
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const { start, timezone, window } = job.schedule;
  if (start.kind !== "days") return;
  const { estate } = project;
  const from = sourcesOfRule(start.days);
  const ofBox = draft.job.schedule.start;
  const isPassed = !covers(
    ofBox.kind === "days" ? ofBox.days : { rule: "every", from: [] },
    start.days,
  );
  for (const { accounts } of job.work.kind === "group" ? [draft] : tasks) {
    const place = placeIn(draft, "tasks");
    if (isPassed) accounts.addAll(from, "equivalent", "jil-member-passed", place);
    else accounts.addAll(from, "exact", "same", place);
    const code = clockChangeCode(job);
    const outcome = code === null ? "exact" : "equivalent";
    accounts.addAll(start.times?.from ?? [], outcome, code ?? "same", place);
    accounts.addAll(timezone?.from ?? [], "exact", "same", placeIn(draft, "timezone"));
    accountWindow(job, accounts);
  }
  if (job.refusals.length > 0) return;
  const [task] = tasks;
  if (task === undefined) return;
  const depth = task.groups.indexOf(job);
  const groups = [draft.job, ...(depth < 0 ? task.groups : task.groups.slice(0, depth))];
  const due = memberDue(job, groups, draft.spec.timezone, estate.memberTimes);
  if (due && "fault" in due) {
    refuseMember(job, due, project);
    return;
  }
  const said = sayOrRefuse(estate, job, { code: "jil-days-unsayable", from }, () => ({
    words: due?.isDated === false ? null : checkedWords(start.days, project),
  }));
  if (said === null) return;
  if (due?.code) assumeTimes(job, due.code, job.work.kind === "group" ? [draft] : tasks, draft);
  const times = start.times?.value;
  const [own = "00:00"] = times && "at" in times ? times.at : [];
  // All in a group have what the groups around it have said, whose days are its own.
  const around = task.spec;
  const words = around.onlyOn ?? said.words;
  const later = own > (around.notBefore ?? "00:00") ? own : around.notBefore;
  const time = due === null ? later : (due.notBefore ?? undefined);
  const opens = { ...(words && { onlyOn: words }), ...(time !== undefined && { notBefore: time }) };
  for (const { spec } of tasks) Object.assign(spec, opens);
  if (window) openMember(job, window, tasks, opens, draft);
}

/** Its window is looked at when it is due: before that no edge of it is nearer. */
function openMember(
  job: LegacyJob,
  window: StartWindow,
  tasks: readonly TaskDraft[],
  due: TaskSpec,
  draft: PipelineDraft,
): void {
  for (const { spec } of tasks) {
    delete spec.onlyOn;
    delete spec.notBefore;
  }
  if (Object.keys(due).length > 0) openBy(draft, job, due, "due");
  if (job.work.kind === "group") openBy(draft, job, windowWords(window), "window");
  else for (const { spec } of tasks) Object.assign(spec, windowWords(window));
}

/** What its times rest on stands in the ledger in the place of what they say. */
function assumeTimes(
  { schedule: { start } }: LegacyJob,
  code: string,
  places: readonly { accounts: Accounts }[],
  draft: PipelineDraft,
): void {
  if (start.kind !== "days") return;
  for (const { accounts } of places)
    accounts.addAll(start.times?.from ?? [], "equivalent", code, placeIn(draft, "tasks"));
}

/** With the question that would settle it, where one would. */
function refuseMember(
  job: LegacyJob,
  { fault, isOpen }: Extract<MemberDue, { fault: unknown }>,
  { estate, decisions }: ProjectDraft,
): void {
  const { start } = job.schedule;
  refuseJob(
    job,
    { ...fault, from: start.kind === "days" ? (start.times?.from ?? []) : [] },
    estate,
  );
  if (!isOpen) return;
  const decision = decisions.getOrInsertComputed("memberTimes", () => ({
    ...{ parameter: "memberTimes", code: fault.code, jobs: [] },
    question:
      "A start time of a member comes while its box doesn't run: does the member start with the box (`kept`), or at its next time (`lost`)?",
    obtain: "autorep -J BOX -w: when such a member started last",
  }));
  decision.jobs.push(job.key);
}
