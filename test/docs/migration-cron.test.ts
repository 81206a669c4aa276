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
  ...page.matchAll(
    /^\| (.+) \| `(.+)` \| (both|debian|cronie|anacron) \| (.+) \| (\w+) \| (\S+) \|$/gm,
  ),
].flatMap(([, construct, lines, of, attribute, outcome, code]) =>
  (of === "both" ? ["debian", "cronie"] : [of]).map((cron) => ({
    ...{ construct, lines, cron, attribute, outcome, code },
  })),
);

test("there are rows", () => {
  expect(rows.length).toBeGreaterThan(40);
});

/** Whatever is no crontab is told by its name. */
const files: Record<string, string> = { anacron: "anacrontab" };

test.each(rows)("$construct by $cron", ({ lines = "", cron = "", attribute, outcome, code }) => {
  const text = `${lines.replaceAll("↵", "\n")}\n`;
  const options = {
    ...({
      dialect: cron === "debian" ? "debian" : "cronie",
      timezone: "UTC",
      format: null,
    } as const),
    ...{ user: null, instance: null, anacron: { start: "03:01" } },
  };
  const { estate, accounts } = translate(
    cronEstate([{ file: files[cron] ?? "t", text, encoding: "utf-8" }], options),
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
