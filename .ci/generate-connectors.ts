// Generates control-plane/core/connector/shipped.ts: the core reads no files, and these are a part of it.

import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const folder = new URL("../control-plane/connectors/", import.meta.url);

/** Contents of the generated file by its path from the repository's root. */
export async function generate(): Promise<Map<string, string>> {
  const files = (await readdir(fileURLToPath(folder))).filter((file) => file.endsWith(".yaml"));
  const texts = await Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(new URL(file, folder), "utf8");
      return `  ${JSON.stringify(file.replace(/\.yaml$/, ""))}: ${JSON.stringify(text)},\n`;
    }),
  );
  const content = `// Generated from control-plane/connectors/*.yaml by \`npm run generate\`; do not edit.
// biome-ignore-all format: generated

/** YAML of the connectors that come with Trunkline, by name. */
export const shippedConnectors: Readonly<Record<string, string>> = {
${texts.join("")}};
`;
  return new Map([["control-plane/core/connector/shipped.ts", content]]);
}
