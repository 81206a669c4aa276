// The spec with what the schema says of each key, and times in two zones, in a real browser: by keys, by touch, without a script.

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
  "pipelines/eod.yaml": `name: eod
timezone: Europe/Berlin
triggers: [{schedule: "30 1 * * *"}]
tasks:
  load: {run: "true", retry: {retries: 2, delay: 30s}}
`,
};

test("a key says what it is when it has the focus, is pointed at or is chosen", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines/shop/eod`);
  const delay = page.locator(".spec .key", { hasText: /^delay$/ });
  const hint = page.locator(`#${await delay.getAttribute("aria-describedby")}`);
  expect(await hint.isVisible()).toBe(false);
  await page.locator(".spec .key", { hasText: /^retries$/ }).focus();
  await page.keyboard.press("Tab");
  expect(await hint.isVisible()).toBe(true);
  expect(await hint.textContent()).toMatch(/^delay: .+tasks\.load\.retry\.delay$/s);
  await expectAccessible(page);
  await picture(page, "pipeline-hint");
  await page.keyboard.press("Escape");
  expect(await hint.isVisible()).toBe(false);
  await page.locator(".spec .key", { hasText: /^schedule$/ }).hover();
  expect(await page.locator(".spec .hint:visible").count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test("by touch and at 360 px the words stand below their line, without a script too", async () => {
  await using at = await pageUnderTest(files);
  const { page } = await at.tab({
    ...{ viewport: { width: 360, height: 740 }, hasTouch: true, javaScriptEnabled: false },
  });
  await page.goto(`${at.server.url}/pipelines/shop/eod`);
  const key = page.locator(".spec .key", { hasText: /^delay$/ });
  await key.tap();
  const hint = page.locator(`#${await key.getAttribute("aria-describedby")}`);
  expect(await hint.isVisible()).toBe(true);
  const [line, words] = [await key.boundingBox(), await hint.boundingBox()];
  expect(words?.y ?? 0).toBeGreaterThan(line?.y ?? 0);
  expect(page.url()).toContain("#spec-");
  expect(await page.locator(".verdict .big").textContent()).toMatch(/01:30 Europe\/Berlin/);
  expect(await page.locator("#zone").textContent()).toBe("Times are in Europe/Berlin");
});

test("whoever looks from elsewhere has their own time beside the pipeline's", async () => {
  await using at = await pageUnderTest(files);
  await at.server.json(["run", "eod", "--wait"]);
  const { page, complaints } = await at.tab({ timezoneId: "Asia/Tokyo" });
  await page.goto(`${at.server.url}/pipelines/shop/eod`);
  const next = page.locator(".verdict time");
  expect(await next.textContent()).toMatch(/01:30 Europe\/Berlin$/);
  const due = new Date((await next.getAttribute("datetime")) ?? "");
  const tokyo = due.toLocaleTimeString("en-GB", {
    ...{ timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" },
  });
  expect(await next.getAttribute("data-yours")).toBe(`yours: ${tokyo}`);
  expect(await next.getAttribute("title")).toMatch(
    /Europe\/Berlin.*; yours: .*Asia\/Tokyo \(UTC\+09:00\)$/,
  );
  expect(await page.locator("#zone").textContent()).toMatch(
    /^Times are in Europe\/Berlin \(UTC\+0[12]:00\), yours is Asia\/Tokyo \(UTC\+09:00\)$/,
  );
  await picture(page, "pipeline-zones");
  await page.goto(`${at.server.url}/runs/1`);
  expect(await page.locator(".facts time").first().getAttribute("data-yours")).toMatch(/^yours: /);
  await expectNoSideScroll(page);
  await expectAccessible(page);
  const berlin = await at.tab({ timezoneId: "Europe/Berlin" });
  await berlin.page.goto(`${at.server.url}/pipelines/shop/eod`);
  expect(await berlin.page.locator("#zone").textContent()).toMatch(/, yours is the same$/);
  expect(await berlin.page.locator("[data-yours]").count()).toBe(0);
  expect(complaints).toEqual([]);
});
