// A pipeline, in a real browser: its sentence, its graph by keys, what changed, and that no hostile name is ever run.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const hostile = "<img src=x onerror=alert(1)>";
const loads = (hour: number): string => `name: loads
description: "${hostile}"
owner: bank
triggers: [{schedule: "0 ${hour} * * *"}]
tasks:
  fetch: {run: "true"}
  load: {run: "true", needs: [fetch], matrix: {book: [a, b, c]}}
  report: {run: "exit 3", needs: [load]}
`;

test("it says how it is and when it runs; arrows follow the graph; a change is told by its run times", async () => {
  await using at = await pageUnderTest({ "pipelines/loads.yaml": loads(2) });
  await at.server.json(["run", "loads", "--wait"]);
  at.server.repository.commit(
    { "pipelines/loads.yaml": loads(3) },
    { message: "An hour later (#8)\n\nReviewed-by: Grace" },
  );
  await at.server.json(["sync", "shop"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines/shop/loads`);
  expect(await page.locator(".verdict .big").textContent()).toMatch(
    /failed .* ago\. Next: .* 03:00 UTC/,
  );
  expect(await page.locator("main").textContent()).toContain(hostile);
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.locator(".rev").first().textContent()).toMatch(/An hour later.*#8.*Grace/s);
  expect(await page.locator(".rev .del, .rev .add").count()).toBeGreaterThan(0);
  await page.locator(".graph a").first().focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.evaluate("document.activeElement.textContent")).toMatch(/^load ×3/);
  await expectAccessible(page);
  await picture(page, "pipeline");
  await page.getByRole("link", { name: "Expand load ×3" }).click();
  expect(await page.locator(".graph a").count()).toBe(5);
  expect(complaints).toEqual([]);
  await page.goto(`${at.server.url}/pipelines/shop/none`);
  expect(await page.locator("main").textContent()).toContain('"shop/none"');
});

test("at 360 px in the dark nothing is cut off", async () => {
  await using at = await pageUnderTest({ "pipelines/loads.yaml": loads(2) });
  const { page } = await at.tab({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await page.goto(`${at.server.url}/pipelines/shop/loads`);
  await page.getByRole("heading", { level: 1, name: "loads" }).waitFor();
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "pipeline-360-dark");
});
