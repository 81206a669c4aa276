// Acts of the night shift, in a real browser: shown before they are done, with a reason, checked and recorded by the API.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

/** A look at a page is longer than a second where others work as well. */
const slow = { timeout: 30_000, interval: 500 };

const files = {
  "pipelines/loads.yaml": 'name: loads\ntasks: {copy: {run: "exit 3"}}\n',
  "pipelines/rates.yaml":
    'name: rates\nparams: {desk: {type: string, default: fx}}\ntasks: {read: {run: "true", awaits: {event: RATES, date: static}}}\n',
};

test("several failed runs are rerun at once: first it says which, then it asks why", async () => {
  await using at = await pageUnderTest(files);
  for (const _ of [1, 2]) await at.server.json(["run", "loads", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/runs?state=failed`);
  for (const id of ["1", "2"]) await page.getByLabel(`Choose run ${id}`).check();
  await page.getByRole("button", { name: "Rerun those ticked…" }).click();
  await page.getByText("Reruns 2 runs.").waitFor();
  await expectAccessible(page);
  await picture(page, "rerun-many");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await page.getByLabel("Reason, kept in the audit").fill("the disk is <b>free</b> again");
  await page.getByRole("button", { name: "Rerun 2 runs" }).click();
  await page.getByText("2 runs were made again.").waitFor();
  await page.goto(`${at.server.url}/audit?act=rerun`);
  expect(await page.locator("#records tbody tr").count()).toBe(2);
  expect(await page.locator("#records").textContent()).toContain("the disk is <b>free</b> again");
  // Of a slot whose run goes on, or was made again already, nothing is made twice.
  await page.goto(`${at.server.url}/runs/rerun?ids=1,x,999999`);
  expect(await page.locator("#candidates tr").count()).toBe(1);
  expect(complaints).toEqual([]);
});

test("a run that waits is given other values and forced to start, and a pipeline is paused and released", async () => {
  await using at = await pageUnderTest(files);
  await at.server.json(["run", "rates"]);
  const { page, complaints } = await at.tab();
  await expect
    .poll(async () => {
      await page.goto(`${at.server.url}/runs/1/change`);
      return (await page.locator("main").textContent()) ?? "";
    }, slow)
    .toContain("event RATES");
  await expectAccessible(page);
  await picture(page, "change-run");
  const values = page.locator("#act-override");
  await values.getByLabel("Parameters").fill("desk=bonds");
  await values.getByLabel("Reason, kept in the audit").fill("bonds first");
  await values.getByRole("button", { name: "Give these" }).click();
  await page.waitForURL(/\/runs\/1\?done=override/);
  await page.goto(`${at.server.url}/runs/1/change`);
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  const gates = page.locator("#act-force");
  await gates.getByLabel(/condition/).check();
  await gates.getByLabel("Task").selectOption("read");
  await gates.getByLabel("Reason, kept in the audit").fill("the rates came by mail");
  await gates.getByRole("button", { name: "Open these" }).click();
  await page.waitForURL(/\/runs\/1\?done=force/);
  await page
    .locator(".verdict")
    .getByText(/succeeded/i)
    .first()
    .waitFor();
  await page.goto(`${at.server.url}/pipelines/shop/loads/hold`);
  await expectAccessible(page);
  const pause = page.locator("#act-hold");
  await pause.getByLabel("Reason, kept in the audit").fill("bad disk");
  await pause.getByRole("button", { name: "Pause" }).click();
  await page.getByText("loads is paused, by").waitFor();
  await picture(page, "hold-pipeline");
  await page.locator("#act-release").getByLabel("Reason, kept in the audit").fill("good disk");
  await page.getByRole("button", { name: "Release" }).click();
  await page.getByText("Nobody holds loads.").waitFor();
  expect(complaints).toEqual([]);
});
