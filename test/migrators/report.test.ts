import { expect, test } from "vitest";
import { LEGACY_CODES } from "#migrators/finding-codes.ts";
import { JobCounts } from "#migrators/job-counts.ts";
import { ledgerLines } from "#migrators/ledger.ts";
import { reportOf } from "#migrators/report.ts";
import { reportHtml } from "#migrators/report-html.ts";
import { reportMarkdown } from "#migrators/report-markdown.ts";
import { Risks } from "#migrators/risks.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { Tally } from "#migrators/tally.ts";
import { translate } from "#migrators/translate/translate.ts";

const text =
  "MAILTO=ops\n0 5 * * * /opt/a\n@reboot /opt/b\nDB_PASSWORD=hunter2\n0~9 6 * * * /opt/c\n";
const reportBy = (timezone: string | null) => {
  const options = {
    dialect: "cronie",
    timezone,
    format: null,
    user: null,
    instance: "etl|01",
  } as const;
  const translation = translate(cronEstate([{ file: "t", text, encoding: "utf-8" }], options));
  const lines = [...ledgerLines(translation.estate.files, translation.accounts)];
  const tally = new Tally();
  for (const line of lines) tally.add(line);
  const counts = new JobCounts();
  const written = new Set(translation.pipelines.map(({ job }) => job));
  for (const job of translation.estate.jobs) counts.add(job, written.has(job));
  return { report: reportOf(translation.estate, { counts, risks: new Risks(), tally }), lines };
};

test("it counts what runs unedited, and each assumption and reason once", () => {
  const { report, lines } = reportBy("UTC");
  expect(report.jobs).toEqual({ input: 3, translated: 2, refused: 1 });
  expect(report.types).toEqual([{ type: "command", input: 3, translated: 2 }]);
  const codes = report.codes.map(({ code, outcome, lines: count, jobs }) => [
    code,
    outcome,
    count,
    jobs,
  ]);
  expect(codes).toEqual([
    ["cron-random", "equivalent", 5, 1],
    ["cron-reboot", "refused", 3, 1],
    ["cron-mail", "equivalent", 2, 0],
    ["secret-stored", "equivalent", 2, 0],
  ]);
  const counted = Object.values(report.attributes).reduce((sum, count) => sum + count);
  expect(counted).toBe(lines.length);
  for (const { code } of report.codes) expect(LEGACY_CODES[code]?.title).toBeTruthy();
});

test("as Markdown it begins with the jobs that run unedited, and shows no password", () => {
  const markdown = reportMarkdown(reportBy("UTC").report);
  expect(markdown).toMatch(
    /^# Import from cron \(etl\\\|01\)\n\n\*\*2 of 3 jobs run unedited\*\*, 1 are refused\.\n/,
  );
  expect(markdown).not.toContain("hunter2");
  expect(markdown).not.toContain("## To decide");
});

test("what a person must decide is in it with the jobs that wait", () => {
  const { report } = reportBy(null);
  expect(report.decisions).toMatchObject([{ parameter: "timezone", jobs: 2 }]);
  expect(reportMarkdown(report)).toContain(
    "## To decide\n\n- In which zone is the host of the files?",
  );
});

test("as a page it is the same, and names are no markup", () => {
  const { report } = reportBy("UTC");
  const html = reportHtml({ ...report, instance: '<img src="x">' });
  expect(html).toContain("<h1>Import from cron (&lt;img src=&quot;x&quot;&gt;)</h1>");
  expect(html).toContain("<strong>2 of 3 jobs run unedited</strong>, 1 are refused.");
  expect(html).not.toContain("<img");
  expect(html).not.toContain("hunter2");
});
