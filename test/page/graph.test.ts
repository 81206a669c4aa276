// Graphs in a real browser: a run by its states, folding and opening in place, keys, the mouse, and very many tasks.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const load = `name: load
tasks:
  fetch: {run: "true"}
  extract: {run: "true", needs: [fetch], matrix: {book: [eu, us, jp, fx]}}
  check-all-books-read: {run: "exit 3", needs: [extract]}
  publish: {run: "true", needs: [check-all-books-read]}
  tell: {run: "true", needs: [extract]}
`;

const focused = (page: Page): Promise<string> =>
  page.evaluate("document.activeElement.getAttribute('aria-label')") as Promise<string>;
const places = (page: Page) =>
  page.evaluate(
    "[...document.querySelectorAll('.graph a .nb')].map((one) => [one.getAttribute('x'), one.getAttribute('y')].join())",
  );

test("a run shows each task by shape and word, opens what is folded in place, and leads to logs", async () => {
  await using at = await pageUnderTest({ "pipelines/load.yaml": load });
  await at.server.json(["run", "load", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(at.server.url);
  await page.goto(`${at.server.url}/runs/1`);
  const node = (name: string | RegExp) => page.locator(".graph").getByRole("link", { name });
  expect(await page.locator(".graph a").count()).toBe(5);
  expect(await node(/^extract ×4, 4 succeeded: opens/).count()).toBe(1);
  const failed = node(/^check-all-books-read, failed, exit 3: its log/);
  expect(await failed.locator("use").getAttribute("href")).toBe("#i-fail");
  expect(await node(/^publish, skipped/).count()).toBe(1);
  expect(await page.locator(".graph .e.k").count()).toBeGreaterThan(1);
  await expectAccessible(page);
  await picture(page, "run-graph");

  await page.keyboard.press("Tab");
  await node(/^fetch/).focus();
  await page.keyboard.press("ArrowRight");
  expect(await focused(page)).toMatch(/^extract ×4/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  expect(await focused(page)).toMatch(/^tell/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await node(/^extract\[jp\], succeeded/).waitFor();
  expect(page.url()).toContain("unfold=extract");
  expect(await page.locator(".graph a").count()).toBe(8);
  await page.reload();
  expect(await page.locator(".graph a").count()).toBe(8);
  await page.getByRole("link", { name: "Fold extract" }).click();
  await node(/^extract ×4/).waitFor();
  await page.goBack();
  await node(/^extract\[eu\]/).waitFor();
  await failed.click();
  await page.waitForURL(
    /task=check-all-books.*unfold=extract|unfold=extract.*task=check-all-books/,
  );
  expect(await page.getByRole("log").getAttribute("aria-label")).toContain("check-all-books");
  expect(complaints).toEqual([]);

  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  const top = (selector: string) =>
    page.evaluate(`document.querySelector("${selector}").getBoundingClientRect().top`);
  expect(Number(await top(".gantt"))).toBeLessThan(Number(await top(".graph")));
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await picture(page, "run-graph-360-dark");
}, 180_000);

test("states change in place while the run goes on: no node moves, the one with the focus keeps it", async () => {
  await using at = await pageUnderTest({
    "pipelines/slow.yaml": `name: slow
tasks:
  first: {run: "sleep 600"}
  then: {run: "true", needs: [first]}
  last: {run: "true", needs: [then]}
`,
  });
  const { page, complaints } = await at.tab();
  await at.server.json(["run", "slow"]);
  await page.goto(`${at.server.url}/runs/1`);
  const then = page.locator(".graph").getByRole("link", { name: /^then/ });
  await then.focus();
  const before = await places(page);
  expect(await then.getAttribute("aria-label")).toMatch(/^then, waiting/);
  expect(await page.locator(".graph .to-come").count()).toBe(2);
  await at.server.json(["cancel", "1", "--reason", "enough"]);
  await page
    .locator(".graph")
    .getByRole("link", { name: /^then, (cancelled|skipped)/ })
    .waitFor();
  expect(await places(page)).toEqual(before);
  expect(await focused(page)).toMatch(/^then/);
  expect(complaints).toEqual([]);
});

const many = [
  "name: many",
  "tasks:",
  ...Array.from({ length: 400 }, (_, n) => {
    const [box, step] = [Math.floor(n / 20), n % 20];
    return `  box_${box}_step_${step}: {run: "true"${step === 0 ? "" : `, needs: [box_${box}_step_${step - 1}]`}}`;
  }),
].join("\n");

test("above 300 nodes what belongs together is one; it opens by keys, moves by the mouse and zooms", async () => {
  await using at = await pageUnderTest({ "pipelines/many.yaml": many });
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines/shop/many`);
  expect(await page.locator(".graph a").count()).toBe(20);
  const third = page.locator(".graph").getByRole("link", { name: /^box_2_step_… ×20/ });
  await third.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/unfold=box_2_step_0/);
  expect(await page.locator(".graph a").count()).toBe(39);
  await expectAccessible(page);
  await picture(page, "graph-opened");

  const box = page.locator(".graph");
  const scrolled = () => page.evaluate("document.querySelector('.graph').scrollLeft");
  await box.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0 } = (await box.boundingBox()) ?? {};
  // Begun on a box it moves all the same, and that box is not followed.
  const on = await page.locator(".graph a").nth(3).boundingBox();
  const address = page.url();
  await page.mouse.move((on?.x ?? x) + 20, (on?.y ?? y) + 10);
  await page.mouse.down();
  await page.mouse.move((on?.x ?? x) - 300, (on?.y ?? y) - 60, { steps: 8 });
  await page.mouse.up();
  expect(Number(await scrolled())).toBeGreaterThan(250);
  expect(page.url()).toBe(address);
  const size = () =>
    page.evaluate("document.querySelector('.graph > svg').getBoundingClientRect().width");
  const before = Number(await size());
  await box.focus();
  await page.keyboard.press("-");
  expect(Number(await size())).toBeLessThan(before);
  await page.keyboard.press("0");
  expect(Number(await size())).toBeLessThanOrEqual(width);
  for (let n = 0; n < 40; n++) await page.keyboard.press("+");
  expect(Number(await size())).toBeGreaterThan(before);
  expect(complaints).toEqual([]);
  await page.goto(`${at.server.url}/pipelines/shop/many?focus=box_2_step_7&steps=2`);
  expect(await page.locator(".graph a").count()).toBe(5);
  expect(await page.locator(".graph .sel").count()).toBe(1);
}, 180_000);
