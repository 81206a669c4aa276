// The map, in a real browser: whom a pipeline holds up, near and far, by picture, list and keys.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const after = (name: string) => `triggers: [{after: {pipeline: ${name}, state: succeeded}}]\n`;
const spec = (name: string, domain: string, more = "") =>
  `name: ${name}\ntags: {domain: [${domain}]}\n${more}tasks: {a: {run: ls}}\n`;

test("folded first; a pipeline shows whom it holds up, and how far", async () => {
  await using at = await pageUnderTest({
    "pipelines/ledger.yaml": spec("ledger", "core"),
    "pipelines/positions.yaml": spec("positions", "treasury", after("ledger")),
    "pipelines/var.yaml": spec("var", "risk", after("positions")),
    "pipelines/alone.yaml": spec("alone", "risk"),
  });
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/map`);
  await page.getByRole("link", { name: "By domain" }).click();
  expect(await page.locator("#map .node").count()).toBe(3);
  await expectAccessible(page);
  await page.locator('#map .node[data-name="risk"]').click();
  await page.locator('#map .node[data-name="shop/alone"]').waitFor();
  await page.goto(`${at.server.url}/map?focus=shop/ledger&hops=all`);
  expect(await page.locator(".verdict .big").textContent()).toContain("holds up 2 pipelines");
  expect(await page.locator("main").textContent()).toContain("2 hops downstream");
  const width = () => page.locator("#map-svg").getAttribute("width");
  const before = Number(await width());
  await page.locator("#map").focus();
  await page.keyboard.press("+");
  expect(Number(await width())).toBeGreaterThan(before);
  await expectAccessible(page);
  await picture(page, "map");
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await picture(page, "map-360");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

test("a focus that is not there is said to be none, whatever it is called", async () => {
  await using at = await pageUnderTest({ "pipelines/p.yaml": "name: p\ntasks: {a: {run: ls}}\n" });
  const { page, complaints } = await at.tab();
  await page.goto(
    `${at.server.url}/map?focus=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`,
  );
  expect(await page.locator(".verdict").textContent()).toContain("<img src=x");
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

test("a part of a name jumps to its pipeline; from the estate one goes by project and tag down to it, and back", async () => {
  await using at = await pageUnderTest({
    "pipelines/ledger.yaml": spec("ledger", "core"),
    "pipelines/positions.yaml": spec("positions", "treasury", after("ledger")),
    "pipelines/var.yaml": spec("var", "risk", after("positions")),
    "pipelines/var-late.yaml": spec("var-late", "risk"),
  });
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/map`);
  await page.getByLabel("Focus").fill("posit");
  await page.keyboard.press("Enter");
  await page.getByText("shop/positions holds up 1 pipeline;").waitFor();
  const focused = () => page.evaluate("document.activeElement.dataset.name");
  await page.locator('#map .node[data-name="shop/positions"]').focus();
  await page.keyboard.press("ArrowLeft");
  expect(await focused()).toBe("shop/ledger");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("shop/var");
  await page.goto(`${at.server.url}/map?focus=va`);
  await page.getByText("2 pipelines have va in their names.").waitFor();
  await expectAccessible(page);

  await page.goto(`${at.server.url}/map`);
  await page.locator("#map .node").first().click();
  await page.getByRole("link", { name: "By domain in shop" }).click();
  await page.locator('#map .node[data-name="risk"]').click();
  await page.locator('#map .node[data-name="shop/var-late"]').waitFor();
  const address = new URL(page.url()).searchParams;
  expect([address.get("project"), address.get("group")]).toEqual(["shop", "risk"]);
  await page.locator('#map .node[data-name="shop/var"]').click();
  await page.getByText("shop/var holds up nothing.").waitFor();
  await expectAccessible(page);
  await page.goBack();
  await page.locator('#map .node[data-name="shop/var-late"]').waitFor();
  await picture(page, "map-in-project");
  expect(complaints).toEqual([]);
});

test("of very many boxes those in sight are links; keys lead on to what isn't drawn, and small they are blocks", async () => {
  const many = 420;
  const name = (n: number) => `p-${String(n).padStart(3, "0")}`;
  await using at = await pageUnderTest(
    Object.fromEntries(
      Array.from({ length: many }, (_, n) => [
        `pipelines/${name(n)}.yaml`,
        spec(name(n), `d${n % 3}`, n < 60 ? "" : after(name(n - 60))),
      ]),
    ),
  );
  const { page, complaints } = await at.tab({ viewport: { width: 900, height: 700 } });
  await page.goto(`${at.server.url}/map?by=pipeline`);
  const drawn = page.locator("#map-near a");
  await drawn.first().waitFor();
  expect(await drawn.count()).toBeLessThan(many);
  expect(await page.locator("#map .far").count()).toBeGreaterThan(1);
  await drawn.first().focus();
  for (let n = 0; n < 6; n++) await page.keyboard.press("ArrowRight");
  expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(
    "shop/p-360, never ran",
  );
  expect(Number(await page.evaluate("document.getElementById('map').scrollLeft"))).toBeGreaterThan(
    500,
  );
  expect(await page.locator("#map-lines").getAttribute("d")).toMatch(/^M/);
  await expectAccessible(page);
  await page.keyboard.press("0");
  await expect.poll(() => drawn.count()).toBe(0);
  await picture(page, "map-many-small");
  await page.locator("#map").focus();
  for (let n = 0; n < 12; n++) await page.keyboard.press("+");
  await drawn.first().click();
  await page
    .getByText(/holds up .* pipeline/)
    .first()
    .waitFor();
  expect(complaints).toEqual([]);
}, 180_000);
