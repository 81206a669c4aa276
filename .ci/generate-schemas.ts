// Generates schemas/types.ts and schemas/validators.js from schemas/*.schema.json: one source for editors, types and checks.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile, type JSONSchema } from "json-schema-to-typescript";

type Schema = Record<string, unknown> & { $id: string; definitions?: Record<string, unknown> };

const folder = new URL("../schemas/", import.meta.url);
const banner = "// Generated from schemas/*.schema.json by `npm run generate`; do not edit.\n";

/** Contents of the generated files by their path from the repository's root. */
export async function generate(): Promise<Map<string, string>> {
  const schemas = await readSchemas();
  return new Map([
    ["schemas/types.ts", await types(schemas)],
    ["schemas/validators.js", validators(schemas)],
    ["schemas/validators.d.ts", declarations(schemas)],
  ]);
}

async function readSchemas(): Promise<Map<string, Schema>> {
  const suffix = ".schema.json";
  const files = (await readdir(fileURLToPath(folder))).filter((file) => file.endsWith(suffix));
  const schemas = new Map<string, Schema>();
  for (const file of files.sort()) {
    const text = await readFile(new URL(file, folder), "utf8");
    schemas.set(file.slice(0, -suffix.length), JSON.parse(text));
  }
  return schemas;
}

/** All schemas become definitions of one, so that a type shared by two files is declared once. */
async function types(schemas: Map<string, Schema>): Promise<string> {
  const definitions: Record<string, unknown> = {};
  for (const [name, { $id: _, $schema: __, definitions: own, ...schema }] of schemas) {
    Object.assign(definitions, own, { [`${name}File`]: schema });
  }
  const text = JSON.stringify({ definitions }).replaceAll(/"[a-z]+\.schema\.json#/g, '"#');
  const source = await compile(JSON.parse(text) as JSONSchema, "SpecFiles", {
    additionalProperties: false,
    unreachableDefinitions: true,
    // Tuples for minItems would refuse every list that is built at run time.
    ignoreMinAndMaxItems: true,
    bannerComment: "",
    format: true,
  });
  return banner + source.replace(/export interface SpecFiles \{\}?[^}]*\}?\n/, "");
}

/** Standalone code starts in 2 ms where compiling at start takes 40; schemas avoid keywords that need ajv at run time. */
function validators(schemas: Map<string, Schema>): string {
  const ajv = new Ajv({
    schemas: [...schemas.values()],
    code: { source: true, esm: true },
    allErrors: true,
    // Errors name the schema they come from: messages need its title and its properties.
    verbose: true,
    strict: true,
    allowUnionTypes: true,
  });
  const names = Object.fromEntries([...schemas].map(([name, { $id }]) => [name, $id]));
  const code = standalone.default(
    ajv,
    Object.fromEntries(Object.entries(names).map(([n, id]) => [exportName(n), id])),
  );
  if (code.includes("require("))
    throw new Error("a schema uses a keyword that needs ajv at run time");
  return `${banner}${code}\n`;
}

function declarations(schemas: Map<string, Schema>): string {
  const lines = [...schemas.keys()].map((name) => `export const ${exportName(name)}: Validator;`);
  return `${banner}import type { ErrorObject } from "ajv";

/** Answers whether the value fits; when not, \`errors\` lists why until the next call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
${lines.join("\n")}
`;
}

const exportName = (schema: string) => `validate${schema[0]?.toUpperCase()}${schema.slice(1)}`;
