// Conditions that are there in Control-M: the list of the Automation API (`run/events`) as JSON, or the lines of `ctmcontb -LIST`.

export interface LatchedCondition {
  name: string;
  /** `YYYY-MM-DD`, or `static`. */
  date: string;
}

/** @param at About when it was listed, in milliseconds since 1970: its dates have no year. */
export function latchedConditions(text: string, at: number): LatchedCondition[] {
  return listed(text).flatMap(({ name, date }) => {
    const day = /^STAT/i.test(date) ? "static" : nearest(date, at);
    return day === null ? [] : [{ name, date: day }];
  });
}

function listed(text: string): { name: string; date: string }[] {
  if (!/^\s*[[{]/.test(text))
    return text.split(/\r?\n/).flatMap((line) => {
      const [, name = "", date = ""] = /^\s*(\S+)\s+(\d{4}|STAT)\s*$/.exec(line) ?? [];
      return name === "" ? [] : [{ name, date }];
    });
  const value = JSON.parse(text) as unknown;
  const list = Array.isArray(value) ? value : ((value as { events?: unknown[] }).events ?? []);
  return list.flatMap((one) => {
    const { name, date } = one as { name?: unknown; date?: unknown };
    return typeof name === "string" && typeof date === "string" ? [{ name, date }] : [];
  });
}

/** `MMDD` of the year that is nearest; null: it is no date of a year. */
function nearest(date: string, at: number): string | null {
  const [, month, day] = /^(\d\d)(\d\d)$/.exec(date) ?? [];
  if (month === undefined) return null;
  const year = new Date(at).getUTCFullYear();
  const days = [year - 1, year, year + 1].flatMap((each) => {
    const text = `${each}-${month}-${day}`;
    const time = Date.parse(`${text}T12:00:00Z`);
    const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
    return exists ? [{ text, apart: Math.abs(time - at) }] : [];
  });
  return days.sort((a, b) => a.apart - b.apart)[0]?.text ?? null;
}
