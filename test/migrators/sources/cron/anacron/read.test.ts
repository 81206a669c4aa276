// Anacrontabs lose nothing, and say when they don't know.

import fc from "fast-check";
import { expect, test } from "vitest";
import { readAnacrontab } from "#migrators/sources/cron/anacron/read.ts";
import { expectAccounted } from "#test/support/cron-ledger.ts";
import { expectLossless } from "#test/support/lossless.ts";

const dialects = fc.constantFrom("debian" as const, "cronie" as const);
const jobs = fc
  .tuple(
    fc.constantFrom("1", "7", "@daily", "@weekly", "@monthly", "@yearly", "30", "11", "0", "x"),
    fc.constantFrom("0", "5", "45", "1000", "99999999999"),
    fc.constantFrom("cron.daily", "a/b", "é"),
    fc.constantFrom(
      "nice run-parts /etc/cron.daily",
      "printf 'a\\tb' \\\n  c",
      "x --password=y",
      "",
    ),
  )
  .map((words) => words.join(" "));
const assignments = fc.constantFrom(
  ...["START_HOURS_RANGE=3-22", "START_HOURS_RANGE=22-3", "RANDOM_DELAY=45", "RANDOM_DELAY=0"],
  ...[
    "PREFERRED_HOUR=4",
    "PREFERRED_HOUR=x",
    "MAILTO=root",
    "MAILTO=",
    "NO_MAIL_OUTPUT=1",
    "A B=c",
  ],
  ...["SHELL=/bin/sh", "X = ${{ y }}", "A\\\n=b", "API_TOKEN=hunter2"],
);
const hostile = fc
  .array(fc.oneof(fc.constantFrom("\\", "\n", " ", "\t", "=", "#", "1", "\r", "@"), fc.string()))
  .map((parts) => parts.join(""));
const tables = fc.oneof(
  fc.array(fc.oneof(jobs, assignments, fc.constant("# a \\"))).map((lines) => lines.join("\n")),
  hostile,
);

test("statements, asides and what is blank between them are the table", () => {
  fc.assert(
    fc.property(tables, dialects, (text, dialect) => {
      expectLossless(text, readAnacrontab("anacrontab", text, "utf-8", dialect));
    }),
    { numRuns: 300 },
  );
});

test("every attribute is accounted for, and both sides fire alike", { timeout: 60_000 }, () => {
  const starts = fc.constantFrom(undefined, "03:01", "22:30");
  fc.assert(
    fc.property(tables, dialects, starts, (text, dialect, start) => {
      const said = { stamps: { "cron.daily": "2026-02-28" }, days: { "a/b": 5 } };
      const anacron = start === undefined ? said : { start, ...said };
      expectAccounted({ anacrontab: text }, { dialect, timezone: "Europe/Berlin", anacron });
    }),
    { numRuns: 100 },
  );
});

test("a line of 4 MB is read in no time", () => {
  for (const part of ["\\", "\\\n", " ", "a ", "="]) {
    const begun = process.cpuUsage();
    const text = `1 5 a ${part.repeat(4_000_000 / part.length)}\n`;
    readAnacrontab("anacrontab", text, "utf-8", "cronie");
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5_000);
  }
});
