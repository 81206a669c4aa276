// When jobs of AutoSys run: a box, or a job in none, at its own times; a member of a box when the box runs, on its own dates
// not before its own time.

import { calendarsOf } from "./calendars.ts";
import { checkedWords } from "./checked-words.ts";
import { isAtClockChange } from "./clock-changes.ts";
import { accountWindow, windowWords } from "./dated-window.ts";
import { sourcesOfRule } from "./day-sources.ts";
import type { Words } from "./day-words.ts";
import { type Pass, type PipelineDraft, type ProjectDraft, placeIn } from "./draft.ts";
import { namedZone } from "./fixed-zone.ts";
import { startMember } from "./member-schedule.ts";
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
