// What can be done to what: one name for routes, commands, policies and the audit.

/** By the resource that it is done to. */
export const actions = {
  pipeline: [
    "read",
    "readLogs",
    "trigger",
    "backfill",
    "pause",
    "resume",
    "hold",
    "release",
    "cancel",
    "rerun",
    "mark",
    "force",
    "override",
    "review",
    "approve",
    "deploy",
  ],
  project: [
    "readProject",
    "sync",
    "confirm",
    "confirmUnseen",
    "holdProject",
    "breakGlass",
    "changeEvents",
    "changeVariables",
    "changePools",
    "blackout",
    "observe",
    "guard",
    "cutover",
    "deployProject",
  ],
  /** What a run uses while it runs. */
  secret: ["useSecret"],
  connection: ["useConnection"],
  server: [
    "readServer",
    "readAudit",
    "readMetrics",
    "readAccess",
    "manageAccess",
    "manageWorkers",
    "manageServer",
  ],
} as const;

/** Asked of a change's author when it is deployed; nobody does them by the API. */
export const deployActions: ReadonlySet<AccessAction> = new Set(["deploy", "deployProject"]);

export type ResourceKind = keyof typeof actions;
export type AccessAction = (typeof actions)[ResourceKind][number];

/** What is only looked at: decided once for all pipelines that are alike, so no policy may ask for the time. */
export const readActions: ReadonlySet<AccessAction> = new Set([
  ...(["read", "readLogs", "readProject", "readServer", "readAudit", "readMetrics"] as const),
  "readAccess",
]);
