// The dialects in which cron text is written: whose grammar and whose clock a schedule has.

export const dialects = [
  "trunkline",
  "debian",
  "cronie",
  "cronie-tz",
  "kubernetes",
  "busybox",
  "systemd",
] as const;

export type Dialect = (typeof dialects)[number];

/** Who reads such text, as messages name it. */
export const readerOf: Record<Dialect, string> = {
  trunkline: "Trunkline",
  debian: "Debian's cron",
  cronie: "cronie",
  "cronie-tz": "cronie",
  kubernetes: "Kubernetes",
  busybox: "busybox",
  systemd: "systemd",
};
