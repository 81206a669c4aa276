// Lines that run folders, with any scripts in them: nothing is lost, and the line runs when it did.

import fc from "fast-check";
import { expect, test } from "vitest";
import { expectAccounted } from "#test/support/cron-ledger.ts";

const lines = fc.constantFrom(
  ...[
    "17 * * * * root cd / && run-parts --report /etc/cron.hourly",
    "@daily root run-parts /etc/cron.daily",
  ],
  ...[
    "25 6 * * * root test -x /usr/sbin/anacron || run-parts /etc/cron.daily",
    "MAILTO=ops",
    "SHELL=/bin/bash",
  ],
  ...[
    "0 5 * * * root nice run-parts /etc/cron.hourly/",
    "0 5 * * * root run-parts /srv/jobs; true",
    "FOO=bar",
  ],
);
const names = fc.constantFrom("backup", "0anacron", "x.sh", "rpm~", ".hidden", "Zip", "a b");
const scripts = fc.dictionary(
  fc
    .tuple(fc.constantFrom("cron.hourly", "cron.daily"), names)
    .map((parts) => `etc/${parts.join("/")}`),
  fc.constantFrom("", "#!/bin/sh\necho\n", "kind: CronJob\n", "[Unit]\n", "START_HOURS_RANGE=1-2"),
);

test("every line and script is accounted for, and both sides fire alike", {
  timeout: 60_000,
}, () => {
  const tables = fc
    .array(lines, { maxLength: 5 })
    .map((all) => all.map((line) => `${line}\n`).join(""));
  const dialects = fc.constantFrom("debian" as const, "cronie" as const);
  fc.assert(
    fc.property(tables, scripts, dialects, (table, files, dialect) => {
      expectAccounted({ "etc/crontab": table, ...files }, { dialect, timezone: "UTC" });
    }),
    { numRuns: 80 },
  );
});

test("scripts follow one another, whatever becomes of them", () => {
  const files = {
    "etc/crontab": "@daily root run-parts /etc/cron.daily\n",
    "etc/cron.daily/b": "#!/bin/sh\n",
    "etc/cron.daily/B": "#!/bin/sh\n",
    "etc/cron.daily/a": "#!/bin/sh\n",
  };
  const { pipelines } = expectAccounted(files, { dialect: "debian", timezone: "UTC" });
  expect(pipelines.map(({ name }) => name)).toEqual(["cron-daily"]);
  expect(pipelines[0]?.tasks.map(({ name, spec }) => [name, spec.awaits])).toEqual([
    ["B", undefined],
    ["a", { task: "B", state: "finished" }],
    ["b", { task: "a", state: "finished" }],
  ]);
});
