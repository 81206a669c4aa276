// Jobs that run again and again on their date. Only CYCLIC=1 makes one: exports carry INTERVAL on every job.

import { type Fields, given } from "./definition.ts";
import type { Problem } from "./select-days.ts";
import { badValue, timeOfDay } from "./times.ts";

export type Repeat = {
  most: number | null;
} /** `base`: S start, E end, T target. 0 minutes: at once after each end. */ & (
  | { kind: "interval"; minutes: number; base: "S" | "E" | "T" }
  | { kind: "sequence"; minutes: number[]; base: "S" | "E" | "T" }
  /** Minutes after midnight. */
  | { kind: "times"; at: number[]; tolerance: number }
);

/** Names of the attributes that it reads. */
export const cyclicNames = [
  ...["CYCLIC", "CYCLIC_TYPE", "INTERVAL", "CYCLIC_INTERVAL_SEQUENCE", "CYCLIC_TIMES_SEQUENCE"],
  ...["CYCLIC_TOLERANCE", "IND_CYCLIC", "MAXRERUN"],
];

/** Null: it runs once. */
export function repeatOf(fields: Fields): Repeat | null | { problems: Problem[] } {
  const cyclic = given(fields, "CYCLIC") ?? "0";
  const bad = (name: string): { problems: Problem[] } => ({
    problems: [badValue(fields, name, `${name} is "${given(fields, name) ?? ""}"`)],
  });
  if (/^[0N]$/i.test(cyclic)) return null;
  if (!/^[1Y]$/i.test(cyclic)) return bad("CYCLIC");
  const base = (given(fields, "IND_CYCLIC") ?? "S").toUpperCase();
  if (base !== "S" && base !== "E" && base !== "T") return bad("IND_CYCLIC");
  const limit = given(fields, "MAXRERUN") ?? "0";
  if (!/^\d{1,5}$/.test(limit)) return bad("MAXRERUN");
  const most = Number(limit) || null;
  switch ((given(fields, "CYCLIC_TYPE") ?? "C").toUpperCase()) {
    case "C": {
      const minutes = intervalMinutes(given(fields, "INTERVAL") ?? "0");
      return minutes === null ? bad("INTERVAL") : { kind: "interval", minutes, base, most };
    }
    case "V": {
      const minutes = list(fields, "CYCLIC_INTERVAL_SEQUENCE", intervalMinutes);
      if (minutes === null) return bad("CYCLIC_INTERVAL_SEQUENCE");
      return { kind: "sequence", minutes, base, most };
    }
    case "S": {
      const at = list(fields, "CYCLIC_TIMES_SEQUENCE", timeOfDay);
      const tolerance = given(fields, "CYCLIC_TOLERANCE") ?? "0";
      if (at === null) return bad("CYCLIC_TIMES_SEQUENCE");
      if (!/^\d{1,5}$/.test(tolerance)) return bad("CYCLIC_TOLERANCE");
      return { kind: "times", at, tolerance: Number(tolerance), most };
    }
    default:
      return bad("CYCLIC_TYPE");
  }
}

/** Null: nothing is listed, or something that isn't one. */
function list(
  fields: Fields,
  name: string,
  read: (text: string) => number | null,
): number[] | null {
  const pieces = (given(fields, name) ?? "").split(",").map((each) => each.trim());
  const found = pieces.map(read);
  return found.every((each) => each !== null) ? found : null;
}

const units: Readonly<Record<string, number>> = { M: 1, H: 60, D: 1440 };

/** Minutes of `NNNNN[M|H|D]`, with a `+` before it in sequences; null: it is none. */
export function intervalMinutes(text: string): number | null {
  const found = /^\+?(\d{1,5})([MHD]?)$/i.exec(text.trim());
  return found ? Number(found[1]) * (units[found[2]?.toUpperCase() || "M"] as number) : null;
}
