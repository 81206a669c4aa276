// Functions of AutoEdit: they stand only as the whole value of a variable.

import type { Resolved } from "./autoedit.ts";
import { constantOf, expressionOf, type Piece } from "./pieces.ts";

const call = /^\s*%%(\$?)(CALCDATE|SUBSTR|GETENV|PLUS|MINUS|WCALC|CALCDTE)\b(.*)$/s;

/**
 * What a function gives; null where the value is none.
 * @param variable that is assigned, after which the value is called
 */
export function autoEditFunction(
  variable: string,
  value: string,
  read: (text: string) => Resolved,
): Resolved | null {
  const found = call.exec(value);
  if (found === null)
    return /\s%%(?:PLUS|MINUS)\s/.test(value)
      ? { fault: "%%PLUS and %%MINUS count in a way that no expression has" }
      : null;
  const [, dollar = "", name = "", given = ""] = found;
  const words = given.trim().split(/[\s,]+/);
  const [first = "", ...rest] = words;
  const numbers = rest.map((word) => (/^[+-]?\d{1,3}$/.test(word) ? Number(word) : Number.NaN));
  const of = read(first);
  if ("fault" in of) return of;
  const asked = { pieces: of.pieces, numbers, name: nameOf(variable) };
  if (name === "CALCDATE" && rest.length === 1) return moved(asked, dollar === "$");
  if (name === "SUBSTR" && dollar === "" && rest.length === 2) return part(asked);
  return { fault: `%%${dollar}${name} has no counterpart as it is written` };
}

interface Asked {
  pieces: Piece[];
  numbers: number[];
  name: string;
}

/** A date some days on. */
function moved({ pieces, numbers: [days = Number.NaN], name }: Asked, isLong: boolean): Resolved {
  const date = dateOf(pieces, isLong);
  if (date === null || Number.isNaN(days)) return { fault: "%%CALCDATE of what is no date" };
  const expression = `addDays(${date}, ${days})${isLong ? "" : ".substring(2, 10)"}.replace('-', '')`;
  return { pieces: [{ name, expression }] };
}

/** As the text of CEL that is `YYYY-MM-DD`. */
function dateOf(pieces: readonly Piece[], isLong: boolean): string | null {
  const written = expressionOf(pieces);
  const constant = constantOf(pieces);
  if (written === null || constant === "") return null;
  if (constant !== null) {
    const [, year = "", month, day] = /^(\d\d|\d{4})(\d\d)(\d\d)$/.exec(constant) ?? [];
    return year.length === (isLong ? 4 : 2)
      ? `'${isLong ? "" : "20"}${year}-${month}-${day}'`
      : null;
  }
  if (/^run\.date(?:\.substring\(2, 10\))?\.replace\('-', ''\)$/.test(written)) return "run.date";
  // The idiom of the first of a month: its day is written, year and month are the business date's.
  const first =
    /^run\.date\.substring\([02], 4\) \+ run\.date\.substring\(5, 7\) \+ '(\d\d)'$/.exec(written);
  if (first) return `run.date.substring(0, 8) + '${first[1]}'`;
  const whole = /^(addDays\(.*\))\.replace\('-', ''\)$/.exec(written)?.[1];
  if (isLong && whole !== undefined && pieces.length === 1) return whole;
  const [from, text] = isLong ? [0, `(${written})`] : [2, `('20' + ${written})`];
  return from < 0
    ? null
    : `${text}.substring(0, 4) + '-' + ${text}.substring(4, 6) + '-' + ${text}.substring(6, 8)`;
}

/** Some of the characters, counted from 1. */
function part({
  pieces,
  numbers: [start = Number.NaN, length = Number.NaN],
  name,
}: Asked): Resolved {
  const written = expressionOf(pieces);
  if (written === null || !(start >= 1) || !(length >= 1))
    return { fault: "%%SUBSTR of what is known only to the clock, or without numbers" };
  const constant = constantOf(pieces);
  if (constant !== null) return { pieces: [constant.slice(start - 1, start - 1 + length)] };
  const text = pieces.length === 1 ? written : `(${written})`;
  const expression = `${text}.substring(${start - 1}, ${start - 1 + length})`;
  return { pieces: [{ name, expression }] };
}

/** As a variable of the environment may be called. */
const nameOf = (variable: string): string =>
  variable.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_") || "VALUE";
