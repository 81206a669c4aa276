// The schema that every policy is checked against, and the policies that hold before anybody's own: of policies/.

import { readFileSync } from "node:fs";

const read = (file: string): string =>
  readFileSync(new URL(`../../policies/${file}`, import.meta.url), "utf8");

let schema: string | null = null;

export function schemaText(): string {
  schema ??= read("schema.cedarschema");
  return schema;
}

/** How decisions name them: `built-in/default.cedar#ID`. */
export const defaultFile = "built-in/default.cedar";

export const defaultText = (): string => read("default.cedar");
