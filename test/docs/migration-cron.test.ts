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
    /^\| (.+) \| `(.+)` \| (both|debian|cronie|anacron|systemd|kubernetes) \| (.+) \| (\w+) \| (\S+) \|$/gm,
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
  if (cron === "kubernetes") return { "a.yaml": manifestWith(text) };
  if (cron !== "systemd") return { [cron === "anacron" ? "anacrontab" : "t"]: text };
  const isOfService = text.startsWith("[Service]");
  const start = /^\[Timer\]/.test(text) ? "" : "[Timer]\nOnCalendar=daily\n";
  const timer = isOfService ? "[Timer]\nOnCalendar=daily\n" : start + text;
  const service = isOfService ? text.slice("[Service]\n".length) : "";
  const exec = /^Exec/m.test(service) ? "" : "ExecStart=/opt/a\n";
  return { "x.timer": timer, "x.service": `[Service]\n${exec}${service}` };
}

/** A CronJob that is whole, with what a row says of `spec.…`, `job.…`, `pod.…` or `container.…` in the place of its own. */
function manifestWith(text: string): string {
  const parts = {
    spec: ["schedule: '0 5 * * *'"],
    job: ["ttlSecondsAfterFinished: 60"],
    pod: ["restartPolicy: Never"],
    container: ["image: a"],
  };
  const [, name = "spec", setting = ""] = /^(\w+)\.(.+)\n$/.exec(text) ?? [];
  const part = parts[name as keyof typeof parts];
  if (part[0]?.split(":")[0] === setting.split(":")[0]) part.pop();
  part.push(setting);
  const of = (lines: readonly string[]) => lines.join(", ");
  const pod = `spec: {${of(parts.pod)}, containers: [{${of(parts.container)}}]}`;
  return `kind: CronJob\nmetadata: {name: x}\nspec: {${of(parts.spec)}, jobTemplate: {spec: {${of(parts.job)}, template: {${pod}}}}}\n`;
}

test.each(rows)("$construct by $cron", ({ lines = "", cron = "", attribute, outcome, code }) => {
  const text = `${lines.replaceAll("↵", "\n")}\n`;
  const options = {
    ...({
      dialect: cron === "debian" ? "debian" : "cronie",
      timezone: "UTC",
      format: null,
    } as const),
    ...{ user: null, instance: null, connection: "cluster" },
    anacron: { start: "03:01", stamps: { stamped: "2026-03-03" }, days: { monthly: 1 } },
  };
  const inputs = Object.entries(filesOf(cron, text)).map(([file, content]) => ({
    ...{ file, text: content, encoding: "utf-8" },
  }));
  const { estate, accounts } = translate(cronEstate(inputs, options));
  const found = [...ledgerLines(estate.files, accounts)]
    .filter((line) => line.attribute.endsWith(attribute ?? "") || code === "cron-file-dropped")
    .map((line) => `${line.outcome} ${line.code}`);
  expect(found).toContain(`${outcome} ${code}`);
});

test("every code is there", () => {
  const missing = Object.keys(cronCodes).filter((code) => !page.includes(code));
  expect(missing).toEqual([]);
});
