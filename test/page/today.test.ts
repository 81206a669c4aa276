// Today, in a real browser: what it says of a night with a failure, and that nothing in it could run.

import { beforeEach, expect, test } from "vitest";
import {
  chromiumPath,
  expectAccessible,
  expectNoSideScroll,
  noChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

beforeEach((context) => {
  if (chromiumPath() === null) context.skip(noChromium);
});

test("a failed run is there, and leads to itself", async () => {
  await using at = await pageUnderTest({
    "pipelines/loads.yaml": 'name: loads\ntasks: {copy: {run: "exit 3"}}\n',
  });
  await at.server.json(["run", "loads", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(at.server.url);
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  expect(await page.locator("main").textContent()).toContain("loads");
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await picture(page, "today");
  expect(complaints).toEqual([]);
});

test("without being let in, the page says how", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page } = await at.tab();
  await page.context().clearCookies();
  await page.goto(at.server.url);
  expect(await page.locator("main").textContent()).toContain("has not been let in yet");
  await expectAccessible(page);
});
