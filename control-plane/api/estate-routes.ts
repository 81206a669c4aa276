// Routes about the estate as a whole: what is waited for, due, usual and deployed, how the day goes, its calendars.

import { calendarRoutes } from "./calendars.ts";
import { deployedRoutes } from "./deployed.ts";
import { dueRoutes } from "./due.ts";
import { loadRoutes } from "./load.ts";
import { refusalRoutes } from "./refusals.ts";
import { sharedWaitRoutes } from "./shared-waits.ts";
import { usualRoutes } from "./usual.ts";

export const estateRoutes = [
  sharedWaitRoutes,
  dueRoutes,
  usualRoutes,
  loadRoutes,
  deployedRoutes,
  calendarRoutes,
  refusalRoutes,
] as const;
