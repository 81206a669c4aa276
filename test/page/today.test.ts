// Today, in a real browser: what it says of a night with failures and waits, at every width, and that nothing in it could run.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const night = {
  "pipelines/eod-positions.yaml":
    'name: eod-positions\ntasks: {load-positions: {run: "echo lock timeout; exit 3"}}\n',
  "pipelines/risk-var-daily.yaml":
    "name: risk-var-daily\ntriggers:\n  - schedule: '30 23 * * *'\n    timezone: Europe/Berlin\nawaits: {pipeline: eod-positions, date: same}\ntasks: {var: {run: ls}}\n",
  "pipelines/ledger-adjustments.yaml":
    "name: ledger-adjustments\ntasks:\n  post: {run: ls, approval: {by: [grace], count: 1}}\n",
  "pipelines/statement-render.yaml": "name: statement-render\ntasks: {render: {run: sleep 600}}\n",
};

test("a night: one cause with what waits for it, one approval, one run; at 360 and 2,560 px, light and dark", async () => {
  await using at = await pageUnderTest(night);
  await at.server.json(["run", "eod-positions", "--wait"]);
  for (const name of ["risk-var-daily", "ledger-adjustments", "statement-render"])
    await at.server.json(["run", name]);
  const { page, complaints } = await at.tab();
  const text = async (selector: string) => (await page.locator(selector).textContent()) ?? "";
  await page.locator("#people + *").waitFor();
  await page.getByText("ledger-adjustments").first().waitFor();
  await expect.poll(() => text("#cause-list")).toContain("risk-var-daily");
  expect(await page.locator("#cause-list article").count()).toBe(1);
  expect(await text("#cause-list h3")).toContain(
    "eod-positions failed: load-positions: Exit code 3.",
  );
  await expect.poll(() => text("main")).toContain("statement-render");
  for (const scheme of ["light", "dark"] as const)
    for (const width of [360, 1440, 2560]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await expectNoSideScroll(page);
      await expectAccessible(page);
      await picture(page, `today-${width}-${scheme}`);
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("Failed at load-positions").waitFor();
  // What is laid out already has its keys once its script has run.
  await page.waitForLoadState("load");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  expect(complaints).toEqual([]);
});

test("nobody's browser is told how it gets in, and an estate without trouble says so", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page } = await at.tab();
  await page.getByRole("heading", { name: "Nothing is failed, late or at risk" }).waitFor();
  await expectAccessible(page);
  await picture(page, "today-quiet");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("has not been let in yet").waitFor();
  await expectAccessible(page);
  await picture(page, "not-let-in");
});

const shared = {
  "pools.yaml": "warehouse: {units: 1}\n",
  "pipelines/vacuum.yaml":
    'name: vacuum\ntimezone: Europe/Berlin\ntasks: {sweep: {run: "tail -f /dev/null", pools: {warehouse: 1}}}\n',
  "pipelines/positions.yaml":
    'name: positions\ntimezone: Asia/Tokyo\ntriggers: [{schedule: "0 3 * * *", timezone: Asia/Tokyo}]\ndeadline: {finishBy: "+1s"}\ntasks: {load: {run: "true", pools: {warehouse: 1}}}\n',
  "pipelines/limits.yaml": 'name: limits\ntasks: {apply: {run: "true", pools: {warehouse: 1}}}\n',
  "pipelines/rates.yaml":
    'name: rates\nawaits: {event: RATES, date: static}\ntasks: {read: {run: "true"}}\n',
};

test("a pool that one run has is the cause of those that wait for it; an event that only keeps runs back is said apart", async () => {
  await using at = await pageUnderTest(shared);
  await at.server.json(["run", "vacuum"]);
  const { page, complaints } = await at.tab();
  await expect
    .poll(async () => (await page.locator("#running + * , #running").first().textContent()) ?? "")
    .toContain("Running");
  await page.locator("main").getByText("vacuum").first().waitFor();
  for (const name of ["positions", "limits", "rates"]) await at.server.json(["run", name]);
  const cause = page.locator("#cause-list article");
  await expect
    .poll(
      async () => {
        await page.reload();
        return (await cause.allTextContents()).join(" ");
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toContain("Pool warehouse is taken by vacuum");
  const text = (await cause.textContent()) ?? "";
  expect(text).toContain("positions");
  await expect
    .poll(async () => {
      await page.reload();
      return (await cause.textContent()) ?? "";
    })
    .toContain("limits");
  // Times of the page are in the zone of what is most urgent, those of others name theirs.
  expect(await page.locator(".head").textContent()).toContain("Asia/Tokyo");
  expect(text).toContain("Europe/Berlin");
  expect(
    await page.locator("#together + *, section:has(#together)").first().textContent(),
  ).toContain("none of their runs is late yet");
  expect(await page.locator("section:has(#together)").textContent()).toContain("event RATES");
  await expectAccessible(page);
  await picture(page, "today-shared");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "today-shared-360");
  // The event can be raised from here.
  await page.getByRole("link", { name: "Raise it…" }).click();
  await page.getByRole("heading", { level: 1, name: "Events" }).waitFor();
  expect(await page.getByLabel("Event", { exact: true }).inputValue()).toBe("RATES");
  expect(complaints).toEqual([]);
});

test("from Today to what a failed task wrote in two clicks, and to the change behind it in one", async () => {
  await using at = await pageUnderTest(night);
  await at.server.json(["run", "eod-positions", "--wait"]);
  const { page } = await at.tab();
  await page.locator("#cause-list article").getByRole("link", { name: "Open the run" }).click();
  await page.getByText("lock timeout").first().waitFor();
  await page.goto(at.server.url);
  await page.locator("#cause-list article p a").first().click();
  await page.getByRole("heading", { name: /^Revision \d+$/ }).waitFor();
});
