// `calendars/NAME.yaml`: reads calendars with those that they refer to, each file once, whoever uses it.

import type { CalendarSpec } from "#schemas/types.ts";
import { validateCalendar } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { namingProblem } from "../named-file.ts";
import type { SpecFile } from "../parse.ts";
import type { Path, Place, Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { type Calendar, ruleLists } from "./calendar.ts";
import { checkCalendar } from "./check.ts";
import { type FileLines, linesOf } from "./lines.ts";
import { normalizeCalendar } from "./normalize.ts";

/** A file of `calendars/` that was read. */
export interface CalendarFile {
  path: string;
  file: SpecFile;
  /** Null while the file, or one that it refers to, has errors. */
  calendar: Calendar | null;
  problems: Problem[];
  /** Paths of all calendars that it refers to, through others too; such as do not exist are among them. */
  uses: string[];
  /** How many entries it has, those of the calendars that it refers to included. */
  entries: number;
  /** Where the file says what. */
  lines(): FileLines;
}

export interface CalendarSource {
  /** By name; undefined when there is no such file. */
  calendar(name: string): CalendarFile | undefined;
  /** Names of known calendars, to suggest one. */
  calendarNames: readonly string[];
}

export interface CalendarReader extends CalendarSource {
  diagnostics(): Diagnostic[];
}

export const calendarPath = (name: string): string => `calendars/${name}.yaml`;

/** `calendars/target2.yaml` is `target2`; null for a path that is no calendar's. */
export const calendarName = (path: string): string | null =>
  /^calendars\/([^/]+)\.yaml$/.exec(path)?.[1] ?? null;

interface Reference {
  name: string;
  path: Path;
}

interface Checked {
  path: string;
  file: SpecFile;
  spec: CalendarSpec;
  problems: Problem[];
  references: Reference[];
}

export function createCalendarReader(
  parse: (path: string) => SpecFile | undefined,
  calendarNames: readonly string[],
): CalendarReader {
  const checked = new Map<string, Checked | null>();
  const whole = new Map<string, CalendarFile | null>();
  const check = (name: string) => checked.getOrInsertComputed(name, () => checkFile(name, parse));
  const calendar = (name: string): CalendarFile | undefined =>
    whole.getOrInsertComputed(name, () => {
      const found = check(name);
      return found && resolve(name, found, { check, calendar, calendarNames });
    }) ?? undefined;
  return {
    calendar,
    calendarNames,
    diagnostics: () =>
      [...whole.values()].flatMap((found) =>
        found ? locateAll([found.file], found.problems) : [],
      ),
  };
}

/** A file by itself. */
function checkFile(name: string, parse: (path: string) => SpecFile | undefined): Checked | null {
  const path = calendarPath(name);
  const file = parse(path);
  if (file === undefined) return null;
  const problems: Problem[] = [];
  const spec = validateFile<CalendarSpec>(file, validateCalendar, problems);
  if (spec === undefined) return { path, file, spec: {}, problems, references: [] };
  checkCalendar(spec, file, problems);
  return { path, file, spec, problems, references: referencesOf(spec) };
}

function referencesOf(spec: CalendarSpec): Reference[] {
  const within = (spec.within ?? []).flatMap((name, index) =>
    name === undefined ? [] : { name, path: ["within", index] },
  );
  const days = ruleLists.flatMap((list) =>
    (spec[list] ?? []).flatMap((day, index) =>
      typeof day === "object" && day.calendar !== undefined
        ? { name: day.calendar, path: [list, index, "calendar"] }
        : [],
    ),
  );
  return [...within, ...days];
}

interface Resolving extends CalendarSource {
  check(name: string): Checked | null;
}

/** Each pipeline that uses a calendar carries it whole. */
const mostEntries = 10_000;

/** A file with what it refers to. One of a circle has an error of its own, wherever the reading began. */
function resolve(name: string, found: Checked, source: Resolving): CalendarFile {
  const { path, file, spec, references } = found;
  const problems = [...found.problems];
  const uses = new Set<string>();
  let entries = ruleLists.reduce((sum, list) => sum + (spec[list]?.length ?? 0), 1);
  for (const reference of references) {
    uses.add(calendarPath(reference.name));
    const place: Place = { file, path: reference.path, at: "value" };
    const circle = circleOf(name, reference.name, source.check);
    if (circle !== null) {
      for (const member of circle) uses.add(calendarPath(member));
      problems.push({
        ...place,
        code: "calendar-cycle",
        message: `calendars refer to each other without an end: ${circle.join(" → ")}`,
        help: "move what they share to a calendar of its own",
      });
      continue;
    }
    const other = findCalendar(reference.name, place, source, problems);
    for (const further of other?.uses ?? []) uses.add(further);
    entries += other?.entries ?? 0;
  }
  if (entries > mostEntries) {
    const message = `with the calendars that it refers to it has ${entries} entries, at most ${mostEntries} are allowed`;
    problems.push({ file, path: [], at: "value", code: "invalid-calendar", message });
  }
  const isBroken =
    problems.length > 0 || file.diagnostics.some(({ severity }) => severity === "error");
  const named = (other: string) => source.calendar(other)?.calendar as Calendar;
  const calendar = isBroken ? null : normalizeCalendar(name, spec, named);
  let known: FileLines | undefined;
  const lines = () => (known ??= linesOf(file));
  return { path, file, calendar, problems, uses: [...uses], entries, lines };
}

/** Names from a calendar through what it refers to back to it; null when there is no such way. */
function circleOf(name: string, through: string, check: Resolving["check"]): string[] | null {
  const from = new Map<string, string>([[through, name]]);
  const open = [through];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    if (at === name) {
      const way = [name];
      for (let step = from.get(name); step !== name && step !== undefined; step = from.get(step))
        way.unshift(step);
      return [name, ...way];
    }
    for (const reference of check(at)?.references ?? [])
      if (!from.has(reference.name)) {
        from.set(reference.name, at);
        open.push(reference.name);
      }
  }
  return null;
}

/** The calendar of that name without errors, or a problem at the place that names it. */
export function findCalendar(
  name: string,
  place: Place,
  source: CalendarSource,
  problems: Problem[],
): CalendarFile | undefined {
  const found = source.calendar(name);
  const problem = namingProblem({
    ...{ what: "calendar", name, place, found, known: source.calendarNames },
    isSound: ({ calendar }) => calendar !== null,
    path: calendarPath(name),
  });
  if (problem !== null) problems.push(problem);
  return found;
}
