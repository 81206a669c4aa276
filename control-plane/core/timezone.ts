// Names of time zones: what the platform's tzdata knows, looked up once per name.

import { memo } from "./memo.ts";

/** Far above the 600 names that exist, so only invented names make it start again. */
const mostCharacters = 40_000;

/** Whether the text names an IANA zone; offsets such as `+01:00` are none. */
export const isTimezone = memo(
  (name): boolean => /^[A-Za-z]/.test(name) && isSupported(name),
  mostCharacters,
);

function isSupported(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** All zone names, to suggest one; the platform's list and UTC. */
export const timezoneNames = (): string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")];
