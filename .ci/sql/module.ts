// One `.sql` file of named queries to its TypeScript module, with Postgres as the judge of types.

import path from "node:path";
import type pg from "pg";
import { describe, type Field } from "./describe.ts";
import { type Column, printModule, type Query } from "./print.ts";
import { readSections, type Section } from "./sections.ts";
import type { Types } from "./types.ts";

/**
 * @param file For messages and the module's names.
 * @throws Error with file, line and Postgres' own words.
 */
export async function sqlModule(
  client: pg.Client,
  types: Types,
  file: string,
  sql: string,
): Promise<string> {
  const queries: Query[] = [];
  for (const section of readSections(sql, file))
    queries.push(await typed(client, types, file, section));
  return printModule(path.basename(file, ".sql"), queries);
}

async function typed(
  client: pg.Client,
  types: Types,
  file: string,
  section: Section,
): Promise<Query> {
  const { parameters, fields } = await describe(client, section.text).catch(
    (error: Error & { position?: string }) => {
      const line =
        section.line +
        section.text.slice(0, Number(error.position ?? 1) - 1).split("\n").length -
        1;
      throw new Error(`${file}:${line}: ${section.name}: ${error.message}`);
    },
  );
  const at = <T>(what: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new Error(
        `${file}:${section.line}: ${section.name}: ${what} ${(error as Error).message}`,
      );
    }
  };
  const notNull = await notNullColumns(client, fields);
  const columns = fields.map((field): Column => {
    const name = field.name.replace(/[?!]$/, "");
    const type = at(`column ${name}`, () => types.output(field.type));
    return { name, type, nullable: isNullable(field, notNull) };
  });
  const names = columns.map((column) => column.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice)
    throw new Error(`${file}:${section.line}: ${section.name}: two columns are named ${twice}`);
  if (section.cardinality !== "exec" && fields.length === 0) {
    throw new Error(`${file}:${section.line}: ${section.name}: returns no columns; make it :exec`);
  }
  return {
    ...section,
    text: withoutMarks(section.text, fields),
    columns,
    types: parameters.map((oid, index) =>
      at(`:${section.parameters[index]?.name}`, () => types.input(oid)),
    ),
  };
}

/** The marks are for us: the rows that come back have the plain names. */
function withoutMarks(text: string, fields: Field[]): string {
  const marked = fields.map((field) => field.name).filter((name) => /[?!]$/.test(name));
  return marked.reduce((sql, name) => sql.replaceAll(`"${name}"`, `"${name.slice(0, -1)}"`), text);
}

/** `"name?"` and `"name!"` decide; Postgres knows it of plain columns only, and not behind an outer join. */
function isNullable(field: Field, notNull: Set<string>): boolean {
  if (field.name.endsWith("!")) return false;
  return field.name.endsWith("?") || !notNull.has(`${field.table}.${field.column}`);
}

async function notNullColumns(client: pg.Client, fields: Field[]): Promise<Set<string>> {
  const { rows } = await client.query<{ key: string }>(
    `select a.attrelid::int8 || '.' || a.attnum as key from pg_attribute a where a.attnotnull and a.attrelid = any ($1::oid[])`,
    [fields.map((field) => field.table)],
  );
  return new Set(rows.map((row) => row.key));
}
