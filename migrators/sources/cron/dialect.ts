// Whose cron reads a table, and whether the table has a column of users: by the parameters, else by its path.

/** As the parameters have it: `cronie` with `CRON_TZ` is what the control plane calls `cronie-tz`. */
const cronDialects = ["debian", "cronie"] as const;
export type CronDialect = (typeof cronDialects)[number];

export type CronFormat = "user" | "system";

/** What only the parameters can say; null where they don't. */
export interface CronOptions {
  dialect: CronDialect | null;
  /** Name of the host, for people. */
  instance: string | null;
  /** IANA zone of the host. */
  timezone: string | null;
  format: CronFormat | null;
  /** Whose the tables of users are, where their paths don't say it. */
  user: string | null;
  anacron?: AnacronOptions | undefined;
  /** Name of the connection that leads to the cluster of CronJobs. */
  connection?: string | undefined;
  /** `YYYY-MM-DD HH:MM` of the last start, by the name of the timer. */
  timers?: Readonly<Record<string, string>> | undefined;
}

/** What only the host of an anacrontab knows. */
export interface AnacronOptions {
  /** `HH:MM` at which anacron is first started on a day. */
  start?: string;
  /** `YYYY-MM-DD` of the last run, by the name of the job. */
  stamps?: Readonly<Record<string, string>>;
  /** Day of the month on which a monthly job is to run, by its name. */
  days?: Readonly<Record<string, number>>;
}

/** What the path of a table says. */
export interface CronPlace {
  format: CronFormat | null;
  /** The owner of a user's table. */
  user: string | null;
  /** Lies in a folder `cron.d`, where names decide whether a file is read. */
  isDropIn: boolean;
}

/** `/etc/crontab`, `cron.d/NAME`, and the folders in which daemons keep users' tables (Debian, Red Hat, SUSE, BSD). */
export function placeOf(file: string): CronPlace {
  const parts = file.split("/");
  const name = parts.at(-1) ?? "";
  const [above = "", folder = ""] =
    parts.slice(-3, -1).length === 2 ? parts.slice(-3, -1) : ["", parts.at(-2) ?? ""];
  if (folder === "cron.d") return { format: "system", user: null, isDropIn: true };
  if (folder === "etc" && name === "crontab")
    return { format: "system", user: null, isDropIn: false };
  const isSpool =
    folder === "crontabs" ||
    (folder === "cron" && above === "spool") ||
    (above === "cron" && folder === "tabs");
  return isSpool
    ? { format: "user", user: name, isDropIn: false }
    : { format: null, user: null, isDropIn: false };
}

const plainName = /^[A-Za-z0-9_-]+$/;
const ignoredByCronie = /^[.#]|~$|\.rpm(?:save|orig|new)$/;

/** Whether the daemon leaves out a file of `cron.d` because of its name. */
export const isIgnoredName = (name: string, dialect: CronDialect): boolean =>
  dialect === "debian" ? !plainName.test(name) : ignoredByCronie.test(name);
