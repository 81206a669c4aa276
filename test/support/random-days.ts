// Days of random zones and new days, for properties of what is reckoned from them.

import fc from "fast-check";

/** With a change of clocks near midnight, of half an hour, of a whole day, or none at all among them. */
const zones = [
  ...["UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Sao_Paulo"],
  ...["America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tehran", "Asia/Kathmandu"],
  ...["Africa/Casablanca", "Antarctica/Casey", "Atlantic/Azores", "Asia/Gaza", "Europe/Dublin"],
  ...Intl.supportedValuesOf("timeZone"),
];

export const timezone = fc.constantFrom(...zones);

/** `HH:MM`, often one that clocks skip or repeat. */
export const timeOfDay = fc.oneof(
  fc.constantFrom("00:00", "00:30", "01:00", "02:00", "02:30", "03:00", "05:00", "07:00", "23:59"),
  fc.nat(1_439).map((minute) => {
    const text = (part: number) => `${part}`.padStart(2, "0");
    return `${text(Math.floor(minute / 60))}:${text(minute % 60)}`;
  }),
);

export const dayRule = fc.record({ timezone, newDay: timeOfDay });

/** YYYY-MM-DD, 1972 to 2090; half of them within a day of a change of clocks somewhere. */
export const date = fc
  .integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2090, 0, 1) })
  .map((ms) => new Date(ms).toISOString().slice(0, 10));

/** The date on which clocks of the zone change next after one, or the day before or after it. */
export function nearChange(from: string, zone: string, days: number): string {
  const at = Temporal.PlainDate.from(from).toZonedDateTime(zone);
  const change = at.getTimeZoneTransition("next") ?? at;
  return change.toPlainDate().add({ days }).toString();
}
