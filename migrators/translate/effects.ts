// What a job posts and deletes when it succeeds. An event that became `needs` is not posted.

import type { LegacyEffect } from "../legacy/result.ts";
import type { LegacyJob } from "../legacy.ts";
import { asksSchedule, datedEvent } from "./condition-date.ts";
import { isScheduled } from "./condition-facts.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { refuseJob } from "./refuse.ts";

export const effects: Pass = (draft, project) => {
  for (const task of draft.tasks)
    if (task.job.work.kind !== "group") ownEffects(task, draft, project);
};

function ownEffects(task: TaskDraft, draft: PipelineDraft, project: ProjectDraft): void {
  const { job, accounts, spec, name } = task;
  const edges = project.eventEdges;
  const kept: LegacyEffect[] = [];
  for (const effect of job.result.effects) {
    const isEdge = "event" in effect && edges.has(effect.event);
    if (!isEdge) kept.push(effect);
    else
      accounts.addAll(effect.from, "equivalent", "event-as-needs", placeIn(draft, "tasks", name));
  }
  const said = eventsOf(kept, { job, draft, project });
  const place = (key: string) => placeIn(draft, "tasks", name, key);
  if (said.emits.length > 0) spec.emits = said.emits;
  if (said.clears.length > 0) spec.clears = said.clears;
  for (const { effect, key } of said.written)
    accounts.addAll(effect.from, "exact", "same", place(key));
  for (const { from } of said.undone)
    accounts.addAll(from, "equivalent", "effect-undone", place("emits"));
}

interface Posting {
  emits: { event: string; date?: string }[];
  clears: { event: string; date?: string }[];
  written: { effect: LegacyEffect; key: "emits" | "clears" }[];
  /** Deleted, and posted again at once. */
  undone: LegacyEffect[];
}

/** Events of effects in the words of a spec, where all is posted first and then deleted; others are left to their own passes. */
export function eventsOf(
  list: readonly LegacyEffect[],
  { job, draft, project }: { job: LegacyJob; draft: PipelineDraft; project: ProjectDraft },
): Posting {
  const made: Posting = { emits: [], clears: [], written: [], undone: [] };
  const refuse = (code: string, message: string, { from }: LegacyEffect) =>
    refuseJob(job, { code, message, from }, project.estate);
  for (const [index, effect] of list.entries()) {
    if (effect.kind !== "emit" && effect.kind !== "clear") continue;
    const { event, date } = effect;
    if (asksSchedule(date) && !isScheduled(draft))
      refuse(
        "event-date-unscheduled",
        `${event} is of a scheduled date, and there is no schedule`,
        effect,
      );
    else if (effect.kind === "emit" && date.kind === "any")
      refuse("event-date-any", `it posts ${event} for any date`, effect);
    else {
      const posted = datedEvent(event, date);
      const again = list.slice(index + 1).find((one) => isPosting(one, event));
      if (effect.kind === "clear" && again) {
        if (again.kind === "emit" && datedEvent(event, again.date).date === posted.date) {
          made.undone.push(effect);
          continue;
        }
        if (date.kind === "any") {
          refuse("effect-order", `it deletes ${event} for all dates, and then posts it`, effect);
          continue;
        }
      }
      const key = effect.kind === "emit" ? "emits" : "clears";
      if (!made[key].some((one) => one.event === event && one.date === posted.date))
        made[key].push(posted);
      made.written.push({ effect, key });
    }
  }
  return made;
}

const isPosting = (effect: LegacyEffect, event: string): boolean =>
  effect.kind === "emit" && effect.event === event;
