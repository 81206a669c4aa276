// When jobs of AutoSys run: a box, or a job in none, at its own times; a member of a box when the box runs, on its own dates
// not before its own time.

import type { TaskSpec } from "#schemas/types.ts";
import type { Accounts } from "../ledger.ts";
import type { StartWindow } from "../legacy/schedule.ts";
import type { LegacyJob } from "../legacy.ts";
import { calendarsOf } from "./calendars.ts";
import { checkedWords } from "./checked-words.ts";
import { isAtClockChange } from "./clock-changes.ts";
import { sourcesOfRule } from "./day-sources.ts";
import { joined, type Words } from "./day-words.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { namedZone } from "./fixed-zone.ts";
import { type MemberDue, memberDue } from "./member-times.ts";
import { openBy } from "./opening.ts";
import { refuseJob, sayOrRefuse } from "./refuse.ts";
import { triggersOf } from "./trigger-words.ts";
import { Unsayable } from "./unsayable.ts";

export const datedSchedule: Pass = (draft, project) => {
  const root = draft.job;
  const isAlone = root.work.kind !== "group";
  const zones = new Set(
    [root, ...draft.tasks.map(({ job }) => job)].flatMap(
      ({ schedule }) => schedule.timezone?.value ?? [],
    ),
  );
  const [zone] = zones;
  const named = zone === undefined ? undefined : namedZone(zone);
  if (named) draft.spec.timezone = named;
  if (named === null)
    for (const { job } of draft.tasks)
      refuseJob(
        job,
        { code: "jil-zone-offset", message: `no zone keeps to ${zone}`, from: [] },
        project.estate,
      );
  const { timezone, start, window } = root.schedule;
  if (timezone) draft.accounts.addAll(timezone.from, "exact", "same", placeIn(draft, "timezone"));
  if (start.kind === "days") startRoot(draft, project);
  accountWindow(root, draft.accounts);
  if (window && isAlone)
    for (const { spec } of draft.tasks) Object.assign(spec, windowWords(window));
  else if (window) openBy(draft, root, windowWords(window), "window");
  const groups = new Set(draft.tasks.flatMap((task) => task.groups));
  for (const group of groups) {
    const within = draft.tasks.filter((task) => task.groups.includes(group) && task.job !== group);
    startMember(group, within, draft, project);
  }
  for (const task of draft.tasks.filter(({ made }) => !made))
    if (task.job !== root) startMember(task.job, [task], draft, project);
};

/** A start outside of it is moved to the nearer edge. */
function windowWords(window: StartWindow): TaskSpec {
  const until = untilOf(window);
  return {
    ...(window.from && { notBefore: window.from.value }),
    ...(until !== undefined && { notAfter: until }),
    late: "nearest",
  };
}

function accountWindow(job: LegacyJob, accounts: Accounts): void {
  const code = clockChangeCode(job) ?? "jil-window-closer-edge";
  accounts.addAll(job.schedule.window?.from?.from ?? [], "equivalent", code);
}

const untilOf = ({ until }: StartWindow): string | undefined =>
  until === "never" ? undefined : until?.value;

/**
 * What the ledger says of a job whose times fall where clocks change: a member's, and the edges of a window, go by our rules
 * then. Null of all others: start times of what starts by itself keep to those of AutoSys.
 */
export function clockChangeCode({ parent, schedule }: LegacyJob): string | null {
  const { start, window, timezone } = schedule;
  const zone = namedZone(timezone?.value ?? "UTC") ?? "UTC";
  const edges = window ? [window.from?.value ?? [], untilOf(window) ?? []].flat() : [];
  if (isAtClockChange(edges, zone)) return "jil-window-clock-change";
  const times = parent !== null && start.kind === "days" ? start.times?.value : undefined;
  return times && "at" in times && isAtClockChange(times.at, zone) ? "jil-sched-dst" : null;
}

/** A tick while it runs, or waits, starts nothing: it was armed already. */
function startRoot(draft: PipelineDraft, project: ProjectDraft): void {
  const { job } = draft;
  const { start } = job.schedule;
  if (start.kind !== "days") return;
  const from = sourcesOfRule(start.days);
  const times = start.times?.value ?? { at: ["00:00"] };
  const place = placeIn(draft, "triggers");
  draft.accounts.addAll(from, "exact", "same", place);
  draft.accounts.addAll(start.times?.from ?? [], "exact", "same", place);
  const isDoubtful = "at" in times && isAtClockChange(times.at, draft.spec.timezone ?? "UTC");
  const dst = isDoubtful ? ({ dst: "autosys" } as const) : {};
  const days = { code: "jil-days-unsayable", from };
  const said = sayOrRefuse(project.estate, job, days, () => {
    const calendars = calendarsOf(project);
    const words = checkedWords(start.days, project);
    const triggersAs = (said: Words) => triggersOf(said, times, project, dst);
    const own = triggersAs(words) ?? triggersAs(calendars.atTrigger(words));
    const named = own === null && words ? calendars.ofWords(words, `${draft.name}-days`) : null;
    const triggers = own ?? (named === null ? null : triggersAs({ calendar: named }));
    if (triggers) return triggers;
    throw new Unsayable("a trigger has no words for its days");
  });
  if (said === null) return;
  draft.spec.triggers = said;
  draft.spec.concurrency = { runs: 1, whenBusy: "skip" };
}

/** @param tasks Those that wait for the member's time: itself, or all that is in it. */
function startMember(
  job: LegacyJob,
  tasks: readonly TaskDraft[],
  draft: PipelineDraft,
  project: ProjectDraft,
): void {
  const { start, timezone, window } = job.schedule;
  if (start.kind !== "days") return;
  const { estate } = project;
  const from = sourcesOfRule(start.days);
  for (const { accounts } of job.work.kind === "group" ? [draft] : tasks) {
    const place = placeIn(draft, "tasks");
    accounts.addAll(from, "exact", "same", place);
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
  // All in a group have what the groups around it have said.
  const around = task.spec;
  const words = joined("all", [around.onlyOn ?? null, said.words]);
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
