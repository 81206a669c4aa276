// Pipelines, in a real browser: which is unwell stands first, choices are in the address, and nothing that is written runs.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const files = {
  "pipelines/loads.yaml":
    'name: loads\nowner: bank\ntags: {tier: [gold]}\ntriggers: [{schedule: "0 2 * * *"}]\ntasks: {copy: {run: "exit 3"}}\n',
  "pipelines/exports.yaml": 'name: exports\nowner: shop\ntasks: {send: {run: "true"}}\n',
};

test("what failed stands first and leads to its run; a filter stays in the address", async () => {
  await using at = await pageUnderTest(files);
  for (const name of ["loads", "exports"]) await at.server.json(["run", name, "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines`);
  const first = page.locator("tbody tr").first();
  expect(await first.textContent()).toContain("Degraded");
  expect(await first.locator("a.nm").textContent()).toBe("loads");
  expect(await first.locator("svg.strip").getAttribute("aria-label")).toBe("Last 1 run: 1 failed");
  expect(await first.locator('a[href^="/runs/"]').textContent()).toContain("failed");
  await expectAccessible(page);
  await picture(page, "pipelines");

  await page.getByRole("link", { name: "Healthy" }).click();
  expect(new URL(page.url()).searchParams.get("health")).toBe("Healthy");
  expect(await page.locator("tbody a.nm").allTextContents()).toEqual(["exports"]);
  await page.goto(`${at.server.url}/pipelines?owner=bank&tag=tier%3Dgold`);
  expect(await page.locator("tbody a.nm").allTextContents()).toEqual(["loads"]);
  await page.goto(`${at.server.url}/pipelines?q=zzz`);
  expect(await page.locator("main").textContent()).toContain("No pipeline is so");
  expect(complaints).toEqual([]);
});

test("at 360 px and in the dark nothing is cut off", async () => {
  await using at = await pageUnderTest(files);
  const { page } = await at.tab({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await page.goto(`${at.server.url}/pipelines`);
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "pipelines-360-dark");
});
