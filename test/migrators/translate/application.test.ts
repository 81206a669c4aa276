// Applications as pipelines: over folders that say the same, and why others stay apart.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFires } from "#migrators/compare.ts";
import { ledgerLines } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { legacyFires } from "#migrators/simulate.ts";
import { specFiles } from "#migrators/translate/spec-text.ts";
import { translate } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";
import { eventFlows } from "#test/support/flow-estates.ts";
import { controlM } from "#test/support/translated.ts";

const job = (name: string, application: string, within = ""): string =>
  `<JOB JOBNAME="${name}" TASKTYPE="Command" CMDLINE="/opt/${name}" DAYS="ALL"${application && ` APPLICATION="${application}"`}>${within}</JOB>`;
const folder = (name: string, jobs: string, more = ""): string =>
  `<FOLDER FOLDER_NAME="${name}" DATACENTER="PRD" FOLDER_ORDER_METHOD="SYSTEM"${more}>${jobs}</FOLDER>`;
const byApplication = (...folders: string[]): LegacyEstate => ({
  ...controlM(`<DEFTABLE>${folders.join("")}</DEFTABLE>`),
  grouping: "application",
});
const tasksOf = (estate: LegacyEstate) =>
  Object.fromEntries(
    translate(estate).pipelines.map(({ name, tasks }) => [name, tasks.map((task) => task.name)]),
  );

const posts = '<OUTCOND NAME="A-OK" ODATE="ODAT" SIGN="+"/>';
const waits = '<INCOND NAME="A-OK" ODATE="ODAT" AND_OR="A"/>';

test("jobs of one application in several folders are one pipeline, and their order is `needs`", () => {
  const estate = byApplication(
    folder("F", job("A", "GL", posts) + job("B", "AP")),
    folder("G", job("A", "gl", waits) + job("C", "")),
  );
  expect(tasksOf(estate)).toEqual({ gl: ["A", "A-2"], ap: ["B"], g: ["C"] });
  const { pipelines, accounts } = translate({
    ...byApplication(folder("F", job("A", "GL", posts)), folder("G", job("B", "GL", waits))),
  });
  const [{ text } = { text: "" }] = pipelines.flatMap(specFiles);
  expect(text).toContain("# Folders: F, G\n");
  expect(text).toContain("legacy: {system: control-m, file: x.xml}\n");
  expect(text).toContain("needs: [A]");
  expect(accounts.of(estate.jobs[0]?.statement as never)).toBeUndefined();
});

test.each([
  ["DATACENTER", ' DATACENTER="TST"', "labels differs"],
  ["FOLDER_ORDER_METHOD", "", "order differs"],
])("folders with another %s stay apart, which is said", (attribute, more, message) => {
  const other = folder("G", job("B", "GL")).replace(new RegExp(` ${attribute}="[^"]*"`), more);
  const estate = byApplication(folder("F", job("A", "GL")), other);
  expect(Object.keys(tasksOf(estate))).toEqual(["gl", "g-gl"]);
  const said = estate.findings.filter(({ code }) => code === "application-apart");
  expect(said.map((one) => one.message)).toEqual([expect.stringContaining(message)]);
});

test("nothing is lost, and each job starts when its own rules say", () => {
  const range = { from: "2026-03-01", to: "2026-03-08" };
  fc.assert(
    fc.property(
      eventFlows,
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      (text, which) => {
        let at = 0;
        const labelled = text.replaceAll('TASKTYPE="Command"', (word) =>
          which[at++ % 8] ? `${word} APPLICATION="GL"` : word,
        );
        const estate: LegacyEstate = { ...controlM(labelled), grouping: "application" };
        const translation = translate(estate);
        const lines = [...ledgerLines(estate.files, translation.accounts)];
        expect(lines.filter(({ code }) => code === "not-understood")).toEqual([]);
        expect(lines.filter(({ code }) => code === "group-left-out")).toEqual([]);
        const ours = new TranslatedFires(translation, range);
        for (const each of estate.jobs) {
          if (each.refusals.length > 0) continue;
          const fires = compareFires(
            legacyFires["control-m"](each, range, estate),
            ours.of(each) ?? [],
          );
          expect([...fires].filter(({ side }) => side !== "both")).toEqual([]);
        }
      },
    ),
    { numRuns: 40 },
  );
});
