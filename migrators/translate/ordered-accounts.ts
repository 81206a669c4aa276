// Which attributes of days and times the schedules of Control-M's jobs account for.

import type { LegacyJob } from "../legacy.ts";
import { sourcesOfRule } from "./day-sources.ts";
import { type PipelineDraft, placeIn, type TaskDraft } from "./draft.ts";

const none = { days: [], window: [], kept: [], missed: [], order: [] };

/** A smart folder: its jobs start only when it does. */
export const gates = ({ work }: LegacyJob): boolean => work.kind === "group" && work.gates;

/** What folders say of their own order; that of their members is within it. */
export function accountFolder(draft: PipelineDraft): void {
  const { accounts } = draft;
  const groups = new Set([draft.job, ...draft.tasks.flatMap((task) => task.groups)]);
  for (const { work, schedule } of groups) {
    if (work.kind !== "group") continue;
    const { start, timezone, sources = none } = schedule;
    const place = placeIn(draft, "triggers");
    const from = start.kind === "days" ? sourcesOfRule(start.days) : [];
    accounts.addAll([...sources.order, ...sources.days, ...from], "exact", "same", place);
    accounts.addAll(timezone?.from ?? [], "exact", "same", placeIn(draft, "timezone"));
    accounts.addAll(sources.missed, "equivalent", "control-m-retro-folder", place);
    accounts.addAll(sources.window, "exact", "same", placeIn(draft, "tasks"));
    accounts.addAll(sources.kept, "equivalent", "control-m-folder-kept");
  }
}

export function accountOrdered({ name, job, accounts }: TaskDraft, draft: PipelineDraft): void {
  const { start, timezone, window, cyclic, sources = none } = job.schedule;
  const place = (key: string) => placeIn(draft, "tasks", name, key);
  accounts.addAll(timezone?.from ?? [], "exact", "same", placeIn(draft, "timezone"));
  if (gates(draft.job)) accounts.addAll(sources.missed, "equivalent", "control-m-retro-folder");
  else accounts.addAll(sources.missed, "exact", "same", placeIn(draft, "triggers"));
  if (start.kind === "days")
    accounts.addAll(
      [...sourcesOfRule(start.days), ...sources.days],
      "exact",
      "same",
      place("onlyOn"),
    );
  else accounts.addAll(sources.days, "equivalent", "control-m-never-ordered");
  const isPastNewDay = window?.until === "never" && window.keepDays?.value === 0;
  const outcome = isPastNewDay ? "equivalent" : "exact";
  const code = isPastNewDay ? "control-m-past-new-day" : "same";
  accounts.addAll(sources.window, outcome, code, place("notAfter"));
  accounts.addAll(sources.kept, "exact", "same", place("notAfter"));
  if (cyclic)
    accounts.addAll(
      [...cyclic.from, ...(cyclic.max?.from ?? [])],
      "exact",
      "same",
      place("repeat"),
    );
}
