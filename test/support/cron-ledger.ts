// What every import of cron must hold to, whatever the files say.

import { expect } from "vitest";
import { compareFires } from "#migrators/compare.ts";
import { ledgerLines } from "#migrators/ledger.ts";
import { legacyFires } from "#migrators/simulate.ts";
import type { CronOptions } from "#migrators/sources/cron/dialect.ts";
import type { CronInput } from "#migrators/sources/cron/input.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import type { Statement } from "#migrators/statement.ts";
import { type Translation, translate } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";

/** Every attribute is in the ledger once and understood, what is refused is in no spec, and both sides fire alike. */
export function expectAccounted(
  files: Record<string, string>,
  options: Partial<CronOptions>,
): Translation {
  const inputs: CronInput[] = Object.entries(files).map(([file, text]) => ({
    ...{ file, text, encoding: "utf-8" },
  }));
  const none = { dialect: null, timezone: null, format: null, user: null, instance: null };
  const translation = translate(cronEstate(inputs, { ...none, ...options }));
  const { estate, accounts, pipelines } = translation;
  const lines = [...ledgerLines(estate.files, accounts)];
  let count = 0;
  for (const { refused, statements, asides } of estate.files)
    count += refused ? 1 : countOf(statements) + asides.length;
  expect(lines.length).toBe(count);
  expect(lines.filter(({ code }) => code === "not-understood")).toEqual([]);
  const span = { from: "2026-03-01", to: "2026-12-01" };
  const translated = new TranslatedFires(translation, span);
  for (const { job, tasks } of pipelines) {
    for (const task of tasks)
      expect(task.spec.uses === "unsupported").toBe(task.job.refusals.length > 0);
    const ours = translated.of(job) ?? [];
    const legacy = legacyFires.cron(job, span, estate);
    expect([...compareFires(legacy, ours)].find(({ side }) => side !== "both")).toBeUndefined();
  }
  return translation;
}

const countOf = (statements: readonly Statement[]): number =>
  statements.reduce(
    (sum, { attributes, children }) => sum + 1 + attributes.length + countOf(children),
    0,
  );
