// The JSON Schemas as editors load them: copies inside a project, where a file's modeline points.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const source = new URL("../../schemas/", import.meta.url);
const SUFFIX = ".schema.json";

/** Text by name: `pipeline`, `project`, …, sorted. */
export async function readSchemas(): Promise<Map<string, string>> {
  const files = (await readdir(source)).filter((file) => file.endsWith(SUFFIX)).sort();
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, source), "utf8")));
  return new Map(
    files.map((file, i) => [file.slice(0, -SUFFIX.length), withoutId(texts[i] ?? "")]),
  );
}

/** Writes all of them to `.trunkline/schemas` below the project, over older copies; returns the paths. */
export async function writeSchemas(project: string): Promise<string[]> {
  const folder = path.join(project, ".trunkline", "schemas");
  await mkdir(folder, { recursive: true });
  const schemas = [...(await readSchemas())];
  return Promise.all(
    schemas.map(async ([name, text]) => {
      const file = path.join(folder, name + SUFFIX);
      await writeFile(file, text);
      return file;
    }),
  );
}

/** References between the files are relative; an `$id` would make some editors fetch them from its host instead. */
function withoutId(text: string): string {
  const { $id: _, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return `${JSON.stringify(schema, null, 2)}\n`;
}
