// Time zones as AutoSys takes them: a name of the system, an alias of the site, or a POSIX offset, which counts westwards.

/** A zone, or null when nothing knows it; `offset` when its text is an offset, which people read the wrong way round. */
export interface ReadZone {
  /** IANA name, or `+HH:MM` of an offset that isn't whole hours. */
  zone: string | null;
  offset: boolean;
}

/**
 * `GMT+5` is UTC-5, `IST-5:30` is UTC+05:30. `aliases` are those of `autotimezone -l`; each may name another, at most
 * five deep as in AutoSys.
 */
export function readZone(text: string, aliases: Readonly<Record<string, string>> = {}): ReadZone {
  const folded = new Map(Object.entries(aliases).map(([name, zone]) => [name.toLowerCase(), zone]));
  let name: string | undefined = text.trim();
  for (let hops = 0; name !== undefined && hops <= 5; hops++) {
    const known = ianaName(name);
    if (known !== null) return { zone: known, offset: false };
    const alias = folded.get(name.toLowerCase());
    if (alias === undefined) return { zone: posixOffset(name), offset: posixOffset(name) !== null };
    name = alias;
  }
  return { zone: null, offset: false };
}

/** The name in IANA's own letters; null when it is none. */
function ianaName(name: string): string | null {
  // Temporal takes offsets as well, which count eastwards: not what AutoSys means by them.
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

function posixOffset(name: string): string | null {
  const found = /^[A-Za-z]{3,}([+-]?)(\d{1,2})(?::([0-5]\d))?$/.exec(name);
  if (!found) return null;
  const [, sign, hours, minutes = "00"] = found;
  if (Number(hours) > 14) return null;
  // IANA's Etc zones count westwards too.
  if (minutes === "00") return ianaName(`Etc/GMT${sign === "-" ? "-" : "+"}${Number(hours)}`);
  return `${sign === "-" ? "+" : "-"}${(hours as string).padStart(2, "0")}:${minutes}`;
}
