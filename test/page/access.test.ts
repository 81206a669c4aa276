// Access and the lists of what pipelines share, in a real browser: each answers its question, and nothing in it could run.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  type PageUnderTest,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const takes = (name: string) =>
  `name: ${name}\ntasks: {a: {run: "tail -f /dev/null", pools: {warehouse: 1}}}\n`;
const files = {
  "pools.yaml": "warehouse: {units: 1, description: Sessions <b>of</b> the warehouse}\n",
  "pipelines/first.yaml": takes("first"),
  "pipelines/second.yaml": takes("second"),
};

type Tab = Awaited<ReturnType<PageUnderTest["tab"]>>;

async function seen({ page, complaints }: Tab, name: string): Promise<void> {
  await expectAccessible(page);
  await picture(page, name);
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, `${name}-360`);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(complaints).toEqual([]);
}

test("who may do it, and by which policy", async () => {
  await using at = await pageUnderTest(files);
  const tab = await at.tab();
  await tab.page.goto(`${at.server.url}/access`);
  await tab.page.locator("select[name=action]").selectOption("cancel");
  await tab.page.getByLabel("to", { exact: true }).fill("shop/first");
  await tab.page.getByRole("button", { name: "Explain" }).click();
  await tab.page.getByRole("heading", { name: "Who may cancel shop/first" }).waitFor();
  expect(await tab.page.locator(".verdict .big").textContent()).toContain(
    "Yes. local may cancel shop/first.",
  );
  await tab.page.getByRole("link", { name: "Who may do what to it" }).click();
  await tab.page.getByRole("heading", { name: "Who may do what to shop/first" }).waitFor();
  expect(await tab.page.locator("#matrix tbody tr").count()).toBe(1);
  expect(await tab.page.locator("#matrix tbody tr").textContent()).toMatch(/^local(yes)+$/);
  expect(await tab.page.locator("#refused").textContent()).toContain("No act was refused");
  await seen(tab, "access");
});

test("pools, events, variables, calendars and the audit say what there is, and an event raised here is on record with its reason", async () => {
  await using at = await pageUnderTest(files);
  const tab = await at.tab();
  const { page } = tab;
  const runs = await Promise.all(["first", "second"].map((name) => at.server.json(["run", name])));
  await page.goto(`${at.server.url}/pools`);
  // One has it, the other waits: which of them is as they came.
  await page.getByText("1 task waits for warehouse.").waitFor();
  expect(await page.locator("main").textContent()).toContain("Sessions <b>of</b> the warehouse");
  await seen(tab, "pools");
  for (const [run] of runs) await at.server.trunkline(["cancel", String(run.id)]);
  await page.getByRole("link", { name: "Events", exact: true }).click();
  expect(await page.locator("main").textContent()).toContain("No event is there");
  await page.getByText("Raise or clear an event…").click();
  const form = page.locator("#raise form");
  await form.getByLabel("Project").fill("shop");
  await form.getByLabel("Event").fill("GL-CLOSED");
  await form.getByLabel("Date").fill("2026-11-27");
  await form.getByLabel("Reason").fill("<script>alert(1)</script> the ledger was closed by hand");
  await form.getByRole("button", { name: "Raise" }).click();
  await page.locator("#events").waitFor();
  expect(await page.locator("#events").textContent()).toContain(
    "<script>alert(1)</script> the ledger",
  );
  await seen(tab, "events");
  for (const name of ["variables", "calendars"]) {
    await page.goto(`${at.server.url}/${name}`);
    await seen(tab, name);
  }
  await page.goto(`${at.server.url}/audit?act=change`);
  expect(await page.locator("#records").textContent()).toContain("the ledger was closed by hand");
  await seen(tab, "audit");
});

test("a project is held with a reason by its form, and follows its branch again", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/deployments`);
  for (const [button, said] of [
    ["Hold", "is held at"],
    ["Release the hold", "is at its branch"],
  ] as const) {
    await page.getByText("Hold, release, sync…").click();
    const form = page
      .locator("form.act")
      .filter({ has: page.getByRole("button", { name: button, exact: true }) });
    await form.getByLabel("Reason").fill("month end");
    await form.getByRole("button", { name: button, exact: true }).click();
    await page.getByRole("status").filter({ hasText: "It " }).waitFor();
    expect(await page.locator(".verdict .big").textContent()).toContain(said);
  }
  expect(complaints).toEqual([]);
});
