// The page follows what happens by one stream: nothing is asked for again and again, and a lost connection is said.

import { expect, test } from "vitest";
import { cutProxy } from "#test/support/cut-proxy.ts";
import { observeWave, tellOf, waveFiles } from "#test/support/observed-wave.ts";
import { expectAccessible, needsChromium, pageUnderTest, picture } from "#test/support/page.ts";

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

test("a server that was started again is gone on with, and a network that says nothing is no connection", async () => {
  await using at = await pageUnderTest(files);
  await using proxy = await cutProxy(Number(new URL(at.server.url).port));
  const { page } = await at.tab({ url: `http://127.0.0.1:${proxy.port}` });
  await page.getByText("Live, as of").waitFor();
  await at.server.restart();
  await at.server.json(["run", "loads", "--wait"]);
  await page.locator("main a.nm", { hasText: "loads" }).first().waitFor();
  await page.getByText("Live, as of").waitFor();
  await page.clock.install();
  await page.reload();
  await page.getByText("Live, as of").waitFor();
  // Both sides think that they are connected.
  proxy.stopAfter("down", 0);
  await page.clock.fastForward(30_000);
  await page.getByText(/^Data as of .*, reconnecting$/).waitFor();
  await page.clock.fastForward(2_000);
  expect(await page.locator("#live-age").textContent()).toMatch(/^3\d s old$/);
  proxy.heal();
  await page.clock.fastForward(20_000);
  await page.getByText("Live, as of").waitFor();
  expect(await page.locator("#live-age").isVisible()).toBe(false);
});

test("acts wait while the connection is lost, and say why", async () => {
  await using at = await pageUnderTest(files);
  await using proxy = await cutProxy(Number(new URL(at.server.url).port));
  const url = `http://127.0.0.1:${proxy.port}`;
  const { page } = await at.tab({ url });
  await page.goto(`${url}/deployments`);
  await page.getByText("Live, as of").waitFor();
  await page.getByText("Hold, release, sync…").click();
  const hold = page.getByRole("button", { name: "Hold", exact: true });
  proxy.cut();
  await page.getByText(/^Data as of .*, reconnecting$/).waitFor();
  expect(await hold.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Hold", exact: true, disabled: true }).waitFor();
  const said = await page.evaluate(
    `getComputedStyle(document.querySelector("main form[method=post]"), "::after").content`,
  );
  expect(said).toMatch(/Waits for the connection. Data as of .*, reconnecting./);
  await picture(page, "lost-acts");
  proxy.heal();
  await expect.poll(() => hold.isDisabled()).toBe(false);
});

test("rows under the pointer stay where they are; what came is said on top, and shown when asked for", async () => {
  await using at = await pageUnderTest(files);
  for (let n = 0; n < 3; n++) await at.server.json(["run", "loads", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/runs`);
  await page.getByText("Live, as of").waitFor();
  const names = () => page.locator("#runs tr a.nm").allTextContents();
  const before = await names();
  const second = page.locator("#runs tr").nth(1);
  await second.hover();
  const place = await second.boundingBox();
  await at.server.json(["run", "loads", "--wait"]);
  const hint = page.getByRole("button", { name: "1 new: show" });
  await hint.waitFor();
  expect(await names()).toEqual(before);
  expect(await second.boundingBox()).toEqual(place);
  await expectAccessible(page);
  await picture(page, "rows-held");
  // To the hint itself is not away from the list.
  await hint.hover();
  await hint.click();
  await expect.poll(names).toEqual(["4", ...before]);
  await page.mouse.move(5, 5);
  await page.locator("#runs tr").nth(2).hover();
  await at.server.json(["run", "loads", "--wait"]);
  await hint.waitFor();
  await page.mouse.move(5, 5);
  await expect.poll(names).toEqual(["5", "4", ...before]);
  expect(await hint.count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("every screen shows by itself what happens elsewhere", async () => {
  await using at = await pageUnderTest({ ...files, ...waveFiles });
  await observeWave(at.server, 2);
  const tabs = new Map<string, Awaited<ReturnType<typeof at.tab>>>();
  for (const path of screens) {
    const tab = await at.tab();
    tabs.set(path, tab);
    await tab.page.goto(`${at.server.url}${path}`);
    await tab.page.getByText("Live, as of").waitFor();
  }
  /** It isn't there, then something is done, and then it is. */
  async function comes(seen: Readonly<Record<string, string | RegExp>>, happen: () => unknown) {
    const text = async (path: string) => (await tabs.get(path)?.page.textContent("main")) ?? "";
    for (const [path, what] of Object.entries(seen))
      expect([path, (await text(path)).search(what)]).toEqual([path, -1]);
    await happen();
    for (const [path, what] of Object.entries(seen))
      await expect.poll(() => text(path), { message: path, timeout: 15_000 }).toMatch(what);
  }
  await comes(
    {
      "/": "loads failed",
      "/runs": "Failed",
      "/pipelines": /failed \d+ s ago/,
      "/pipelines/shop/loads": /[Ff]ailed/,
      [map]: "Its newest run: failed.",
    },
    () => at.server.json(["run", "loads", "--wait"]),
  );
  await comes({ "/events": "GL-CLOSED", "/audit": "GL-CLOSED" }, () =>
    at.server.json(["events", "emit", "GL-CLOSED", "--date", "2026-11-27", "--reason", "by hand"]),
  );
  await comes({ "/variables": "LIMIT" }, () =>
    at.server.json(["variables", "set", "LIMIT", "7", "--reason", "by hand"]),
  );
  await comes({ "/pools": "warehouse", "/deployments": "Share the warehouse" }, async () => {
    at.server.repository.commit(
      { "pools.yaml": "warehouse: {units: 1}\n" },
      { message: "Share the warehouse" },
    );
    await at.server.json(["sync", "shop"]);
  });
  await comes({ "/migration": /told-late/ }, () => tellOf(at.server, "told-late"));
  for (const { complaints } of tabs.values()) expect(complaints).toEqual([]);
});

const map = "/map?focus=shop/loads";
const screens = [
  ...["/", "/runs", "/pipelines", "/pipelines/shop/loads", map, "/deployments", "/migration"],
  ...["/events", "/variables", "/pools", "/audit"],
];

test("back is where somebody was: boxes as far as they were scrolled, what was opened is open; a change moves nothing", async () => {
  await using at = await pageUnderTest(files);
  const { page } = await at.tab();
  await page.setViewportSize({ width: 800, height: 500 });
  await page.goto(`${at.server.url}/deployments`);
  await page.getByText("Live, as of").waitFor();
  await page.getByText("Hold, release, sync…").click();
  await page.mouse.wheel(0, 200);
  const top = () => page.evaluate("scrollY");
  await expect.poll(top).toBeGreaterThan(50);
  const before = await top();
  at.server.repository.commit({ "a.md": "x" }, { message: "Another" });
  await at.server.json(["sync", "shop"]);
  await page.getByText("Another").waitFor();
  expect(await top()).toBe(before);
  expect(await page.locator("#acts-shop").getAttribute("open")).toBe("");
  // By keys: a pointer would have to go up to the bar.
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Deployments" }).waitFor();
  await expect.poll(() => page.locator("#acts-shop").getAttribute("open")).toBe("");
  await expect.poll(top).toBe(before);
});
