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

const watched = {
  ...files,
  "pipelines/loads.yaml":
    'name: loads\nowner: bank\ntags: {tier: [gold]}\ndeadline: {finishBy: "+1h"}\ntasks: {copy: {run: "tail -f /dev/null"}}\n',
};

test("by owner and by tag there is a row for each with how they are, which opens them; margin and views", async () => {
  await using at = await pageUnderTest(watched);
  await at.server.json(["run", "loads"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines`);
  await expect
    .poll(
      async () => {
        await page.reload();
        return (await page.locator("#p-shop-loads").textContent()) ?? "";
      },
      { timeout: 30_000, interval: 500 },
    )
    .toMatch(/59 min( \d+ s)? forecast/);
  await page.getByRole("link", { name: "By owner" }).click();
  expect(new URL(page.url()).searchParams.get("group")).toBe("owner");
  expect(await page.locator("#group-bank").textContent()).toMatch(/^bank1/);
  await expectAccessible(page);
  await picture(page, "pipelines-by-owner");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator("#group-bank").getByRole("link").click();
  expect(await page.locator("#pipelines a.nm").allTextContents()).toEqual(["loads"]);
  await page.goto(`${at.server.url}/pipelines?group=tag:tier`);
  await page.locator("#group-gold").getByRole("link").click();
  expect(new URL(page.url()).searchParams.get("tag")).toBe("tier=gold");
  await page.getByRole("link", { name: "Late or at risk" }).click();
  expect(await page.locator("main").textContent()).toContain("No pipeline is so");
  expect(complaints).toEqual([]);
  await page.goto(`${at.server.url}/pipelines?group=odd`);
  expect(await page.locator("main").textContent()).toContain("no group");
});
