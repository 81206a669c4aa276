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
    /^\| (.+) \| `(.+)` \| (both|debian|cronie|anacron|systemd) \| (.+) \| (\w+) \| (\S+) \|$/gm,
  ),
].flatMap(([, construct, lines, of, attribute, outcome, code]) =>
  (of === "both" ? ["debian", "cronie"] : [of]).map((cron) => ({
    ...{ construct, lines, cron, attribute, outcome, code },
  })),
);

test("there are rows", () => {
  expect(rows.length).toBeGreaterThan(40);
});

/** Whatever is no crontab is told by its name; settings of units stand below a timer or a service that is whole. */
function filesOf(cron: string, text: string): Record<string, string> {
  if (cron !== "systemd") return { [cron === "anacron" ? "anacrontab" : "t"]: text };
  const isOfService = text.startsWith("[Service]");
  const start = /^\[Timer\]/.test(text) ? "" : "[Timer]\nOnCalendar=daily\n";
  const timer = isOfService ? "[Timer]\nOnCalendar=daily\n" : start + text;
  const service = isOfService ? text.slice("[Service]\n".length) : "";
  const exec = /^Exec/m.test(service) ? "" : "ExecStart=/opt/a\n";
  return { "x.timer": timer, "x.service": `[Service]\n${exec}${service}` };
}

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
  const inputs = Object.entries(filesOf(cron, text)).map(([file, content]) => ({
    ...{ file, text: content, encoding: "utf-8" },
  }));
  const { estate, accounts } = translate(cronEstate(inputs, options));
  const found = [...ledgerLines(estate.files, accounts)]
    .filter((line) => line.attribute === attribute || code === "cron-file-dropped")
    .map((line) => `${line.outcome} ${line.code}`);
  expect(found).toContain(`${outcome} ${code}`);
});

test("every code is there", () => {
  const missing = Object.keys(cronCodes).filter((code) => !page.includes(code));
  expect(missing).toEqual([]);
});
