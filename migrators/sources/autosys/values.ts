// Values of JIL's attributes: each reader takes the text without its quotes and gives the value, or says what is wrong.

import type { CodeRange } from "#migrators/legacy/result.ts";
import type { Redirect } from "#migrators/legacy/work.ts";
import { unquoted } from "./text.ts";

export type Value<T> = { value: T } | { fault: string };

const good = <T>(value: T): Value<T> => ({ value });
const bad = (fault: string): { fault: string } => ({ fault });

/** `y`, `n`, `yes`, `no`, `1`, `0`, in either case. */
export function readBoolean(text: string): Value<boolean> {
  const word = text.trim().toLowerCase();
  if (["1", "y", "yes", "t", "true"].includes(word)) return good(true);
  if (["0", "n", "no", "f", "false"].includes(word)) return good(false);
  return bad("it is neither yes (`y`, `1`) nor no (`n`, `0`)");
}

/** A whole number within bounds, both of which belong to it. */
export const readNumber =
  (least: number, most = 2_147_483_647) =>
  (text: string): Value<number> => {
    const number = /^[+-]?\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN;
    return number >= least && number <= most
      ? good(number)
      : bad(`it is no whole number from ${least} to ${most}`);
  };

/** Parts between commas, without the blanks and quotes around each; none may be empty. */
export function readList(text: string): Value<string[]> {
  const parts = text.split(",").map((part) => unquoted(part.trim()).trim());
  // A comma behind the last is common in lists that were written by programs.
  if (parts.length > 1 && parts.at(-1) === "") parts.pop();
  if (parts.some((part) => /[\r\n]/.test(part))) return bad("a comma is missing between two lines");
  return parts.includes("") ? bad("a part of the list is empty") : good(parts);
}

const listOf =
  <T>(read: (part: string) => T | null, said: string) =>
  (text: string): Value<T[]> => {
    const parts = readList(text);
    if ("fault" in parts) return parts;
    const values: T[] = [];
    for (const part of parts.value) {
      const value = read(part);
      if (value === null) return bad(said);
      values.push(value);
    }
    return good(values);
  };

/** `HH:MM` of `h:mm`; null when the clock has no such time. `hours` is how many the count goes to. */
function clockTime(text: string, hours = 24): string | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!found || Number(found[1]) >= hours || Number(found[2]) > 59) return null;
  return `${(found[1] as string).padStart(2, "0")}:${found[2]}`;
}

/** Times of a day as `HH:MM`. */
export const readTimes = listOf(clockTime, "times are written hh:mm, up to 23:59");

/** Minutes of every hour. */
export const readMinutes = listOf(
  (part) => (/^\d{1,2}$/.test(part) && Number(part) < 60 ? Number(part) : null),
  "minutes are numbers from 0 to 59",
);

/** Times up to 71:59, or one `+minutes`: of must_start_times and must_complete_times. */
export function readMustTimes(text: string): Value<{ at: string[] } | { minutes: number }> {
  const after = /^\+\s*(\d{1,5})$/.exec(unquoted(text.trim()).trim());
  if (after) return good({ minutes: Number(after[1]) });
  const read = listOf(
    (part) => clockTime(part, 72),
    "times are hh:mm up to 71:59, or one +minutes",
  );
  const times = read(text);
  return "fault" in times ? times : good({ at: times.value });
}

/** `hh:mm-hh:mm`. */
export function readWindow(text: string): Value<{ from: string; until: string }> {
  const [from, until, more] = unquoted(text.trim())
    .split("-")
    .map((part) => clockTime(part));
  return from && until && more === undefined
    ? good({ from, until })
    : bad("a run window is written hh:mm-hh:mm");
}

const dayNames = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/** ISO weekdays, 1 is Monday, ascending; `all` is each. */
export function readDays(text: string): Value<number[]> {
  const days = readList(text.toLowerCase());
  if ("fault" in days) return days;
  if (days.value.includes("all")) return good([1, 2, 3, 4, 5, 6, 7]);
  const numbers = days.value.map((day) => dayNames.indexOf(day) + 1);
  if (numbers.includes(0)) return bad("days are mo, tu, we, th, fr, sa, su or all");
  return good([...new Set(numbers)].sort((a, b) => a - b));
}

/** Exit codes and ranges such as `0-4,8`. */
export const readCodes = listOf((part): CodeRange | null => {
  const found = /^(-?\d{1,10})(?:\s*-\s*(-?\d{1,10}))?$/.exec(part);
  if (!found) return null;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return last < first ? null : { first, last };
}, "exit codes are written as 0-4,8");

/** `> file` and `>> file`; without a sign `append` is null: what the agent or the instance is set to. */
export function readRedirect(
  text: string,
): Value<Omit<Redirect, "append"> & { append: boolean | null }> {
  const found = /^(>>|>)?\s*/.exec(text.trim());
  const file = unquoted(text.trim().slice(found?.[0].length ?? 0)).trim();
  if (file === "") return bad("no file is named");
  return good({ file, append: found?.[1] === undefined ? null : found[1] === ">>" });
}

/** One `(R, QUANTITY=n, FREE=Y|N|A)` of `resources`. */
export interface JilResourceUse {
  resource: string;
  quantity: number;
  /** When its units come back: after a success, never, or after any end; null: the resource's own way. */
  free: "Y" | "N" | "A" | null;
}

export function readResources(text: string): Value<JilResourceUse[]> {
  const uses: JilResourceUse[] = [];
  for (const part of text.split(/\bAND\b|&/i)) {
    const found = /^\s*\(\s*([^,()\s]+)\s*((?:,[^,()]*)*)\)\s*$/.exec(part);
    if (!found) return bad("resources are written (NAME, QUANTITY=n, FREE=Y) AND (…)");
    const use: JilResourceUse = { resource: found[1] as string, quantity: 1, free: null };
    for (const option of (found[2] as string).split(",").slice(1)) {
      const [, key, value = ""] = /^\s*(\w+)\s*=\s*(\w+)\s*$/.exec(option) ?? [];
      if (key?.toUpperCase() === "QUANTITY" && /^\d{1,9}$/.test(value))
        use.quantity = Number(value);
      else if (key?.toUpperCase() === "FREE" && /^[YNA]$/i.test(value))
        use.free = value.toUpperCase() as "Y" | "N" | "A";
      else return bad("a resource takes QUANTITY=number and FREE=Y, N or A");
    }
    uses.push(use);
  }
  return good(uses);
}

/** `NAME=value`; a comma begins the next one where a name and `=` follow it. */
export function readVariables(text: string): Value<{ name: string; value: string }[]> {
  const variables: { name: string; value: string }[] = [];
  for (const part of text.split(/,\s*(?=[A-Za-z_]\w*=)/)) {
    const found = /^\s*([A-Za-z_]\w*)=([\s\S]*)$/.exec(part);
    if (!found || /[\r\n]/.test((found[2] as string).trim()))
      return bad("variables are written NAME=value, with commas between them");
    variables.push({ name: found[1] as string, value: unquoted((found[2] as string).trim()) });
  }
  return good(variables);
}
