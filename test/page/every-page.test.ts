// Every page there is, at 360, 1,440 and 2,560 px, light and dark: nothing is cut off, everybody can read it, and nothing complains.
// With TRUNKLINE_SCREENSHOTS a folder has all of them, for people to look at.

import { afterAll, beforeAll, expect, test } from "vitest";
import { screens } from "#api/page.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import { observeWave, waveFiles } from "#test/support/observed-wave.ts";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  type PageUnderTest,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const files = {
  ...waveFiles,
  "pools.yaml": "warehouse: {units: 1, description: Sessions of the warehouse}\n",
  "pipelines/loads.yaml":
    'name: loads\nowner: etl\ntags: {tier: [gold]}\ntasks: {copy: {run: "echo lock timeout; exit 3"}}\n',
  "pipelines/adjust.yaml":
    "name: adjust\nawaits: {pipeline: loads}\ntasks: {post: {run: ls, approval: {by: [grace], count: 1}}}\n",
  "pipelines/first.yaml":
    "name: first\ntasks: {a: {run: tail -f /dev/null, pools: {warehouse: 1}}, b: {needs: [a], run: ls}}\n",
  "pipelines/second.yaml": "name: second\ntasks: {a: {run: ls, pools: {warehouse: 1}}}\n",
};

/** Of each screen the addresses that are looked at. */
const addresses: Readonly<Record<string, readonly string[]>> = {
  "/": ["/"],
  "/runs/:id": ["/runs/1", "/runs/3?task=a"],
  "/pipelines": ["/pipelines"],
  "/pipelines/:project/:name": ["/pipelines/shop/first"],
  "/pipelines/:project/:name/hold": ["/pipelines/shop/first/hold"],
  "/runs": ["/runs"],
  "/runs/:id/change": ["/runs/3/change"],
  "/runs/rerun": ["/runs/rerun?ids=1"],
  "/deployments": ["/deployments?revision=2"],
  "/migration": ["/migration?job=load"],
  "/map": ["/map", "/map?focus=shop/loads"],
  "/access": ["/access?action=cancel&on=shop/first"],
  "/pools": ["/pools"],
  "/events": ["/events"],
  "/variables": ["/variables"],
  "/calendars": ["/calendars"],
  "/audit": ["/audit"],
};
const others = ["/docs/", "/docs/page.md", "/docs/reference", "/docs/search?q=pool", "/runs/999"];

const all = [...Object.values(addresses).flat(), ...others];

let at: PageUnderTest | null = null;
beforeAll(async () => {
  if (chromiumPath() === null) return;
  at = await pageUnderTest(files);
  at.server.repository.commit(
    {
      "pipelines/loads.yaml": files["pipelines/loads.yaml"].replace("exit 3", "exit 4"),
      "pipelines/bad.yaml": "name: bad\ntasks:\n  copy:\n    run: ls\n    retires: 3\n",
    },
    { message: "Another end of the copy (#8)" },
  );
  await at.server.json(["sync", "shop"]);
  await at.server.json(["run", "loads", "--wait"]);
  for (const name of ["adjust", "first", "second"]) await at.server.json(["run", name]);
  await at.server.json(["events", "emit", "GL-CLOSED", "--date", "2026-11-27", "--reason", "x"]);
  await observeWave(at.server, 6);
});
afterAll(() => at?.[Symbol.asyncDispose]());

test("each screen is among them", () => {
  expect(screens.map(({ path }) => path).sort()).toEqual(Object.keys(addresses).sort());
});

/** The rules go through every element of a page, and the reference of the API has more than ten thousand. */
const longestMs = 180_000;

test.each(all)("%s", { timeout: longestMs }, async (address) => {
  const { page, complaints } = await (at as PageUnderTest).tab();
  await page.goto(`${at?.server.url}${address}`);
  await page.waitForLoadState("load");
  const name = address.replaceAll(/\W+/g, "-").replaceAll(/^-|-$/g, "") || "today";
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [360, 1440, 2560]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await expectNoSideScroll(page);
      // The rules are asked at each width and in each scheme; all six together take a minute of a busy machine.
      if (width === 1440 || colorScheme === "light") await expectAccessible(page);
      await picture(page, `every-${name}-${width}-${colorScheme}`);
    }
  // That one says that there is no such run.
  expect(complaints.filter((one) => address !== "/runs/999" || !one.includes("404"))).toEqual([]);
  await page.context().close();
});
