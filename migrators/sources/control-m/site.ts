// What an export doesn't say, from the parameters of the import; and the calendars of the server.

import type { Calendar } from "./calendars.ts";

/** Named as in the parameters; what is missing there is missing here, and refuses the jobs that need it. */
export interface Site {
  /** `HH:MM` */
  newDay?: string | undefined;
  /** IANA zone of the server. */
  timezone?: string | undefined;
  weekStart?: "monday" | "sunday" | undefined;
  dateStandard?: "mmdd" | "ddmm" | undefined;
  /** IANA zones by the site's codes. */
  zones?: Readonly<Record<string, string>> | undefined;
  /** `HH:MM` at which each User Daily orders its folders. */
  userDailies?: Readonly<Record<string, string>> | undefined;
  /** Totals of quantitative resources. */
  resources?: Readonly<Record<string, number>> | undefined;
  calendars: ReadonlyMap<string, Calendar>;
}
