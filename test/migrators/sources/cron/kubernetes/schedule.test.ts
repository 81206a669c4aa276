// The reader of schedules of CronJobs beside the scheduler's own, which shares no code with it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "#core/schedule/cron.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { readSchedule } from "#migrators/sources/cron/kubernetes/schedule.ts";
import { cronStarts, neverStarts } from "#migrators/sources/cron/simulate.ts";
import { cronTexts } from "#test/support/cron-texts.ts";

const kubernetes = cronTexts.filter(({ dialect }) => dialect === "kubernetes");
const others = fc.constantFrom(
  ...["5/15 8 * * ?", "0 0 */2 * 1", "0 0 */1 * 1", "*,5 0 1 * 1", "0 0 ? * mon-fri", "@weekly"],
  ...["0 0 31 2 *", "0 0 * * 7", "0 22-4 * * *", "@every 5m", "TZ=UTC 0 5 * * *", "1,,2 0 * * *"],
  ...["60 0 * * *", "0 0 0 * *", "*/0 * * * *", "1-2-3 0 * * *", "0 0 * jan sun", ", 0 * * *", "x"],
);

test("both read the same, and start at the same times", { timeout: 30_000 }, () => {
  const zones = fc.constantFrom("UTC", "America/New_York", "Europe/Berlin", "Australia/Adelaide");
  const texts = fc.oneof(
    kubernetes.map(({ text }) => text),
    others,
  );
  fc.assert(
    fc.property(texts, zones, (text, zone) => {
      const times = readSchedule(text);
      const { cron } = parseCron(text, "kubernetes");
      if (times === null || cron === null) {
        expect([text, times === null || neverStarts(times)]).toEqual([text, cron === null]);
        return;
      }
      const from = Date.UTC(2026, 2, 1) / 60_000;
      const to = from + 42 * 1440;
      const compiled = compileSchedule({ cron: text, dialect: "kubernetes" }, zone);
      const ours = [...occurrences(compiled, from * 60_000, to * 60_000)];
      const legacy = [...cronStarts(times, "naive", zone, from, to)].map((at) => at * 60_000);
      expect([text, zone, legacy.join()]).toEqual([text, zone, ours.join()]);
    }),
    { numRuns: 250 },
  );
});
