// The year of a pipeline in a real browser: each day says by its shape and in words what became of it, and leads on.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const next = new Date().getUTCFullYear() + 1;
/** Of Christmas and the days around it one that is not a Saturday or Sunday: on those there would be no run anyway. */
const holiday = [25, 24, 26].find((day) => new Date(Date.UTC(next, 11, day)).getUTCDay() % 6 !== 0);
const files = {
  "calendars/bank.yaml": `weekdays: [mon, tue, wed, thu, fri]\nexcept:\n  - {date: ${next}-12-${holiday}, name: Christmas}\n`,
  "pipelines/eod.yaml": `name: eod
timezone: Europe/Berlin
triggers: [{schedule: "30 1 * * *", calendar: bank}]
params: {code: {type: integer, default: 0}}
tasks:
  load: {run: "exit \${{ params.code }}"}
`,
};
const today = Temporal.Now.plainDateISO("Europe/Berlin").toString();

test("a year of days: what ran leads to its runs, and of what nobody knows there is a mark of its own", async () => {
  await using at = await pageUnderTest(files);
  await at.server.json(["run", "eod", "--date", today, "--wait"]);
  await at.server.json(["run", "eod", "--date", today, "--param", "code=3", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines/shop/eod`);
  const day = (date: string) => page.locator(`.year a[title^="${date}"]`);
  expect(await page.locator(".year a").count()).toBeGreaterThan(364);
  expect(await day(today).getAttribute("title")).toMatch(/1 failed/);
  expect(await day(today).getAttribute("aria-current")).toBe("date");
  expect(await page.locator(".year .unobserved").count()).toBeGreaterThan(0);
  await picture(page, "pipeline-year");
  await day(today).click();
  expect(page.url()).toContain(`/runs?project=shop&pipeline=eod&date=${today}`);
  expect(complaints).toEqual([]);
});

test("the next year by its link: what is planned, and what is left out with the reason", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines/shop/eod`);
  const day = (date: string) => page.locator(`.year a[title^="${date}"]`);
  await page
    .getByRole("navigation", { name: "Years" })
    .getByRole("link", { name: `${next}` })
    .click();
  expect(page.url()).toContain(`year=${next}`);
  expect(await page.locator(".year .planned").count()).toBeGreaterThan(200);
  await day(`${next}-12-${holiday}`).focus();
  await page.keyboard.press("Enter");
  await page.locator("#day").waitFor();
  expect(await page.locator("#day").textContent()).toContain(
    `bank leaves out ${next}-12-${holiday}: Christmas (calendars/bank.yaml:3)`,
  );
  expect(await page.locator("#exclusions").count()).toBe(1);
  expect(
    await page
      .getByRole("cell", { name: new RegExp(`^${holiday} ?: left out: .*Christmas`) })
      .count(),
  ).toBe(1);
  expect(await page.getByRole("rowheader", { name: "December" }).count()).toBe(1);
  await expectAccessible(page);
  await picture(page, "pipeline-next-year");
  expect(complaints).toEqual([]);
});

test("at 360 px in the dark months stand below each other, seven days wide", async () => {
  await using at = await pageUnderTest(files);
  const { page } = await at.tab({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await page.goto(`${at.server.url}/pipelines/shop/eod?year=${next}`);
  const day = await page.locator(`.year a[title^="${next}-01-01"]`).boundingBox();
  const below = await page.locator(`.year a[title^="${next}-01-08"]`).boundingBox();
  expect(below?.x).toBe(day?.x);
  expect(day?.width ?? 0).toBeGreaterThan(24);
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "pipeline-year-360-dark");
});
