// Estates of every kind of flow: nothing of what their jobs wait for and cause is lost, and the specs are valid together.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { Accounts } from "#migrators/ledger.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { groupsOf } from "#migrators/translate/groups.ts";
import { projectDraft } from "#migrators/translate/project-draft.ts";
import { specText } from "#migrators/translate/spec-text.ts";
import { translated as writable } from "#migrators/translate/translate.ts";
import { projectFile, sharedFiles } from "#migrators/write.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { eventFlows, statusFlows } from "#test/support/flow-estates.ts";
import { cmd, controlM, readTranslated, translated } from "#test/support/translated.ts";

/** What the passes of conditions, ends and notifications answer for. */
function* attributesOf({
  condition,
  result,
  notifications,
  deadlines,
}: LegacyJob): Generator<LegacyAttribute> {
  const { effects, rules, success, failure, retry, timeout, ...of } = result;
  for (const one of [condition, success, failure, retry, timeout, of.endsGroup, of.endedByGroup])
    yield* one?.from ?? [];
  for (const one of [of.groupSuccess, of.groupFailure, ...effects, ...rules])
    yield* one?.from ?? [];
  for (const rule of rules) for (const effect of rule.effects) yield* effect.from;
  for (const one of [...notifications, ...deadlines]) yield* one.from;
}

const cases: [string, fc.Arbitrary<string>, (text: string) => LegacyEstate][] = [
  ["Control-M", eventFlows, controlM],
  ["AutoSys", statusFlows, (text) => autosysEstate(text, { timezone: "UTC" })],
];

describe.each(cases)("%s", (_, flows, read) => {
  test("every attribute is accounted for, or its job is refused", () => {
    fc.assert(
      fc.property(flows, (text) => {
        const { project } = translated(read(text));
        const lost = project.pipelines.flatMap((draft) => {
          const groups = groupsOf(draft);
          const isRefused = [...groups].some(({ refusals }) => refusals.length > 0);
          const of = [
            ...[...groups].map((job) => ({
              job,
              accounts: [
                draft.accounts,
                ...draft.tasks.flatMap((task) => (task.job === job ? task.accounts : [])),
              ],
            })),
            ...draft.tasks
              .filter(({ made }) => !made)
              .map(({ job, accounts }) => ({
                job,
                accounts: [accounts, draft.accounts],
              })),
          ];
          return of.flatMap(({ job, accounts }) =>
            isRefused || job.refusals.length > 0
              ? []
              : [...attributesOf(job)]
                  .filter((attribute) => !accounts.some((each) => each.of(attribute)))
                  .filter(
                    (attribute) => !job.inert.some((one) => one.attribute?.name === attribute.name),
                  )
                  .map(({ name, value }) => `${job.key} ${name}=${value}`),
          );
        });
        expect(lost).toEqual([]);
      }),
    );
  });

  test("the same text gives the same specs, which are valid together", () => {
    fc.assert(
      fc.property(flows, (text) => {
        const made = translated(read(text));
        const again = translated(read(text));
        expect(made.project.pipelines.map(specText)).toEqual(again.project.pipelines.map(specText));
        readTranslated(made);
      }),
    );
  });

  test("what is written is valid as a project, whatever is refused", () => {
    fc.assert(
      fc.property(flows, (text) => {
        expect(errorsOf(read(text))).toEqual([]);
      }),
    );
  });
});

/** What a sync would find wrong with all that an import writes. */
function errorsOf(estate: LegacyEstate): string[] {
  const project = projectDraft(estate);
  const pipelines = [...writable(project, new Accounts())].flatMap(({ files: own }) => own);
  const files = [projectFile(estate, "test"), ...pipelines, ...sharedFiles(project)];
  const { diagnostics } = readEstate(files);
  return diagnostics.flatMap(({ severity, file, message }) =>
    severity === "error" ? `${file}: ${message}` : [],
  );
}

test("a pipeline whose schedule can't be said keeps its place, for those that wait for it", () => {
  const dates = "calendar: GONE\n01/15/2026\n\n";
  const never = "run_calendar: GONE\nexclude_calendar: GONE\nstart_times: 02:00";
  const estate = autosysEstate(
    `${dates}${cmd("A", `date_conditions: 1\n${never}`)}${cmd("B", "condition: s(A)")}`,
  );
  expect(errorsOf(estate)).toEqual([]);
  expect(estate.jobs.map(({ refusals }) => refusals.map(({ code }) => code))).toEqual([
    ...[["jil-days-unsayable"], []],
  ]);
});
