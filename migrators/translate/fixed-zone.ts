// Offsets of half and quarter hours as zones whose clocks have it and don't change.

const zones: Readonly<Record<string, string>> = {
  "+04:30": "Asia/Kabul",
  "+05:30": "Asia/Kolkata",
  "+05:45": "Asia/Kathmandu",
  "+06:30": "Asia/Yangon",
  "+08:45": "Australia/Eucla",
  "+09:30": "Australia/Darwin",
  "-09:30": "Pacific/Marquesas",
};

/** The zone itself where it has a name; null for an offset that no zone keeps to. */
export const namedZone = (zone: string): string | null =>
  /^[+-]/.test(zone) ? (zones[zone] ?? null) : zone;
