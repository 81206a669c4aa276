// Who waits for whom on a pipeline's page, in a real browser: each with its condition, how it stands and since when.

import { expect, test } from "vitest";
import { expectAccessible, needsChromium, pageUnderTest, picture } from "#test/support/page.ts";

needsChromium();

const files = {
  "pipelines/ledger.yaml": 'name: ledger\ntasks: {a: {run: "exit 3"}}\n',
  "pipelines/positions.yaml":
    "name: positions\nowner: treasury\ntriggers: [{after: {pipeline: ledger, state: succeeded}}]\nawaits: {event: fixing}\ntasks: {a: {run: ls}}\n",
  "pipelines/risk.yaml":
    "name: risk\ntasks: {a: {run: ls, awaits: {pipeline: positions, state: succeeded}}}\n",
};

test("from a pipeline to what it waits for, to who waits for it, and to the map around it", async () => {
  await using at = await pageUnderTest(files);
  await at.server.json(["run", "ledger", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/pipelines/shop/positions`);
  const around = page.locator("section[aria-labelledby=neighbours]");
  expect(await around.locator("tr", { hasText: "ledger" }).textContent()).toMatch(
    /ledger succeeded for the same date; makes a run due.*Failed.*\d+ s/s,
  );
  expect(await around.locator("tr", { hasText: "fixing" }).textContent()).toMatch(
    /event fixing for the same date; before a run starts.*not raised/s,
  );
  expect(await around.locator("tr", { hasText: "risk" }).textContent()).toMatch(
    /positions succeeded for the same date; before a task starts.*never ran/s,
  );
  const may = page.locator("section[aria-labelledby=rights] tr", { hasText: "Run it" });
  expect(await may.textContent()).toMatch(/Run it.*yes.*local/s);
  expect(await may.getByRole("link").getAttribute("href")).toBe(
    "/access?on=shop%2Fpositions&action=trigger",
  );
  await expectAccessible(page);
  await picture(page, "pipeline-neighbours");
  await around.getByRole("link", { name: "Map" }).click();
  expect(await page.locator("main").textContent()).toMatch(
    /shop\/positions holds up 1 pipeline.*It waits for 1 pipeline/s,
  );
  await page.goBack();
  await around.getByRole("link", { name: "risk" }).click();
  await page.getByRole("heading", { level: 1, name: "risk" }).waitFor();
  expect(await page.locator("#neighbours").count()).toBe(1);
  expect(complaints).toEqual([]);
});
