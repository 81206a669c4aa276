// The routes of every resource of the API, below `/api/v1`, in the order of its description.

import { alertChannelRoutes } from "./alert-channels.ts";
import { alertRoutes } from "./alerts.ts";
import { approvalRoutes } from "./approvals.ts";
import { auditRoutes } from "./audit.ts";
import { backfillRoutes } from "./backfills.ts";
import { blackoutRoutes } from "./blackouts.ts";
import { blameRoutes } from "./blame.ts";
import { breakGlassRoutes } from "./break-glass.ts";
import { brokenFileRoutes } from "./broken-files.ts";
import { changeRoutes } from "./changes.ts";
import { cutoverRoutes } from "./cutover.ts";
import { dayRoutes } from "./day.ts";
import { deadlineRoutes } from "./deadlines.ts";
import { differenceRoutes } from "./difference.ts";
import { durationRoutes } from "./durations.ts";
import { estateRoutes } from "./estate-routes.ts";
import { eventRoutes } from "./events.ts";
import { explainRoutes } from "./explain.ts";
import { grantRoutes } from "./grants.ts";
import { guardRoutes } from "./guard-asks.ts";
import { holdRoutes } from "./holds.ts";
import { legacyLineRoutes } from "./legacy-lines.ts";
import { legacyRunRoutes } from "./legacy-runs.ts";
import { liveRoutes } from "./live.ts";
import { logRoutes } from "./logs.ts";
import { mapRoutes } from "./map.ts";
import { meRoutes } from "./me.ts";
import { migrationRoutes } from "./migration.ts";
import { neighbourRoutes } from "./neighbours.ts";
import { overrideRoutes } from "./overrides.ts";
import { parityRoutes } from "./parity.ts";
import { personRoutes } from "./people.ts";
import { pipelineRoutes } from "./pipelines.ts";
import { poolRoutes } from "./pools.ts";
import { projectHoldRoutes } from "./project-holds.ts";
import { projectRoutes } from "./projects.ts";
import { quietWaveRoutes } from "./quiet-waves.ts";
import { restoredRoutes } from "./restored.ts";
import { retireSourceRoutes } from "./retire-source.ts";
import { revisionRoutes } from "./revisions.ts";
import { runGrantRoutes } from "./run-grants.ts";
import { runRoutes } from "./runs.ts";
import { statusRoutes } from "./status.ts";
import { tokenRoutes } from "./tokens.ts";
import { triggerRoutes } from "./triggers.ts";
import { workerRoutes } from "./workers.ts";
import { yearRoutes } from "./year.ts";

/** Each makes a plugin of what the server has. */
export const resourceRoutes = [
  projectRoutes,
  revisionRoutes,
  brokenFileRoutes,
  differenceRoutes,
  breakGlassRoutes,
  projectHoldRoutes,
  durationRoutes,
  legacyRunRoutes,
  legacyLineRoutes,
  retireSourceRoutes,
  quietWaveRoutes,
  cutoverRoutes,
  guardRoutes,
  parityRoutes,
  liveRoutes,
  migrationRoutes,
  changeRoutes,
  deadlineRoutes,
  eventRoutes,
  poolRoutes,
  holdRoutes,
  overrideRoutes,
  blackoutRoutes,
  approvalRoutes,
  alertRoutes,
  alertChannelRoutes,
  pipelineRoutes,
  mapRoutes,
  neighbourRoutes,
  yearRoutes,
  triggerRoutes,
  blameRoutes,
  runRoutes,
  backfillRoutes,
  dayRoutes,
  ...estateRoutes,
  logRoutes,
  workerRoutes,
  restoredRoutes,
  auditRoutes,
  grantRoutes,
  explainRoutes,
  runGrantRoutes,
  statusRoutes,
  tokenRoutes,
  meRoutes,
  personRoutes,
] as const;
