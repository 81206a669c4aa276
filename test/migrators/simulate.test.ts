// Random tables, imported: both sides fire alike, and the same table gives the same bytes.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFires } from "#migrators/compare.ts";
import { ledgerLines } from "#migrators/ledger.ts";
import { legacyFires } from "#migrators/simulate.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { specText } from "#migrators/translate/spec-text.ts";
import { translate } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";
import { cronTables } from "#test/support/cron-tables.ts";

const options = fc.record({
  dialect: fc.constantFrom("debian" as const, "cronie" as const),
  timezone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
  format: fc.constantFrom("user" as const, null),
  user: fc.constantFrom("etl", null),
  instance: fc.constant(null),
});

test("what is translated fires as the daemon would", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(cronTables, options, fc.integer({ min: 0, max: 24 }), (text, asked, month) => {
      const estate = cronEstate([{ file: "t", text, encoding: "utf-8" }], asked);
      const translation = translate(estate);
      const { pipelines } = translation;
      const begin = Temporal.PlainDate.from("2026-01-01").add({ months: month });
      const range = { from: `${begin}`, to: `${begin.add({ months: 1 })}` };
      const ours = new TranslatedFires(translation, range);
      for (const draft of pipelines) {
        const legacy = legacyFires.cron(draft.job, range, estate);
        const differs = [...compareFires(legacy, ours.of(draft.job) ?? [])].find(
          ({ side }) => side !== "both",
        );
        expect([draft.job.statement.text, differs]).toEqual([draft.job.statement.text, undefined]);
      }
      // None that the daemon starts is without a pipeline.
      const written = new Set(pipelines.map(({ job }) => job));
      for (const job of estate.jobs)
        if (!written.has(job)) expect([...legacyFires.cron(job, range, estate)]).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("the same table gives the same bytes", () => {
  fc.assert(
    fc.property(cronTables, options, (text, asked) => {
      const files = () => {
        const translation = translate(cronEstate([{ file: "t", text, encoding: "utf-8" }], asked));
        const lines = [...ledgerLines(translation.estate.files, translation.accounts)];
        return [translation.pipelines.map(specText), lines];
      };
      expect(files()).toEqual(files());
    }),
    { numRuns: 40 },
  );
});
