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
    "approve",
  ],
  project: [
    "readProject",
    "sync",
    "confirm",
    "holdProject",
    "breakGlass",
    "changeEvents",
    "changeVariables",
    "changePools",
    "blackout",
  ],
  server: ["readServer", "readAudit", "manageAccess", "manageWorkers", "manageServer"],
} as const;

export type ResourceKind = keyof typeof actions;
export type AccessAction = (typeof actions)[ResourceKind][number];
