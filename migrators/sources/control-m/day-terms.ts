// The grammar of DAYS and WEEKDAYS: each comma-separated form as a term.

/** `with`: `+n`, beside all working days. `nth`: `Dn`; `last`: `Ln`. Numbers of weekdays are as written, 1 to 6 and 0. */
export type DayTerm = { text: string; not: boolean } & (
  | { form: "all" }
  | { form: "day" | "with" | "next" | "previous" | "nth" | "last"; n: number }
  /** A weekday by its name: ISO, 1 is Monday. */
  | { form: "named"; as: "day" | "with" | "next" | "previous"; weekday: number }
  | { form: "inWeek"; n: number | null; weekday: number | null; week: number }
  | { form: "inPeriod"; n: number; fromEnd: boolean; period: string }
);

const weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const signs = { "": "day", "+": "with", ">": "next", "<": "previous" } as const;

/** Terms, or the first form that is not in the grammar. `side` is the attribute's name. */
export function dayTerms(text: string, side: "DAYS" | "WEEKDAYS"): DayTerm[] | { bad: string } {
  const terms: DayTerm[] = [];
  for (const piece of text.split(",")) {
    const form = piece.trim().toUpperCase();
    if (form === "") continue;
    const term = side === "DAYS" ? ofMonth(form) : ofWeek(form);
    if (term === null) return { bad: piece.trim() };
    terms.push(term);
  }
  return terms;
}

function ofMonth(text: string): DayTerm | null {
  return text === "ALL"
    ? { text, not: false, form: "all" }
    : (counted(text, 1, 31) ?? inPeriod(text));
}

function ofWeek(text: string): DayTerm | null {
  if (text === "ALL") return { text, not: false, form: "all" };
  const plain = counted(text, 0, 6) ?? inPeriod(text);
  // The nth working day of a week is counted from 1; a week may have seven.
  if (plain) return (plain.form === "nth" || plain.form === "last") && plain.n === 0 ? null : plain;
  const seventh = counted(text, 7, 7);
  if (seventh?.form === "nth" || seventh?.form === "last") return seventh;
  const week = /^(-?)D(\d|[A-Z]{3})W([1-6])$/.exec(text);
  if (week) {
    const [, minus, day = "", number] = week;
    const n = /\d/.test(day) ? Number(day) : null;
    const weekday = weekdays.indexOf(day) + 1;
    if (n === null ? weekday === 0 : n > 6) return null;
    return {
      ...{ text, not: minus === "-", form: "inWeek", n, week: Number(number) },
      weekday: n === null ? weekday : null,
    };
  }
  const named = /^([-+<>]?)([A-Z]{3})$/.exec(text);
  const weekday = named ? weekdays.indexOf(named[2] as string) + 1 : 0;
  if (!named || weekday === 0) return null;
  const sign = named[1] as string;
  return {
    ...{ text, not: sign === "-", form: "named", weekday },
    as: sign === "-" ? "day" : signs[sign as keyof typeof signs],
  };
}

/** `n`, `+n`, `-n`, `>n`, `<n`, `Dn`, `-Dn`, `Ln`, `-Ln`. */
function counted(text: string, least: number, most: number): DayTerm | null {
  const found = /^([-+<>]?)([DL]?)(\d{1,2})$/.exec(text);
  if (!found) return null;
  const [, sign = "", letter = "", digits] = found;
  const n = Number(digits);
  if (n < least || n > most) return null;
  const not = sign === "-";
  if (letter === "") return { text, not, form: not ? "day" : signs[sign as keyof typeof signs], n };
  if (sign !== "" && !not) return null;
  return { text, not, form: letter === "D" ? "nth" : "last", n };
}

/** `DnPy`, `LnPy` and their negations. */
function inPeriod(text: string): DayTerm | null {
  const found = /^(-?)([DL])(\d{1,2})P([A-Z0-9*])$/.exec(text);
  if (!found) return null;
  const [, minus, letter, digits, period = "*"] = found;
  const n = Number(digits);
  return n === 0
    ? null
    : { ...{ text, not: minus === "-", form: "inPeriod" }, n, fromEnd: letter === "L", period };
}
