// Migration, in a real browser: whether the wave can be cut over and what is missing, down to the runs that were paired.

import { expect, test } from "vitest";
import { observeWave, waveFiles } from "#test/support/observed-wave.ts";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

test("the gate says what is missing, and a day that differs leads to its two runs", async () => {
  await using at = await pageUnderTest(waveFiles);
  await observeWave(at.server, 6);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/migration`);
  expect(await page.locator(".verdict .big").textContent()).toContain("gate not met");
  const row = page.locator("#job-load");
  expect(await row.locator("td.x").count()).toBeGreaterThan(0);
  // Nobody has told of this one: that is no match, and doesn't look like one.
  expect(await page.locator("#job-idle td.y").count()).toBe(0);
  await expectAccessible(page);
  await row.locator("td.x a").first().click();
  await page.getByRole("heading", { name: "Runs of load" }).waitFor();
  expect(await page.locator("#pairs").textContent()).toContain("differs");
  await expectAccessible(page);
  await picture(page, "migration");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "migration-360");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(page);
  await picture(page, "migration-dark");
  expect(complaints).toEqual([]);
});

test("without a wave the page says what would be here", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page } = await at.tab();
  await page.goto(`${at.server.url}/migration`);
  expect(await page.locator("main").textContent()).toContain("is in a wave");
  await expectAccessible(page);
});
