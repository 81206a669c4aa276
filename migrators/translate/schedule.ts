// When a job is due: by the rules of the source that it is from.

import { cronSchedule } from "./cron-schedule.ts";
import { datedSchedule } from "./dated-schedule.ts";
import type { Pass } from "./draft.ts";
import { orderedSchedule } from "./ordered-schedule.ts";

export const schedule: Pass = (draft, project) => {
  const passes = { cron: cronSchedule, "control-m": orderedSchedule, autosys: datedSchedule };
  passes[project.estate.system](draft, project);
};
