// Every act that the audit has records of: what is not among them can't be recorded. docs/audit.md says of each when, by whom
// and of what.

export const auditActs = [
  // Deployments and what they rest on.
  ...(["sync", "apply", "hold-plan", "confirm", "follow-rewrite", "deny deploy"] as const),
  ...(["go-live", "refuse-live", "retire-wave", "refuse-retire"] as const),
  ...(["register", "change registration", "unregister"] as const),
  ...(["apply control repository", "change rules", "change access", "change policies"] as const),
  "change alerts",
  // Runs, by hand.
  ...(["webhook", "message-retry", "message-discard"] as const),
  ...(["run", "rerun", "cancel", "mark", "force", "override", "review", "return"] as const),
  ...(["approve", "reject", "approval"] as const),
  ...(["backfill", "pause backfill", "resume backfill", "cancel backfill"] as const),
  // What people hold back or change for a time.
  ...(["pause", "resume", "hold", "release", "blackout", "blackout-end"] as const),
  ...(["break-glass", "break-glass-approve", "break-glass-end"] as const),
  ...(["change", "drain"] as const),
  // What the scheduler before ran.
  ...(["observe", "retire-source", "guard-ask", "guard-report", "guard-acknowledge"] as const),
  ...(["read-holds", "take-over"] as const),
  // What its runs prove.
  ...(["judge parity", "report parity"] as const),
  ...(["acknowledge", "alerts-test", "alerts-retry"] as const),
  // Who gets in, and what they may.
  ...(["login", "logout", "logout-all", "forget-user"] as const),
  ...(["token-create", "token-rotate", "token-revoke"] as const),
  ...(["access-grant-ask", "access-grant", "access-grant-use", "access-grant-end"] as const),
  ...(["grant.created", "secret.used", "connection.used", "grant.revoked"] as const),
  // The audit itself.
  "begin chain",
] as const;

export type AuditAct = (typeof auditActs)[number];
