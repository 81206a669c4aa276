// Runs, in a real browser: found by what somebody knows of them, and page by page.

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
  "pipelines/loads.yaml": 'name: loads\nowner: bank\ntasks: {copy: {run: "exit 3"}}\n',
  "pipelines/exports.yaml": 'name: exports\ntasks: {send: {run: "true"}}\n',
};

test("a failed run is found by its state and by its pipeline", async () => {
  await using at = await pageUnderTest(files);
  for (const name of ["loads", "exports"]) await at.server.json(["run", name, "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/runs`);
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await picture(page, "runs");
  await page.getByRole("link", { name: "failed", exact: true }).click();
  expect(await page.locator("tbody tr").count()).toBe(1);
  expect(await page.locator("tbody tr").textContent()).toContain("loads");
  await page.getByLabel("Pipeline", { exact: true }).fill("exports");
  await page.getByRole("button", { name: "Filter" }).click();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
    pipeline: "exports",
    state: "failed",
  });
  expect(await page.locator("main").textContent()).toContain("No run is so");
  expect(complaints).toEqual([]);
  await page.goto(`${at.server.url}/runs?pipeline=none`);
  expect(await page.locator("main").textContent()).toContain('"none"');
});

test("at 360 px in the dark it is a list", async () => {
  await using at = await pageUnderTest(files);
  await at.server.json(["run", "loads", "--wait"]);
  const { page } = await at.tab({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await page.goto(`${at.server.url}/runs`);
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "runs-360-dark");
});
