// docs/migration/cron.md: the table of constructs says what the importer does, and every code is on the page.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ledgerLines } from "#migrators/ledger.ts";
import { cronCodes } from "#migrators/sources/cron/codes.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { translate } from "#migrators/translate/translate.ts";

const page = readFileSync(
  fileURLToPath(new URL("../../docs/migration/cron.md", import.meta.url)),
  "utf8",
);

const rows = [
  ...page.matchAll(/^\| (.+) \| `(.+)` \| (both|debian|cronie) \| (.+) \| (\w+) \| (\S+) \|$/gm),
].flatMap(([, construct, lines, cron, attribute, outcome, code]) =>
  (cron === "both" ? (["debian", "cronie"] as const) : [cron as "debian" | "cronie"]).map(
    (dialect) => ({ construct, lines, dialect, attribute, outcome, code }),
  ),
);

test("there are rows", () => {
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows)("$construct by $dialect", ({ lines = "", dialect, attribute, outcome, code }) => {
  const text = `${lines.replaceAll("↵", "\n")}\n`;
  const options = { dialect, timezone: "UTC", format: null, user: null, instance: null };
  const { estate, accounts } = translate(
    cronEstate([{ file: "t", text, encoding: "utf-8" }], options),
  );
  const found = [...ledgerLines(estate.files, accounts)]
    .filter((line) => line.attribute === attribute || code === "cron-file-dropped")
    .map((line) => `${line.outcome} ${line.code}`);
  expect(found).toContain(`${outcome} ${code}`);
});

test("every code is there", () => {
  const missing = Object.keys(cronCodes).filter((code) => !page.includes(code));
  expect(missing).toEqual([]);
});
