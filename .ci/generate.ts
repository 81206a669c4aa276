// `npm run generate [NAME…]`: writes every generated file (or those of generate-NAME.ts); with --check it writes nothing
// and exits 1 naming those that differ.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** One `.ci/generate-*.ts`: contents of its files by their path from the repository's root. */
interface Generator {
  generate(): Promise<Map<string, string>>;
}

const root = path.dirname(import.meta.dirname);
const check = process.argv.includes("--check");
const only = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const stale: string[] = [];

for (const file of readdirSync(import.meta.dirname).sort()) {
  const name = /^generate-(.*)\.ts$/.exec(file)?.[1];
  if (name === undefined || (only.length > 0 && !only.includes(name))) continue;
  const { generate } = (await import(path.join(import.meta.dirname, file))) as Generator;
  for (const [name, content] of await generate()) {
    const target = path.join(root, name);
    if (existsSync(target) && readFileSync(target, "utf8") === content) continue;
    stale.push(name);
    if (!check) writeFileSync(target, content);
  }
}

for (const name of stale) console.error(check ? `${name} is not up to date` : `wrote ${name}`);
if (check && stale.length > 0) {
  console.error("Run `npm run generate` and commit the result.");
  process.exitCode = 1;
}
