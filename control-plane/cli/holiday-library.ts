// The library of countries' holidays, loaded only for drafts: it takes 0.3 s and 44 MB with what it needs, and nothing that runs
// asks it anything.

import { createRequire } from "node:module";
import type { Weekday } from "#core/calendar/calendar.ts";
import type { LibraryHoliday } from "#core/calendar/draft/holiday.ts";
import { closest } from "#core/suggest.ts";
import { CommandError } from "./exit.ts";

/** Of the Islamic calendar the library has tables from 1970 to 2076. */
export const libraryYears = [1970, 2076] as const;

export interface Place {
  country: string;
  state: string | undefined;
  region: string | undefined;
}

export interface FoundHolidays {
  /** Codes as the library has them: `DE-BY`. */
  codes: string;
  /** `Bayern, Germany`. */
  place: string;
  holidays: LibraryHoliday[];
  /** Lines on where they come from, and under which terms. */
  origin: string[];
}

type Library = InstanceType<typeof import("date-holidays").default>;

/** @param years First and last. @param language Of names; undefined: the country's first. */
export async function findHolidays(
  place: Place,
  years: { from: number; until: number },
  language: string | undefined,
): Promise<FoundHolidays> {
  const { default: Holidays } = await load();
  const { codes, names } = resolvePlace(new Holidays(), place);
  const [country = "", state = "", region = ""] = codes;
  const library = new Holidays(country, state, region);
  checkLanguage(language, library);
  const holidays: LibraryHoliday[] = [];
  for (let year = years.from; year <= years.until; year++)
    for (const one of library.getHolidays(year, language))
      holidays.push({
        ...{ date: one.date, name: one.name, type: one.type, rule: one.rule },
        hours: (one.end.getTime() - one.start.getTime()) / 3_600_000,
        isSubstitute: one.substitute === true,
        note: "note" in one ? String(one.note) : null,
      });
  return {
    codes: codes.join("-"),
    place: names.toReversed().join(", "),
    holidays,
    origin: [
      `Holidays of ${codes.join("-")} as date-holidays ${libraryVersion()} has them: https://github.com/commenthol/date-holidays`,
      "Its data is there under CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/, and largely from articles of Wikipedia;",
      `the file data/countries/${country}.yaml of the library names them.`,
    ],
  };
}

async function load(): Promise<typeof import("date-holidays")> {
  try {
    return await import("date-holidays");
  } catch (error) {
    const help = "it is an optional dependency: install without --omit=optional";
    throw new CommandError("refused", "the library date-holidays isn't installed", help, error);
  }
}

const libraryVersion = (): string =>
  createRequire(import.meta.url)("date-holidays/package.json").version;

/** Codes and names from the country down, whatever the case of what was asked. */
function resolvePlace(library: Library, { country, state, region }: Place) {
  const codes: string[] = [];
  const names: string[] = [];
  const resolve = (what: string, wanted: string, known: Record<string, string>): void => {
    const found = Object.keys(known ?? {}).find(
      (code) => code.toLowerCase() === wanted.toLowerCase(),
    );
    if (found === undefined) throw unknownPlace(what, wanted, known ?? {}, names);
    codes.push(found);
    names.push(known[found] ?? found);
  };
  resolve("country", country, library.getCountries("en"));
  const [code = ""] = codes;
  if (state !== undefined) resolve("state", state, library.getStates(code, "en"));
  if (region === undefined) return { codes, names };
  if (codes[1] === undefined)
    throw new CommandError("usage", "a --region is one of a --state", "give --state too");
  resolve("region", region, library.getRegions(code, codes[1], "en"));
  return { codes, names };
}

function unknownPlace(
  what: string,
  wanted: string,
  known: Record<string, string>,
  of: readonly string[],
): CommandError {
  const entries = Object.entries(known).map(([code, name]) => `${code} (${name})`);
  const byName = closest(wanted, Object.values(known));
  const [code] = Object.entries(known).find(([, name]) => name === byName) ?? [];
  const help =
    code !== undefined
      ? `did you mean ${code} (${byName})?`
      : entries.length === 0
        ? "it has none"
        : entries.length <= 60
          ? `known: ${entries.join(", ")}`
          : "it is a code of ISO 3166, such as DE";
  const where = of.length === 0 ? "" : ` of ${of.toReversed().join(", ")}`;
  return new CommandError("usage", `there is no ${what} '${wanted}'${where}`, help);
}

function checkLanguage(language: string | undefined, library: Library): void {
  if (language === undefined || library.getLanguages().includes(language) || language === "en")
    return;
  const known = [...new Set([...library.getLanguages(), "en"])].join(", ");
  throw new CommandError("usage", `there are no names in '${language}'`, `known: ${known}`);
}

const weekdayOfIso: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Days of the week on which a country rests, as Unicode's CLDR has them. */
export function weekendOf(country: string): Weekday[] {
  const { weekend } = new Intl.Locale("und", { region: country }).getWeekInfo();
  return weekend.flatMap((day) => weekdayOfIso[day - 1] ?? []);
}
