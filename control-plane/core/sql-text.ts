// `:name` in a statement becomes `$1`, so that values are bound and never become SQL. Postgres' own lexical rules
// say where a colon is not a parameter: strings, quoted names, comments, dollar quotes, casts, slices and `:=`.

export interface SqlParameter {
  name: string;
  /** Place of `:name` in the text, in UTF-16 code units. */
  offset: number;
}

export interface SqlText {
  parameters: SqlParameter[];
  /** Place of the semicolon at its end, or its length. */
  end: number;
  /** What keeps the text from being one statement. */
  issues: { message: string; help?: string; offset: number; length: number }[];
}

/**
 * Each rule matches at one place, the first that does wins. `standard_conforming_strings` is on: a backslash means
 * something in E'…' only.
 */
const rules: readonly [kind: string, pattern: RegExp][] = [
  ["space", /\s+|--[^\n]*/y],
  ["string", /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ["string", /'(?:[^']|'')*'/y],
  ["string", /"(?:[^"]|"")*"/y],
  ["open", /'|"/y],
  ["dollar", /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y],
  ["positional", /\$\d+/y],
  ["other", /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*/y],
  // A slice such as a[1:n] has its colon after a value; Postgres' own `psql` takes it for a variable too.
  ["other", /::|:=/y],
  ["parameter", /:[A-Za-z_]\w*/y],
  ["end", /;/y],
  ["other", /[\s\S]/y],
];

/** Finds the parameters of a statement. Never throws. */
export function readSql(text: string): SqlText {
  const found: SqlText = { parameters: [], end: text.length, issues: [] };
  let position = 0;
  let ended = false;
  let isEmpty = true;
  const report = (message: string, help: string, offset: number, length: number) =>
    found.issues.push({ message, help, offset, length });
  while (position < text.length) {
    const comment = text.startsWith("/*", position) ? endOfComment(text, position) : null;
    const [kind, end] = comment === null ? next(text, position) : ["space", comment];
    const token = text.slice(position, end);
    if (kind === "space" && end === -1) {
      report("the comment is never closed", "close it with `*/`", position, 2);
      return found;
    }
    if (kind === "open" || (kind === "dollar" && end === -1)) {
      report("the quote is never closed", "write the quote at its end too", position, 1);
      return found;
    }
    if (kind !== "space" && kind !== "end") {
      if (ended) {
        const help = "make it several tasks, a function, or a `do` block";
        report("the text holds more than one statement", help, position, token.length);
        return found;
      }
      isEmpty = false;
    }
    if (kind === "end" && !ended) {
      ended = true;
      found.end = position;
    }
    if (kind === "parameter") found.parameters.push({ name: token.slice(1), offset: position });
    if (kind === "positional")
      report(
        `\`${token}\` has no value`,
        "name it: `:day`, and give it in `params`",
        position,
        token.length,
      );
    position = end;
  }
  if (isEmpty)
    report("the text holds no statement", "write one, such as `select 1`", 0, text.length);
  return found;
}

/** What stands at a place and where it ends; -1 for a dollar quote that is left open. */
function next(text: string, position: number): [kind: string, end: number] {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = position;
    if (!pattern.test(text)) continue;
    const end = pattern.lastIndex;
    if (kind !== "dollar") return [kind, end];
    const tag = text.slice(position, end);
    const close = text.indexOf(tag, end);
    return [kind, close === -1 ? -1 : close + tag.length];
  }
  return ["other", position + 1];
}

/** Comments nest in Postgres; -1 when one is left open. */
function endOfComment(text: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return -1;
}

/** The statement as Postgres takes it, and the names of `$1`, `$2`, … in that order. */
export function bindSql(text: string): { statement: string; names: string[] } {
  const names: string[] = [];
  let statement = "";
  let position = 0;
  for (const { name, offset } of readSql(text).parameters) {
    if (!names.includes(name)) names.push(name);
    statement += `${text.slice(position, offset)}$${names.indexOf(name) + 1}`;
    position = offset + name.length + 1;
  }
  return { statement: statement + text.slice(position), names };
}
