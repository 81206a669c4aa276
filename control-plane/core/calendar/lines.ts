// Where a calendar's file says what: lines for `why`. They are no part of what the calendar means, so a comment above
// them changes no pipeline; the store keeps them beside the sources that use the calendar.

import type { SpecFile } from "../parse.ts";
import type { Decision } from "./days.ts";

type Part = NonNullable<Decision["part"]>;

/** By part the line of its key, and of each entry of a list; lines begin at 1. */
export type FileLines = Partial<Record<Part, { line: number; entries?: number[] }>>;

/** By the calendar's name. */
export type CalendarLines = Record<string, FileLines>;

const parts: readonly Part[] = ["from", "until", "weekdays", "within", "days", "except", "also"];

export function linesOf(file: SpecFile): FileLines {
  const value = (file.value ?? {}) as Partial<Record<Part, unknown>>;
  const document = file.document();
  const found: FileLines = {};
  for (const part of parts) {
    const list = value[part];
    if (list === undefined) continue;
    const { line } = document.spanOf([part], "key");
    const entries = Array.isArray(list)
      ? list.map((_, index) => document.spanOf([part, index], "value").line)
      : [];
    found[part] = part === "weekdays" || entries.length === 0 ? { line } : { line, entries };
  }
  return found;
}

/** `calendars/target2.yaml:12`; without a line where that is not known. */
export function placeText(lines: CalendarLines, name: string, { part, index }: Decision): string {
  const path = `calendars/${name}.yaml`;
  const found = part === null ? undefined : lines[name]?.[part];
  const line = index === null ? found?.line : (found?.entries?.[index] ?? found?.line);
  return line === undefined ? path : `${path}:${line}`;
}
