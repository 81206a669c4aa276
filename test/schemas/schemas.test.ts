// The schemas are the manual and the source of types and validators: complete, closed, and what was generated from them current.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "../../.ci/generate-schemas.ts";

const folder = new URL("../../schemas/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".schema.json"));

interface Schema {
  [keyword: string]: unknown;
  properties?: Record<string, Schema>;
}

function* subschemas(schema: Schema, path: string): Generator<[string, Schema]> {
  yield [path, schema];
  for (const [name, child] of Object.entries(schema.properties ?? {}))
    yield* subschemas(child, `${path}/${name}`);
  for (const [name, child] of Object.entries((schema.definitions ?? {}) as Record<string, Schema>))
    yield* subschemas(child, `${path}#${name}`);
  for (const keyword of ["items", "additionalProperties"])
    if (typeof schema[keyword] === "object")
      yield* subschemas(schema[keyword] as Schema, `${path}/${keyword}`);
}

test.each(files)("%s", (file) => {
  const schema = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Schema;
  expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  expect(schema.$id).toBe(`https://trunkline.example/schemas/1/${file}`);
  for (const [path, part] of subschemas(schema, file)) {
    expect(part.$ref ?? part.description, path).toBeTypeOf("string");
    // Closed, or open for what is described.
    if (part.properties && typeof part.additionalProperties !== "object")
      expect(part.additionalProperties, path).toBe(false);
    for (const [name, property] of Object.entries(part.properties ?? {}))
      expect(property.description, `${path}/${name}`).toMatch(/\.$/);
    for (const [name, definition] of Object.entries(
      (part.definitions ?? {}) as Record<string, Schema>,
    ))
      expect(definition.title, name).toMatch(/^[A-Z]\w+$/);
  }
});

test("types and validators are current", async () => {
  for (const [path, content] of await generate())
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8") === content, path).toBe(
      true,
    );
});
