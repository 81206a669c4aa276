// The events of an iCalendar file, each with the days that it has. What can't be read as days is a problem with its line, and of
// a file with problems nothing is used.

import {
  type ContentLine,
  type IcsProblem,
  readContentLines,
  unescapeText,
} from "./content-lines.ts";
import { type IcsEvent, type ReadEvent, readEvent, type TimedEvents } from "./event.ts";

export interface IcsFile {
  /** X-WR-CALNAME. */
  name: string | null;
  events: IcsEvent[];
  /** Events at times that were left out. */
  skipped: number;
  problems: IcsProblem[];
}

const mostEvents = 20_000;

export function readIcs(text: string, timed: TimedEvents): IcsFile {
  const problems: IcsProblem[] = [];
  const lines = readContentLines(text, problems);
  const file: IcsFile = { name: null, events: [], skipped: 0, problems };
  const [first] = lines;
  if (first?.name !== "BEGIN" || first.value.toUpperCase() !== "VCALENDAR") {
    const help = "its first line would be BEGIN:VCALENDAR";
    return { ...file, problems: [{ line: 1, message: "this is no iCalendar file", help }] };
  }
  const open: { name: string; line: number; inside: ContentLine[] }[] = [];
  for (const one of lines) {
    const top = open.at(-1);
    const component = one.value.trim().toUpperCase();
    if (one.name === "BEGIN") open.push({ name: component, line: one.line, inside: [] });
    else if (one.name === "END") {
      if (top?.name !== component) {
        const message = `END:${component} ends nothing that is open here`;
        problems.push({ line: one.line, message });
        return file;
      }
      open.pop();
      if (component === "VEVENT") add(readEvent(top.line, top.inside, timed), top.line, file);
    } else if (top?.name === "VCALENDAR") ofCalendar(one, file);
    else top?.inside.push(one);
  }
  for (const { name, line } of open) problems.push({ line, message: `${name} has no END` });
  return file;
}

function add({ event, problems }: ReadEvent, line: number, file: IcsFile): void {
  file.problems.push(...problems);
  if (event === null && problems.length === 0) file.skipped++;
  if (event !== null && file.events.push(event) === mostEvents + 1)
    file.problems.push({ line, message: `the file has more than ${mostEvents} events` });
}

function ofCalendar({ name, value, line }: ContentLine, file: IcsFile): void {
  if (name === "X-WR-CALNAME") file.name = unescapeText(value).trim();
  const isCancelling = name === "METHOD" && value.trim().toUpperCase() === "CANCEL";
  if (isCancelling) file.problems.push({ line, message: "the file cancels events of another one" });
}
