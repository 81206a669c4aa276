// The log of a run in a real browser: a flood of lines, a line in the address, what is looked for, and its attempts.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const lines = 20_000;

test("a log of 20,000 lines: the newest, a line by its address, hits one after the other", {
  timeout: 240_000,
}, async () => {
  await using at = await pageUnderTest({
    "pipelines/p.yaml": `name: p
tasks:
  flood: {run: "seq -f 'row %.0f' 1 ${lines}; printf '<img src=x onerror=alert(1)> \\\\033[31mlast\\\\033[0m\\\\n'"}
`,
  });
  await at.server.json(["run", "p", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/runs/1`);
  await page.getByText(`The newest 5000 of ${lines + 1} lines.`).waitFor();
  const log = page.locator("#log-lines li");
  const last = page.locator(`#L${lines + 1}`);
  await last.waitFor();
  expect(await last.locator(".tx").textContent()).toBe("<img src=x onerror=alert(1)> last");
  expect(await log.count()).toBe(5000);

  await page.locator("#log-find input[name=q]").fill("row 1999");
  await page.getByText("10 lines have it.").waitFor();
  expect(await page.evaluate("CSS.highlights.get('log-hit').size")).toBe(10);
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await page.getByText("10 lines have it. This is the 1.").waitFor();
  await page.keyboard.press("n");
  await page.getByText("This is the 2.").waitFor();
  expect(await page.locator("#L19991[data-now]").count()).toBe(1);
  await page.locator("#L19992").click();
  expect(new URL(page.url()).searchParams.get("line")).toBe("19992");

  await page.goto(`${at.server.url}/runs/1?line=1234#log`);
  await page.getByText(`Those around line 1234 of ${lines + 1} lines.`).waitFor();
  const wanted = page.locator("#L1234[data-now]");
  await wanted.waitFor();
  const isSeen = `(([line, box]) => line.top >= box.top && line.bottom <= box.bottom)(
    ["L1234", "log-lines"].map((id) => document.getElementById(id).getBoundingClientRect()))`;
  await expect.poll(() => page.evaluate(isSeen)).toBe(true);
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "run-log-360");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("link", { name: "Newest lines" }).click();
  await last.waitFor();
  await page.goto(`${at.server.url}/runs/1?line=999999#log`);
  await page.getByText(`It has ${lines + 1} lines so far, and no line 999999.`).waitFor();
  expect(complaints).toEqual([]);
});
