// Migration, in a real browser: whether the wave can be cut over and what is missing, down to the runs that were paired.

import { expect, test } from "vitest";
import { observeWave, waveFiles } from "#test/support/observed-wave.ts";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

test("the gate says what is missing, and a day that differs leads to its two runs", async () => {
  await using at = await pageUnderTest(waveFiles);
  await observeWave(at.server, 6);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/migration`);
  expect(await page.locator(".verdict .big").textContent()).toContain("gate not met");
  const row = page.locator("#job-load");
  expect(await row.locator("td.x").count()).toBeGreaterThan(0);
  // Nobody has told of this one: that is no match, and doesn't look like one.
  expect(await page.locator("#job-idle td.y").count()).toBe(0);
  await expectAccessible(page);
  await row.locator("td.x a").first().click();
  await page.getByRole("heading", { name: "Runs of load" }).waitFor();
  expect(await page.locator("#pairs").textContent()).toContain("differs");
  await expectAccessible(page);
  await picture(page, "migration");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "migration-360");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(page);
  await picture(page, "migration-dark");
  expect(complaints).toEqual([]);
});

const markup = "<img src=x onerror=alert(1)>";
const zeros = "0".repeat(64);
const simulated = (differs: object[]) => ({
  ...{
    legacy: "X",
    times: zeros,
    rules: zeros,
    starts: 18_264,
    equal: differs.length < 2,
    differs,
  },
});
const onRecord = {
  "migration/simulation.json": JSON.stringify({
    ...{ from: "2026-11-01", to: "2028-12-01" },
    jobs: {
      poll: simulated([
        { date: "2027-03-28", at: "2027-03-28T01:30:00Z", side: "legacy", code: "jil-sched-dst" },
      ]),
      load: simulated([
        { date: "2027-03-28", at: "2027-03-28T01:30:00Z", side: "legacy", code: "jil-sched-dst" },
        { date: "2028-02-29", at: "2028-02-29T00:00:00Z", side: "ours" },
      ]),
      other: simulated([{ date: "2027-01-01", at: "2027-01-01T00:00:00Z", side: "ours" }]),
    },
  }),
  "report.json": JSON.stringify({
    ...{ system: "autosys", instance: markup },
    jobs: { input: 1_200, translated: 1_180, refused: 20 },
    types: [
      { type: "cmd", input: 1_100, translated: 1_090 },
      { type: "ftp", input: 100, translated: 90 },
    ],
    attributes: { exact: 9_000, equivalent: 700, inert: 120, refused: 44 },
    codes: [
      ...[{ code: "jil-ice", outcome: "refused", title: "On ice.", help: "decide", lines: 20 }],
      ...[{ code: "jil-sched-dst", outcome: "equivalent", title: markup, help: null, lines: 7 }],
    ].map((one) => ({ ...one, jobs: 3, examples: [markup] })),
    decisions: [{ parameter: "timezone", question: "Which zone is theirs?", jobs: 1_200 }],
    risks: [{ kind: "never-starts", title: "Never starts.", help: "Ask.", jobs: 2, examples: [] }],
  }),
};

test("before anything moves: the simulation by day with what differs and why, and what the import came to", async () => {
  await using at = await pageUnderTest({ ...waveFiles, ...onRecord });
  await observeWave(at.server, 3);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/migration`);
  const text = async (selector: string) => (await page.locator(selector).textContent()) ?? "";
  expect(await text(".verdict .big")).toMatch(
    /at the earliest on \w{3} \d+ \w{3} \d{4}, in \d+ d, and not/,
  );
  expect(await page.locator("#simulated-days td.y").count()).toBe(759);
  expect(await page.locator("#simulated-days td.e").count()).toBe(1);
  await page.locator("#simulated-days td.x a").click();
  expect(new URL(page.url()).hash).toBe("#sim-2028-02-29");
  expect(await text("#sim-2028-02-29")).toContain("nothing explains it");
  expect(await text("#sim-2027-03-28")).toContain("jil-sched-dst");
  // Another wave's.
  expect(await page.locator("#sim-2027-01-01").count()).toBe(0);
  expect(await text("#ledger")).toContain("1,180 of 1,200 jobs (98.3 %) run unedited.");
  expect(await text("#ledger")).toContain("Which zone is theirs?");
  expect(await text("#ledger")).toContain(`Such as ${markup}`);
  // As it is deployed: what crosses to others is known without the repository.
  expect(await text(".steps")).toContain("bridges");
  await page.waitForLoadState("load");
  await page.keyboard.press("w");
  expect(await page.evaluate("document.activeElement?.id")).toBe("missing");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page);
    await picture(page, `migration-before-${scheme}`);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "migration-before-360");
  expect(complaints).toEqual([]);
});

test("without a wave the page says what would be here", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page } = await at.tab();
  await page.goto(`${at.server.url}/migration`);
  expect(await page.locator("main").textContent()).toContain("is in a wave");
  await expectAccessible(page);
});
