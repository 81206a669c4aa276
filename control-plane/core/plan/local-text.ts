// Instants of a plan as the people of a zone read them.

/** `2026-03-28 06:00`, with seconds where there are any; the offset with the first one and where it changes. */
export function localTexts(instants: readonly string[], timezone: string): string[] {
  let shown = timezone === "UTC" ? "+00:00" : null;
  return instants.map((instant) => {
    const at = Temporal.Instant.from(instant).toZonedDateTimeISO(timezone);
    const time = at.toPlainTime().toString({ smallestUnit: at.second === 0 ? "minute" : "second" });
    const offset = at.offset === shown ? "" : ` ${at.offset}`;
    shown = at.offset;
    return `${at.toPlainDate()} ${time}${offset}`;
  });
}
