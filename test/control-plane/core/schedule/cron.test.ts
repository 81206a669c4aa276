// All vectors and verdicts observed from the real daemons, where they are at hand; own copies of representative ones
// are in clock-policy.test.ts and cron-vixie.test.ts.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { parseCron } from "#core/schedule/cron.ts";
import type { Dialect } from "#core/schedule/dialect.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";

const corpus =
  process.env.TRUNKLINE_CORPUS ??
  fileURLToPath(new URL("../../../../../shared/corpus", import.meta.url));

function rowsOf<T>(file: string, context: TestContext): T[] {
  const path = `${corpus}/cron/${file}`;
  if (!existsSync(path))
    context.skip("there is no corpus of cron: TRUNKLINE_CORPUS names its folder");
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

interface Vector {
  expr: string;
  tz: string;
  from: string;
  until: string;
  expected: string[];
  dialect: Dialect;
}

/** Cuba stays at -04:00 in November 2026 from tzdata 2026f on; crond of cronie misses offsets that change without summer time. */
const isSkewed = ({ tz, dialect, expr }: Vector): boolean =>
  (tz === "America/Havana" && (process.versions.tz ?? "") < "2026f") ||
  (tz === "Pacific/Apia" && dialect === "cronie" && /^0 2 (1 \* 0|\* \* \*\/2)$/.test(expr));

test("every vector that a daemon gave, but for known skew of zone data", (context) => {
  const vectors = rowsOf<Vector>("vectors-daemon.jsonl", context).filter((row) => !isSkewed(row));
  expect(vectors.length).toBeGreaterThan(500);
  const wrong = vectors.filter(({ expr, tz, from, until, expected, dialect }) => {
    const compiled = compileSchedule({ cron: expr, dialect }, tz);
    const found = [...occurrences(compiled, Date.parse(from), Date.parse(until))];
    // The last instant may be missing or there: one daemon acts at second 0, the other at second 1.
    const seen = expected.map((at) => Date.parse(at)).filter((at) => at < Date.parse(until));
    return `${found}` !== `${seen}`;
  });
  expect(wrong.map(({ dialect, tz, from, expr }) => [dialect, tz, from, expr])).toEqual([]);
});

/** A schedule of the tables is what comes before the command; environment lines and commands are the importer's. */
const isSchedule = ({ feature, debian }: Verdict): boolean =>
  !["environment line", "line shape and blanks"].includes(feature) && !/bad command/.test(debian);

interface Verdict {
  text: string;
  feature: string;
  debian: string;
  cronie: string;
}

test("every verdict of the daemons' own checkers; what they accept and never fires is an error of its own", (context) => {
  const verdicts = rowsOf<Verdict>("acceptance.jsonl", context).filter(isSchedule);
  expect(verdicts.length).toBeGreaterThan(25);
  for (const verdict of verdicts) {
    const parts = verdict.text.split(" ");
    const text = parts.slice(0, verdict.text.startsWith("@") ? 1 : 5).join(" ");
    for (const dialect of ["debian", "cronie"] as const) {
      const { cron, issues } = parseCron(text, dialect);
      const never = issues.some(({ message }) => message.startsWith("this never fires"));
      // `@daily` without a command is cronie's complaint about the command.
      const accepts = !/^reject: (?!bad command)/.test(verdict[dialect]);
      expect([text, dialect, cron !== null || never]).toEqual([text, dialect, accepts]);
    }
  }
});

test("without a dialect a text is ours", () => {
  expect(parseCron("0/15 * * * *").cron).toBeNull();
  expect(parseCron("0/15 * * * *", "kubernetes").cron).not.toBeNull();
});
