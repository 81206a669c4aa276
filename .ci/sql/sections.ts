// Reads a `.sql` file of named queries: its sections, their comments and their parameters.

export type Cardinality = "one" | "many" | "exec";

export interface Parameter {
  name: string;
  /** Written `:name?`: the caller may leave it out or pass null. */
  nullable: boolean;
}

export interface Section {
  name: string;
  cardinality: Cardinality;
  /** The comment lines right below the name, without their dashes. */
  comment: string[];
  /** With `$1`, `$2` in place of `:name`; lines are those of the file. */
  text: string;
  /** In the order of their numbers. */
  parameters: Parameter[];
  /** Line of the file on which the text begins, from 1. */
  line: number;
}

const HEADER = /^-- name: (\S+) :(\S+)[ \t]*$/gm;

/** @throws Error for a header that is none, and for a name that appears twice. */
export function readSections(sql: string, file: string): Section[] {
  const headers = [...sql.matchAll(HEADER)];
  const seen = new Set<string>();
  return headers.map((header, index) => {
    const [line, name = "", cardinality = ""] = header;
    const at = `${file}:${lineOf(sql, header.index)}`;
    if (!/^[a-z]\w*$/.test(name))
      throw new Error(`${at}: \`${name}\` can't be the name of a function`);
    if (seen.has(name)) throw new Error(`${at}: there are two queries \`${name}\``);
    if (!isCardinality(cardinality))
      throw new Error(`${at}: \`:${cardinality}\` should be :one, :many or :exec`);
    seen.add(name);
    const start = header.index + line.length + 1;
    const body = sql.slice(start, headers[index + 1]?.index);
    const comment = /^(?:--.*\n)*/.exec(body)?.[0] ?? "";
    return {
      name,
      cardinality,
      comment: comment
        .split("\n")
        .filter(Boolean)
        .map((text) => text.replace(/^-- ?/, "")),
      line: lineOf(sql, start + comment.length),
      ...numberParameters(body.slice(comment.length).trimEnd().replace(/;$/, "")),
    };
  });
}

const isCardinality = (text: string): text is Cardinality => ["one", "many", "exec"].includes(text);

const lineOf = (text: string, index: number) => text.slice(0, index).split("\n").length;

/** What is no parameter comes first: strings, quoted names, comments, dollar quotes, casts. */
const TOKENS = new RegExp(
  [
    String.raw`[eE]'(?:[^'\\]|\\.|'')*'`,
    "'(?:[^']|'')*'",
    '"[^"]*"',
    String.raw`--[^\n]*`,
    String.raw`/\*[\s\S]*?\*/`,
    String.raw`\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$`,
    "::|:=",
    String.raw`:(?<name>[A-Za-z_]\w*)(?<nullable>\??)`,
  ].join("|"),
  "g",
);

function numberParameters(body: string): { text: string; parameters: Parameter[] } {
  const parameters: Parameter[] = [];
  const text = body.replace(TOKENS, (token, ...rest) => {
    const { name, nullable } = rest.at(-1) as { name?: string; nullable?: string };
    if (name === undefined) return token;
    const known = parameters.findIndex((parameter) => parameter.name === name);
    const index = known < 0 ? parameters.push({ name, nullable: false }) - 1 : known;
    const parameter = parameters[index];
    if (parameter && nullable) parameter.nullable = true;
    return `$${index + 1}`;
  });
  return { text, parameters };
}
