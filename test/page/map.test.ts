// The map, in a real browser: whom a pipeline holds up, near and far, by picture, list and keys.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const after = (name: string) => `triggers: [{after: {pipeline: ${name}, state: succeeded}}]\n`;
const spec = (name: string, domain: string, more = "") =>
  `name: ${name}\ntags: {domain: [${domain}]}\n${more}tasks: {a: {run: ls}}\n`;

test("folded first; a pipeline shows whom it holds up, and how far", async () => {
  await using at = await pageUnderTest({
    "pipelines/ledger.yaml": spec("ledger", "core"),
    "pipelines/positions.yaml": spec("positions", "treasury", after("ledger")),
    "pipelines/var.yaml": spec("var", "risk", after("positions")),
    "pipelines/alone.yaml": spec("alone", "risk"),
  });
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/map`);
  await page.getByRole("link", { name: "By domain" }).click();
  expect(await page.locator("#map .node").count()).toBe(3);
  await expectAccessible(page);
  await page.locator('#map .node[data-name="risk"]').click();
  await page.locator('#map .node[data-name="shop/alone"]').waitFor();
  await page.goto(`${at.server.url}/map?focus=shop/ledger&hops=all`);
  expect(await page.locator(".verdict .big").textContent()).toContain("is awaited by 2 pipelines");
  expect(await page.locator("main").textContent()).toContain("2 hops downstream");
  const width = () => page.locator("#map-svg").getAttribute("width");
  const before = Number(await width());
  await page.locator("#map").focus();
  await page.keyboard.press("+");
  expect(Number(await width())).toBeGreaterThan(before);
  await expectAccessible(page);
  await picture(page, "map");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "map-360");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

test("a focus that is not there is said to be none, whatever it is called", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page, complaints } = await at.tab();
  await page.goto(
    `${at.server.url}/map?focus=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`,
  );
  expect(await page.locator(".verdict").textContent()).toContain("<img src=x");
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});
