import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ParityReport, reportFiles, wrongFiles } from "#core/parity/report.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const report: ParityReport = {
  ...{ project: "shop", folder: "GL/CLOSE", date: "2026-11-20", from: "2026-10-07" },
  jobs: [
    {
      ...{ name: "gl-close/post", wave: "gl-1", job: "GL/CLOSE/POST", counts: { match: 20 } },
      gate: { holds: true, missing: [], days: 20, comparable: 20, matched: 20 },
      differences: [],
    },
    {
      ...{ name: "gl-close/report", wave: "gl-1", job: "GL/CLOSE/REP|ORT" },
      counts: { match: 1, differs: 1, "only-legacy": 1, open: 2 },
      gate: {
        ...{ holds: false, days: 20, comparable: 19, matched: 17 },
        missing: ["2 differences have no explanation"],
      },
      differences: [
        {
          verdict: "differs",
          said: "differs: start +5m there",
          explanation: "migration/explanations/late.yaml (ada, until 2026-04-01)",
          ours: "gl-close/report of 2026-11-20 due 2026-11-20T22:00:00.000Z",
          lines: ["22:05:00 20-Nov-2026 STARTED AT 20261120220500 ON unix7", "a\u001b[31m line"],
        },
        {
          ...{ verdict: "only-legacy", said: "only-legacy", explanation: null, ours: null },
          lines: ["RERUN BY USER ada"],
        },
      ],
    },
  ],
};

test.each(["GL%2FCLOSE.json", "GL%2FCLOSE.md", "SHA256SUMS"])("%s is as it was", async (name) => {
  const { text } = reportFiles([report], sha256).find((file) => file.name === name) as {
    text: string;
  };
  await expect(text).toMatchFileSnapshot(`../../../golden/parity/${name}`);
});

test("a file that was changed, is gone, or that the sums don't know is named", () => {
  const other = { ...report, folder: "A" };
  const files = reportFiles([report, other], sha256);
  expect(files.map(({ name }) => name)).toEqual([
    ...["A.json", "A.md", "GL%2FCLOSE.json", "GL%2FCLOSE.md", "SHA256SUMS"],
  ]);
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const wrong = () =>
    wrongFiles(files.at(-1)?.text ?? "", (name) => texts.get(name) ?? null, sha256);
  expect(wrong()).toEqual([]);
  texts.set("A.md", "other");
  texts.delete("A.json");
  expect(wrong()).toEqual(["A.json is missing", "A.md is not what was reported"]);
  expect(wrongFiles("no line", () => null, sha256)).toHaveLength(1);
});

test("the golden files hold by the sums beside them", () => {
  const folder = join(import.meta.dirname, "../../../golden/parity");
  const golden = (name: string): string => readFileSync(join(folder, name), "utf8");
  expect(wrongFiles(golden("SHA256SUMS"), golden, sha256)).toEqual([]);
});
