// When a job of cron is due, as a trigger: cron text stays cron text, read by the same rules in the same zone.

import { type Pass, placeIn } from "./draft.ts";

export const cronSchedule: Pass = (draft) => {
  const { accounts } = draft;
  const { start, timezone, missed, missedFrom = [] } = draft.job.schedule;
  if (timezone !== null) {
    draft.spec.timezone = timezone.value;
    accounts.addAll(timezone.from, "exact", "same", placeIn(draft, "timezone"));
  }
  if (start.kind !== "cron") return;
  const texts = [start.text, ...(start.also ?? [])];
  const { dialect } = start;
  draft.spec.triggers = texts.map(({ value }) => ({ schedule: value, dialect, missed }));
  const [outcome, code] =
    start.assumed === null ? ["exact" as const, "same"] : ["equivalent" as const, start.assumed];
  for (const [index, { from }] of texts.entries())
    accounts.addAll(from, outcome, code, placeIn(draft, "triggers", `${index}`, "schedule"));
  accounts.addAll(missedFrom, "exact", "same", placeIn(draft, "triggers", "0", "missed"));
};
