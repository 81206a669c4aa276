// Calendars, in a real browser: which ends soon, what it leaves out, who goes by it, and its days.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const year = new Date().getUTCFullYear();
const files = {
  "calendars/bank.yaml": `weekdays: [mon, tue, wed, thu, fri]\nuntil: ${year + 2}-12-31\nexcept:\n  - {date: "12-25", name: "Christmas <b>Day</b>"}\n  - {date: "01-01", name: New Year}\n`,
  "calendars/short.yaml": `weekdays: [mon]\nuntil: ${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}\n`,
  "pipelines/settle.yaml":
    'name: settle\ncalendar: bank\ntriggers: [{schedule: "0 6 * * *", calendar: bank}]\ntasks: {a: {run: ls}}\n',
  "pipelines/weekly.yaml":
    'name: weekly\ntriggers: [{schedule: "0 6 * * *", calendar: short}]\ntasks: {a: {run: ls}}\n',
};

test("the one that ends first stands first; each says what it leaves out and who goes by it, and shows its year", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/calendars`);
  expect(await page.locator(".verdict .big").textContent()).toContain(
    "1 calendar ends within two months",
  );
  const rows = page.locator("#calendars tbody tr");
  expect(await rows.locator("a.nm").allTextContents()).toEqual(["short", "bank"]);
  const bank = rows.nth(1);
  expect(await bank.textContent()).toContain("Christmas <b>Day</b>");
  expect(await bank.getByRole("link", { name: "settle" }).count()).toBe(1);
  await expectAccessible(page);
  await picture(page, "calendars-list");
  await bank.getByRole("link", { name: "bank", exact: true }).click();
  await page.getByRole("heading", { name: `bank, ${year}` }).waitFor();
  await expectAccessible(page);
  await picture(page, "calendars-year");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "calendars-year-360");
  expect(complaints).toEqual([]);
});
