// An iCalendar file (RFC 5545) as its content lines: unfolded, each with its name, its parameters and the line where it begins.

export interface ContentLine {
  /** From 1. */
  line: number;
  /** In capitals, as names of parameters are. */
  name: string;
  parameters: Readonly<Record<string, string>>;
  value: string;
}

/** What is wrong with the file, at a line of it. */
export interface IcsProblem {
  line: number;
  message: string;
  help?: string;
}

/** A line break before a blank continues the line. */
export function readContentLines(text: string, problems: IcsProblem[]): ContentLine[] {
  const found: ContentLine[] = [];
  const physical = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  for (let at = 0; at < physical.length; at++) {
    const line = at + 1;
    const parts = [physical[at] as string];
    while (/^[ \t]/.test(physical[at + 1] ?? "")) parts.push((physical[++at] as string).slice(1));
    const whole = parts.join("");
    if (whole.trim() === "") continue;
    const read = readLine(whole, line);
    if (read !== null) found.push(read);
    else problems.push({ line, message: "this is no line of iCalendar, which is NAME:VALUE" });
  }
  return found;
}

/** A parameter's value is quoted where it has a colon, a semicolon or a comma. */
const shape = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)$/s;

function readLine(text: string, line: number): ContentLine | null {
  const [, name, parameters = "", value = ""] = shape.exec(text) ?? [];
  if (name === undefined) return null;
  const pairs = [...parameters.matchAll(/;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)/g)].map(
    ([, key = "", one = ""]): [string, string] => [key.toUpperCase(), one.replaceAll('"', "")],
  );
  return { line, name: name.toUpperCase(), parameters: Object.fromEntries(pairs), value };
}

/** Of TEXT values: `\,` `\;` `\\` and `\n`. */
export const unescapeText = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, one: string) => (one.toLowerCase() === "n" ? " " : one));
