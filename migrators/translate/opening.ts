// Tasks that stand in front of others and do nothing: a box starts, or a member is due, when they are over. So what a box
// waits for, its own time and its window are judged one after the other, as AutoSys does.

import { Accounts } from "../ledger.ts";
import type { LegacyJob } from "../legacy.ts";
import type { PipelineDraft, TaskDraft } from "./draft.ts";
import { freeName } from "./free-name.ts";

/** Puts a task in front of all that a box has in it, or of a member itself. Its name; null where nothing is in the box. */
export function openBy(
  draft: PipelineDraft,
  job: LegacyJob,
  spec: TaskDraft["spec"],
  word: "due" | "window" | "confirm",
): string | null {
  const { tasks } = draft;
  const followers = tasks.filter(
    (task) =>
      task.opens !== job && (task.job === job || job === draft.job || task.groups.includes(job)),
  );
  const [first] = followers;
  if (first === undefined) return null;
  const depth = job === draft.job ? 0 : first.groups.indexOf(job) + 1;
  const name = freeName(`${job.name}-${word}`, draft);
  // What stands before the group around it stands before all of its tasks.
  const before = first.spec.needs?.filter((need) =>
    followers.every((task) => task.spec.needs?.includes(need)),
  );
  const opening: TaskDraft = {
    ...{ name, job: nothing(job), made: true, opens: job, accounts: new Accounts() },
    groups: first.job === job ? first.groups : first.groups.slice(0, depth),
    spec: { ...(before && before.length > 0 && { needs: before }), ...spec, run: ":" },
  };
  const inside = new Set(followers.map((task) => task.name));
  for (const { spec: each } of followers) {
    const own = each.needs?.filter((need) => !before?.includes(need)) ?? [];
    // What follows another of them starts behind it anyway.
    if (!own.some((need) => inside.has(need))) each.needs = [name, ...own];
  }
  tasks.splice(tasks.indexOf(first), 0, opening);
  return name;
}

/** Runs nothing and says nothing; it is refused as the job is. A job may be worked out when it is asked, so that none is copied. */
const nothing = ({ key, name, statement, parent, refusals }: LegacyJob): LegacyJob => ({
  ...{ key, name, statement, also: [], parent, refusals, work: { kind: "dummy" } },
  ...{ hosts: null, user: null, environment: [], condition: null },
  schedule: {
    ...{ start: { kind: "none" }, timezone: null, newDay: "00:00", window: null, cyclic: null },
    missed: "latest",
  },
  result: {
    ...{ success: null, failure: null, effects: [], rules: [], retry: null, timeout: null },
    ...{ endsGroup: null, endedByGroup: null, groupSuccess: null, groupFailure: null },
  },
  ...{ resources: [], notifications: [], deadlines: [], confirm: null, priority: null },
  ...{ state: null, description: null, labels: [], inert: [] },
});
