// The page follows what happens by one stream: nothing is asked for again and again, and a lost connection is said.

import { expect, test } from "vitest";
import { cutProxy } from "#test/support/cut-proxy.ts";
import { needsChromium, pageUnderTest, picture } from "#test/support/page.ts";

needsChromium();

const files = { "pipelines/loads.yaml": 'name: loads\ntasks: {copy: {run: "exit 3"}}\n' };

test("what fails comes onto the page by itself, and a page on which nothing happens asks nothing", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    asked.push(pathname);
  });
  await page.getByText("Live, as of").waitFor();
  await page.waitForLoadState("load");
  const before = asked.length;
  await at.server.json(["run", "loads", "--wait"]);
  await page.locator("main a.nm", { hasText: "loads" }).first().waitFor();
  // The run came, began and failed: a few looks at the page itself, and nothing else.
  const since = asked.slice(before);
  expect(since.filter((path) => path !== "/")).toEqual([]);
  expect(since.length).toBeLessThan(8);
  const [quiet] = [asked.length];
  // A beat of the stream is the clock by which nothing else was asked for.
  const said = await page.locator("#live-text").textContent();
  await page.locator("#live-text", { hasNotText: said ?? "" }).waitFor();
  expect(asked.length - quiet).toBeLessThanOrEqual(1);
  expect(complaints).toEqual([]);
});

test("a lost connection is said with the time of the data; what happened meanwhile is there after it", async () => {
  await using at = await pageUnderTest(files);
  await using proxy = await cutProxy(Number(new URL(at.server.url).port));
  const { page } = await at.tab({ url: `http://127.0.0.1:${proxy.port}` });
  await page.getByText("Live, as of").waitFor();
  proxy.cut();
  await page.getByText(/^Data as of \d\d:\d\d:\d\d .*, reconnecting$/).waitFor();
  await picture(page, "lost");
  await at.server.json(["run", "loads", "--wait"]);
  expect(await page.locator("main a.nm", { hasText: "loads" }).count()).toBe(0);
  proxy.heal();
  await page.locator("main a.nm", { hasText: "loads" }).first().waitFor();
  await page.getByText("Live, as of").waitFor();
});
