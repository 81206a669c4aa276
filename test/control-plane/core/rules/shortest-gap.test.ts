// The shortest time between two due times of a schedule.

import { expect, test } from "vitest";
import type { Schedule } from "#core/pipeline.ts";
import { shortestGap } from "#core/rules/shortest-gap.ts";

test.each<[Schedule, number]>([
  [{ cron: "* * * * *" }, 60_000],
  [{ cron: "*/5 * * * *" }, 300_000],
  [{ cron: "0,2 6 * * *" }, 120_000],
  [{ cron: "58,59 23 * * 5" }, 60_000],
  [{ cron: "0 6 * * *" }, 86_400_000],
  [{ cron: "0 6 1 * *" }, 28 * 86_400_000],
  [{ cron: "0 6 29 2 *" }, 0],
  [{ everyMs: 30_000, from: null, until: null }, 30_000],
  [{ daily: ["06:00", "06:03"] }, 180_000],
])("%j: %d ms", (schedule, gap) => expect(shortestGap(schedule)).toBe(gap));
