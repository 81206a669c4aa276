// Writes the TypeScript module of one `.sql` file.

import type { Cardinality, Section } from "./sections.ts";
import type { Typed } from "./types.ts";

export interface Column {
  name: string;
  type: string;
  nullable: boolean;
}

export interface Query extends Section {
  /** TypeScript types of the parameters, in their order. */
  types: Typed[];
  columns: Column[];
}

/** @param noun The file's name without `.sql`: prefix of the prepared statements, which last as long as a connection. */
export function printModule(noun: string, queries: Query[]): string {
  const some = (test: (type: Typed) => unknown) => queries.some(({ types }) => types.some(test));
  return [
    `// Generated from ${noun}.sql by \`npm run generate\`; do not edit.\n`,
    'import type { Db } from "./connect.ts";\n',
    ...(some(({ json }) => json) ? [JSON_FUNCTION] : []),
    ...(some(({ plain }) => plain) ? [LIST_FUNCTION] : []),
    ...(some(({ texts }) => texts) ? [TEXTS_FUNCTION] : []),
    ...queries.map((query) => printQuery(noun, query)),
  ].join("\n");
}

/** pg would send an array as a Postgres array, and a string as it is. */
const JSON_FUNCTION = `const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
`;

/** pg would quote and escape each element: half of what a call with 100,000 of them costs. */
const LIST_FUNCTION = `const list = (values: readonly unknown[] | null | undefined) => values ? \`{\${values.map((one) => one ?? "NULL").join()}}\` : null;
`;

/** The same for texts where none has a quote or a backslash, or is null; the others are left to pg. */
const TEXTS_FUNCTION = `const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\\n");
  return /["\\\\]/.test(joined) ? values : \`{"\${values.join('","')}"}\`;
};
`;

const RESULT: Readonly<Record<Cardinality, (row: string) => { promise: string; returns: string }>> =
  {
    one: (row) => ({ promise: `${row} | undefined`, returns: "rows[0]" }),
    many: (row) => ({ promise: `${row}[]`, returns: "rows" }),
    exec: () => ({ promise: "number", returns: "rowCount ?? 0" }),
  };

function printQuery(noun: string, query: Query): string {
  const row = `${query.name[0]?.toUpperCase()}${query.name.slice(1)}Row`;
  const { promise, returns } = RESULT[query.cardinality](row);
  const exec = query.cardinality === "exec";
  const signature = query.parameters.length > 0 ? `db: Db, p: ${printParameters(query)}` : "db: Db";
  const values =
    query.parameters.length > 0
      ? `, values: [${query.parameters.map((_, i) => value(query, i)).join(", ")}]`
      : "";
  const config = `{ name: "${noun}.${query.name}", text: ${query.name}Sql${values} }`;
  return [
    `const ${query.name}Sql = \`${query.text.replaceAll(/[\\`]|\$\{/g, "\\$&")}\`;\n`,
    ...(exec ? [] : [`export interface ${row} {\n${query.columns.map(printColumn).join("")}}\n`]),
    ...printComment(query),
    `export async function ${query.name}(${signature}): Promise<${promise}> {`,
    `  const { ${exec ? "rowCount" : "rows"} } = await db.query${exec ? "" : `<${row}>`}(${config});`,
    `  return ${returns};`,
    "}\n",
  ].join("\n");
}

function printParameters({ parameters, types }: Query): string {
  const printed = parameters.map(({ name, nullable }, index) => {
    const type = types[index]?.type ?? "unknown";
    return nullable ? `${name}?: ${type} | null | undefined` : `${name}: ${type}`;
  });
  return `{ ${printed.join("; ")} }`;
}

function value({ parameters, types }: Query, index: number): string {
  const { name = "", nullable = false } = parameters[index] ?? {};
  const access = `p.${name}`;
  const { json, plain, texts } = types[index] ?? {};
  if (json === "value") return `json(${access})`;
  if (json === "elements") return nullable ? `${access}?.map(json) ?? null` : `${access}.map(json)`;
  if (plain) return `list(${access})`;
  if (texts) return `texts(${access})`;
  return nullable ? `${access} ?? null` : access;
}

function printColumn({ name, type, nullable }: Column): string {
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  return `  ${key}: ${nullable && type !== "unknown" ? `${type} | null` : type};\n`;
}

function printComment({ comment }: Query): string[] {
  const lines = comment.map((line) => line.replaceAll("*/", "*\\/").trimEnd());
  if (lines.length === 0) return [];
  return lines.length === 1
    ? [`/** ${lines[0]} */`]
    : ["/**", ...lines.map((line) => ` * ${line}`), " */"];
}
