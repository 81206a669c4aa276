// What can have happened, and how bad that is while no rule says otherwise.

export const severities = ["critical", "error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

export const alertKinds = [
  ...(["failed", "late", "at-risk", "did-not-start", "stuck", "too-fast", "empty"] as const),
  ...(["overrun", "underrun", "succeeded", "retried"] as const),
  ...(["sync-failed", "trigger-failing", "worker-lost", "started-twice"] as const),
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Behind the name of what it has happened to. */
export const kindWords: Readonly<Record<AlertKind, string>> = {
  failed: "failed",
  late: "is late",
  "at-risk": "will probably be late",
  "did-not-start": "did not start",
  stuck: "is stuck",
  "too-fast": "was suspiciously fast",
  empty: "did nothing",
  overrun: "runs for too long",
  underrun: "was done too soon",
  succeeded: "succeeded",
  retried: "is tried again",
  "sync-failed": "is not deployed",
  "trigger-failing": "is not started by its messages",
  "worker-lost": "was lost",
  "started-twice": "was started by both schedulers",
};

export const usualSeverity: Readonly<Record<AlertKind, Severity>> = {
  failed: "error",
  late: "error",
  "at-risk": "warning",
  "did-not-start": "error",
  stuck: "warning",
  "too-fast": "warning",
  empty: "warning",
  overrun: "warning",
  underrun: "warning",
  succeeded: "info",
  retried: "info",
  "sync-failed": "error",
  "trigger-failing": "error",
  "worker-lost": "warning",
  "started-twice": "critical",
};

/** Whether it is only news: told where a route asks for it by name, over as soon as it is there, nobody's to acknowledge. */
export const isNews = (kind: AlertKind): boolean => kind === "succeeded" || kind === "retried";

/** Whether one is at least as bad as the other. */
export const isAsBad = (one: Severity, than: Severity): boolean =>
  severities.indexOf(one) <= severities.indexOf(than);
