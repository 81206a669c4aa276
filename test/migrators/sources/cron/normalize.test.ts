// The thirty cases of crontabs, and those of what stands for cron elsewhere, `test/golden/migrators/cron`: what each means, written by hand from the daemons' rules. Each
// is read, translated and simulated; whatever it expects, no attribute is lost and both sides fire alike over 25 months.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { compareFires } from "#migrators/compare.ts";
import type { Outcome } from "#migrators/ledger.ts";
import { ledgerLines } from "#migrators/ledger.ts";
import { legacyFires } from "#migrators/simulate.ts";
import type { CronDialect, CronOptions } from "#migrators/sources/cron/dialect.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { translate } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";

const folder = fileURLToPath(new URL("../../../golden/migrators/cron", import.meta.url));

interface Case {
  dialects: CronDialect[];
  params: { timezone: string } & Pick<CronOptions, "anacron" | "connection" | "timers"> & {
      reboot?: "placed";
    };
  files: Record<string, string>;
  /** Business dates, the second exclusive. */
  range?: [string, string];
  /** All fire times of a job in the range; or their dates; or how many. */
  fires?: Record<string, string[]>;
  dates?: Record<string, string[]>;
  counts?: Record<string, number>;
  /** Of jobs: the code of the first reason. Jobs that aren't here are translated. */
  refused?: Record<string, string>;
  jobs?: string[];
  runs?: Record<string, string>;
  env?: Record<string, Record<string, string>>;
  users?: Record<string, string>;
  /** Parts of specs of pipelines. */
  specs?: Record<string, object>;
  /** Parts of tasks. */
  tasks?: Record<string, object>;
  /** Values of attributes, and what became of them. */
  ledger?: Record<string, Record<string, string>>;
  outcomes?: Record<string, Record<string, [Outcome, string]>>;
  /** Codes beside those that tables of users have anyway. */
  findings?: string[];
}

const usual = new Set(["cron-format-assumed", "cron-owner-unknown"]);
const cases = readdirSync(folder)
  .sort()
  .flatMap((file) => {
    const found = load(readFileSync(join(folder, file), "utf8")) as Case;
    return found.dialects.map((dialect) => ({ name: file.replace(".yaml", ""), dialect, found }));
  });

test("there are thirty", () => {
  const numbered = cases.filter(({ name }) => name.startsWith("CRON-"));
  const numbers = new Set(numbered.map(({ name }) => name.slice(0, 7)));
  expect([...numbers]).toEqual(
    Array.from({ length: 30 }, (_, index) => `CRON-${`${index + 1}`.padStart(2, "0")}`),
  );
});

describe.each(cases)("$name by $dialect", ({ dialect, found }) => {
  const { files, params, range, refused = {} } = found;
  const inputs = Object.entries(files).map(([file, text]) => ({ file, text, encoding: "utf-8" }));
  const options = { dialect, ...params, format: null, user: null, instance: null };
  const translation = translate(cronEstate(inputs, options), {
    bootPlaced: params.reboot === "placed",
  });
  const { estate, pipelines, accounts } = translation;
  const draftOf = (job: string) => pipelines.find((draft) => draft.job.key === job);
  const lines = [...ledgerLines(estate.files, accounts)];

  if (range) {
    const [from, to] = range;
    const firesOf = (key: string) => {
      const job = estate.jobs.find((each) => each.key === key);
      return job ? [...legacyFires.cron(job, { from, to }, estate)] : null;
    };
    test.each(Object.entries(found.fires ?? {}))("%s fires", (job, expected) => {
      const at = firesOf(job)?.map((fire) => new Date(fire.at).toISOString().replace(".000", ""));
      expect(at).toEqual(expected);
    });
    test.each(Object.entries(found.dates ?? {}))("%s has its dates", (job, expected) => {
      expect(firesOf(job)?.map(({ date }) => date)).toEqual(expected);
    });
    test.each(Object.entries(found.counts ?? {}))("%s fires so often", (job, expected) => {
      expect(firesOf(job)?.length).toBe(expected);
    });
  }

  test("refuses what it must, and nothing else", () => {
    const reasons = estate.jobs.flatMap(({ key, refusals: [first] }) =>
      first ? [[key, first.code]] : [],
    );
    expect(Object.fromEntries(reasons)).toEqual(refused);
    if (found.jobs) expect(estate.jobs.map(({ key }) => key)).toEqual(found.jobs);
  });

  test("is found what a person should know", () => {
    const codes = [...estate.files.flatMap((file) => file.findings), ...estate.findings].map(
      ({ code }) => code,
    );
    expect(codes.filter((code) => !usual.has(code)).sort()).toEqual(found.findings ?? []);
  });

  test("says so in specs", () => {
    for (const [job, run] of Object.entries(found.runs ?? {}))
      expect(draftOf(job)?.tasks[0]?.spec.run).toBe(run);
    for (const [job, env] of Object.entries(found.env ?? {}))
      expect(draftOf(job)?.tasks[0]?.spec.env).toEqual(env);
    for (const [job, user] of Object.entries(found.users ?? {}))
      expect(draftOf(job)?.tasks[0]?.spec.runAs).toBe(user);
    for (const [job, spec] of Object.entries(found.specs ?? {}))
      expect(draftOf(job)?.spec).toMatchObject(spec);
    for (const [job, task] of Object.entries(found.tasks ?? {}))
      expect(draftOf(job)?.tasks[0]?.spec).toMatchObject(task);
  });

  test("has every attribute in the ledger", () => {
    expect(lines.filter(({ code }) => code === "not-understood")).toEqual([]);
    const of = (job: string, name: string) =>
      lines.find((line) => line.job === job && line.attribute === name);
    for (const [job, values] of Object.entries(found.ledger ?? {}))
      for (const [name, value] of Object.entries(values)) expect(of(job, name)?.value).toBe(value);
    for (const [job, outcomes] of Object.entries(found.outcomes ?? {}))
      for (const [name, [outcome, code]] of Object.entries(outcomes))
        expect(of(job, name)).toMatchObject({ outcome, code });
  });

  test("fires alike on both sides over 25 months", () => {
    const span = { from: "2026-01-01", to: "2028-02-01" };
    const translated = new TranslatedFires(translation, span);
    for (const job of estate.jobs) {
      const ours = translated.of(job) ?? [];
      const legacy = legacyFires.cron(job, span, estate);
      expect([...compareFires(legacy, ours)].find(({ side }) => side !== "both")).toBeUndefined();
    }
  });
});
