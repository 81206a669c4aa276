// The trace of a run on its page: what ran when, below each other, and the way to the backend.

import { expect, test } from "vitest";
import { noSettings } from "#core/alerts/settings.ts";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

test("a finished run has its waterfall, attempts below their task, and leads to the backend", async () => {
  const links = { trace: "https://jaeger.example/trace/{traceId}", runbook: null };
  await using at = await pageUnderTest(
    {
      "pipelines/p.yaml": `name: p
tasks:
  first: {run: "true"}
  second: {needs: [first], retry: {retries: 1, delay: 1s}, run: "echo '<b>no</b>'; exit 3"}
  third: {needs: [second], run: "true"}
`,
    },
    { alerts: { settings: { ...noSettings, links }, secrets: null, addresses: {} } },
  );
  await at.server.json(["run", "p", "--wait"]);
  const [{ traceId }] = await at.server.json(["runs", "show", "1"]);
  const { page, complaints } = await at.tab();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${at.server.url}/runs/1`);
  const labels = await page.locator("#trace ol li > :nth-child(2)").allTextContents();
  expect(labels.filter((label) => label !== "pending")).toEqual([
    ...["RUN p", "first", "second", "attempt 1", "attempt 2"],
  ]);
  expect(await page.locator("#trace svg .b-fail").count()).toBeGreaterThanOrEqual(3);
  // Failed attempts and what lies between them.
  expect(await page.locator("#trace svg .b-w").count()).toBeGreaterThanOrEqual(1);
  expect(await page.locator("#trace svg .cp").count()).toBeGreaterThan(0);
  const link = page.getByRole("link", { name: "In the tracing backend" });
  expect(await link.getAttribute("href")).toBe(`https://jaeger.example/trace/${traceId}`);
  await page.locator("#trace").getByRole("button", { name: "Copy id" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(traceId);
  await page.locator("#trace a", { hasText: "attempt 1" }).click();
  await page.waitForURL(/task=second&attempt=1#log$/);
  await page.locator("#log-lines li", { hasText: "<b>no</b>" }).waitFor();
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await picture(page, "run-trace");
  expect(complaints).toEqual([]);
});
