// What a reader promised: that statements, asides and blanks, put together, are the file.

import type { LegacyFile } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";

const blanks = /^\s*$/;

/** What of the text is in no statement and no aside, and yet isn't blank; and what isn't where its place says. */
export function lost(written: string, file: LegacyFile): string[] {
  // The end mark of DOS is a blank of JIL, but none of regular expressions.
  const text = written.replaceAll("\u001a", " ");
  const index = new LineIndex(file.file, text);
  const faults: string[] = [];
  const span = (place: Parameters<LineIndex["offset"]>[0], part: string): [number, number] => {
    const start = index.offset(place);
    if (written.slice(start, start + part.length) !== part) faults.push(`elsewhere: ${part}`);
    return [start, start + part.length];
  };
  const asides = file.asides.map(({ place, text: part }) => span(place, part));
  const gaps = (within: [number, number], parts: [number, number][]) => {
    let at = within[0];
    for (const [start, end] of [...parts].sort(([a], [b]) => a - b)) {
      if (start > at && !blanks.test(text.slice(at, start))) faults.push(text.slice(at, start));
      at = Math.max(at, end);
    }
    if (!blanks.test(text.slice(at, within[1]))) faults.push(text.slice(at, within[1]));
  };
  const statements = file.statements.map((statement) => {
    const whole = span(statement.place, statement.text);
    const parts = statement.attributes.map((attribute): [number, number] => {
      const start = index.offset(attribute.place);
      const keyword = attribute.name === "" ? "" : /^\w+\s*:/.exec(text.slice(start))?.[0];
      if (keyword === undefined || !keyword.startsWith(attribute.name)) faults.push(attribute.name);
      const value = written.indexOf(attribute.text, start + (keyword ?? "").length);
      gaps([start + (keyword ?? "").length, value], []);
      return [start, value + attribute.text.length];
    });
    const inner = asides.filter(([start]) => start >= whole[0] && start < whole[1]);
    const head = /^\w+\s*:/.exec(text.slice(...whole))?.[0].length ?? 0;
    const first = parts[0]?.[0] ?? whole[1];
    // The name: all between the keyword and the first attribute or comment.
    const comment = inner.find(([start]) => start >= whole[0] + head && start < first)?.[0];
    const name: [number, number] = [whole[0], Math.min(first, comment ?? first)];
    gaps(whole, [statement.kind === "stray" ? [whole[0], whole[0]] : name, ...parts, ...inner]);
    return whole;
  });
  gaps([0, text.length], [...statements, ...asides]);
  return faults;
}
