// What the assignments above an entry come to: they hold for later entries, and the last of a name wins.

import type { LegacyVariable } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { CronDialect } from "./dialect.ts";

/** The last assignment of each name, in the order of the names' first ones. */
export type CronEnvironment = ReadonlyMap<string, LegacyAttribute>;

/** Follows a table from its first line on; entries between two assignments share what they see. */
export class EnvironmentSoFar {
  readonly #now = new Map<string, LegacyAttribute>();
  #seen: CronEnvironment | null = null;

  assign(attribute: LegacyAttribute): void {
    this.#now.set(attribute.name, attribute);
    this.#seen = null;
  }

  get seen(): CronEnvironment {
    this.#seen ??= new Map(this.#now);
    return this.#seen;
  }
}

/** What the daemon takes for itself of an entry's environment, and what the job is given. */
export interface Settings {
  shell: LegacyAttribute | null;
  mailTo: LegacyAttribute | null;
  /** Of cronie: the zone of the schedule. */
  zone: LegacyAttribute | null;
  /** Of cronie: minutes. */
  randomDelay: LegacyAttribute | null;
  /** Mail only. */
  mailer: LegacyAttribute[];
  /** Those that the daemon sets itself. */
  overridden: LegacyAttribute[];
  variables: LegacyVariable[];
}

/** Whether a RANDOM_DELAY is none. */
export const isNoDelay = ({ value }: LegacyAttribute): boolean => /^0*$/.test(value);

const mailerNames: ReadonlySet<string> = new Set([
  ...["MAILFROM", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING"],
]);
const ownNames: Record<CronDialect, ReadonlySet<string>> = {
  debian: new Set(["LOGNAME"]),
  cronie: new Set(["LOGNAME", "USER"]),
};

/** What cron gives each job; a table's own line replaces it. */
const defaultPath = "/usr/bin:/bin";

export function settingsOf(environment: CronEnvironment, dialect: CronDialect): Settings {
  const settings: Settings = {
    ...{ shell: null, mailTo: null, zone: null, randomDelay: null },
    ...{ mailer: [], overridden: [], variables: [] },
  };
  if (!environment.has("PATH"))
    settings.variables.push({ name: "PATH", value: { value: defaultPath, from: [] } });
  for (const [name, attribute] of environment)
    if (name === "SHELL") settings.shell = attribute;
    else if (name === "MAILTO") settings.mailTo = attribute;
    else if (name === "CRON_TZ" && dialect === "cronie") settings.zone = attribute;
    else if (name === "RANDOM_DELAY" && dialect === "cronie") settings.randomDelay = attribute;
    else if (mailerNames.has(name)) settings.mailer.push(attribute);
    else if (ownNames[dialect].has(name)) settings.overridden.push(attribute);
    else settings.variables.push({ name, value: { value: attribute.value, from: [attribute] } });
  return settings;
}
