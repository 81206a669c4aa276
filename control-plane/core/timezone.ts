// Names of time zones: what the platform's tzdata knows, looked up once per name.

const known = new Map<string, boolean>();
/** Far above the 600 names that exist, so only invented names make it start again. */
const memoSize = 2_000;

/** Whether the text names an IANA zone; offsets such as `+01:00` are none. */
export function isTimezone(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= memoSize) known.clear();
  const isKnown = /^[A-Za-z]/.test(name) && isSupported(name);
  known.set(name, isKnown);
  return isKnown;
}

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
