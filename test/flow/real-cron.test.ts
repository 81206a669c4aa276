// Our `debian`, and what imports take for cron's, against the daemon itself: the real cron under a virtual clock, across changes of clocks.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "#core/schedule/cron.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { timesOf } from "#migrators/sources/cron/fields.ts";
import { cronStarts } from "#migrators/sources/cron/simulate.ts";
import { cronTexts } from "#test/support/cron-texts.ts";
import { virtualCron } from "#test/support/virtual-cron.ts";

/** Changes that all versions of zone data of the last years know: in spring, in autumn, at midnight, of half an hour. */
const windows: readonly [timezone: string, from: string][] = [
  ["America/New_York", "2026-03-08T00:00-05:00"],
  ["America/New_York", "2026-11-01T00:00-04:00"],
  ["Europe/Berlin", "2024-03-31T00:00+01:00"],
  ["Europe/Berlin", "2024-10-27T00:00+02:00"],
  ["Australia/Lord_Howe", "2025-10-05T00:00+10:30"],
  ["Australia/Lord_Howe", "2025-04-06T00:00+11:00"],
  ["America/Sao_Paulo", "2018-11-03T12:00-03:00"],
  ["UTC", "2026-02-28T00:00Z"],
];
const texts = [
  ...["30 2 * * *", "*/30 2 * * *", "0-59/20 2 * * *", "30 1 * * *", "*/30 1 * * *"],
  ...["0 * * * *", "0 0-23 * * *", "@daily", "15,45 0-3 * * *", "*/45 */2 * * *", "5 0 1,15 * 7"],
];
/** Random ones that our reader knows, as `cron-texts.ts` writes them: others each time, and a failure names its text. */
const random = (): string[] => {
  const found = fc.sample(cronTexts, { numRuns: 300 });
  return found
    .filter(({ text, dialect }) => dialect === "debian" && parseCron(text, dialect).cron !== null)
    .map(({ text }) => text)
    .slice(0, 6);
};
const days = 30 * 3_600_000;
/** The daemon starts what it owes after a gap 10 s apart: more than these go on in the minutes after. */
const mostOwed = 5;
const mostAtOnce = (instants: readonly number[]): number =>
  Math.max(
    0,
    ...Map.groupBy(instants, (at) => at)
      .values()
      .map((same) => same.length),
  );
/** Beyond it what was compared has to do: the machine is busy. */
const timeMs = 25_000;

test("the daemon runs at the instants that we reckon", { timeout: 180_000 }, async (context) => {
  const daemon = await virtualCron();
  if (typeof daemon === "string") return context.skip(daemon);
  await using cron = daemon;
  const begun = performance.now();
  let compared = 0;
  // By text first: with less time each window has had some.
  for (const text of [...texts, ...random()])
    for (const [timezone, at] of windows) {
      if (performance.now() - begun > timeMs) break;
      const from = Temporal.Instant.from(at).epochMilliseconds;
      const compiled = compileSchedule({ cron: text, dialect: "debian" }, timezone);
      const ours = [...occurrences(compiled, from, from + days)];
      if (mostAtOnce(ours) > mostOwed) continue;
      const shown = (list: readonly number[]) => list.map((ms) => new Date(ms).toISOString());
      const daemons = shown(cron.runs(text, timezone, from, from + days));
      expect([text, timezone, daemons]).toEqual([text, timezone, shown(ours)]);
      // What an import compares with.
      const times = timesOf(text, "debian");
      const minutes =
        times === null
          ? []
          : [...cronStarts(times, "debian", timezone, from / 60_000, (from + days) / 60_000)];
      const legacy = shown(minutes.map((minute) => minute * 60_000));
      expect([text, timezone, legacy]).toEqual([text, timezone, daemons]);
      compared++;
    }
  expect(compared).toBeGreaterThan(windows.length);
});
