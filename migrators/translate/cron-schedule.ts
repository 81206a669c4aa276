// When a job of cron is due, as a trigger: cron text stays cron text, read by the same rules in the same zone.

import { type Pass, placeIn } from "./draft.ts";

export const cronSchedule: Pass = (draft) => {
  const { accounts } = draft;
  const { start, timezone, missed } = draft.job.schedule;
  if (timezone !== null) {
    draft.spec.timezone = timezone.value;
    accounts.addAll(timezone.from, "exact", "same", placeIn(draft, "timezone"));
  }
  if (start.kind !== "cron") return;
  draft.spec.triggers = [{ schedule: start.text.value, dialect: start.dialect, missed }];
  const [outcome, code] =
    start.assumed === null ? ["exact" as const, "same"] : ["equivalent" as const, start.assumed];
  accounts.addAll(start.text.from, outcome, code, placeIn(draft, "triggers", "0", "schedule"));
};
