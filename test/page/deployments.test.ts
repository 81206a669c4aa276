// Deployments, in a real browser: a broken file is shown at its line, a revision with its plan, and nothing of it could run.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const hostile = `"<img src=x onerror=alert(1)>"`;

test("a broken file is shown at its line, and a revision with what it changed", async () => {
  await using at = await pageUnderTest({
    "pipelines/loads.yaml": "name: loads\ntasks: {copy: {run: ls}}\n",
  });
  at.server.repository.commit(
    {
      "pipelines/loads.yaml": "name: loads\ntasks: {copy: {run: pwd}}\n",
      "pipelines/bad.yaml": `name: bad\ntasks:\n  copy:\n    run: ls\n    retires: ${hostile}\n`,
    },
    { message: "Try <script>alert(2)</script> (#8)" },
  );
  await at.server.json(["sync", "shop"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/deployments`);
  const main = page.locator("main");
  expect(await page.locator(".verdict .big").textContent()).toContain("1 file is broken");
  expect(await page.locator(".finding").textContent()).toContain("pipelines/bad.yaml:5:5");
  expect(await page.locator(".src .hit").textContent()).toContain(`retires: ${hostile}`);
  await page.getByRole("link", { name: "2", exact: true }).click();
  await page.getByRole("heading", { name: "Revision 2" }).waitFor();
  expect(await main.textContent()).toContain("Try <script>alert(2)</script>");
  await expectAccessible(page);
  await picture(page, "deployments");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "deployments-360");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(page);
  await picture(page, "deployments-dark");
  expect(complaints).toEqual([]);
});

test("a project that nobody knows is said to be none, with those that are", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page } = await at.tab();
  await page.goto(`${at.server.url}/deployments?project=other`);
  expect(await page.locator("main").textContent()).toContain("known: shop");
  await expectAccessible(page);
});
