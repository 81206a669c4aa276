// The page by its keys alone: whatever carries a key is reached by it, and the list of keys has those that this page has.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectAccessible, needsChromium, pageUnderTest, picture } from "#test/support/page.ts";

needsChromium();

const files = {
  "pipelines/loads.yaml": 'name: loads\ntasks: {copy: {run: "exit 3"}}\n',
  "pipelines/other.yaml": "name: other\ntasks: {copy: {run: ls}}\n",
};

/** As a screen would have them. */
const keyed = `document.getElementById("main").innerHTML = \`
  <section id="why" data-key="w" data-key-says="Why it waits"><h2>Why</h2></section>
  <details id="acts"><summary data-key="a">Acts</summary><label>Reason <input id="reason" data-key="r"></label></details>
  <a id="on" href="#on" data-key="f">Focus</a>
  <p hidden data-key="h">Nobody sees it</p>\``;

const focused = (page: Page): Promise<unknown> => page.evaluate("document.activeElement?.id");

test("what carries a key is focused, opened or followed by it; the list has the keys of this page and no other", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  // A page that isn't asked for anew keeps what is put into it.
  await page.goto(`${at.server.url}/docs/`);
  await page.waitForLoadState("load");
  await page.evaluate(keyed);
  await page.keyboard.press("w");
  expect(await focused(page)).toBe("why");
  await page.keyboard.press("f");
  expect(new URL(page.url()).hash).toBe("#on");
  await page.keyboard.press("a");
  expect(await page.locator("#acts").getAttribute("open")).toBe("");
  await page.keyboard.press("r");
  expect(await focused(page)).toBe("reason");
  // In a field all of them are letters.
  await page.keyboard.type("wf?");
  expect(await page.locator("#reason").inputValue()).toBe("wf?");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keys of this page" });
  const said = (await list.textContent()) ?? "";
  for (const one of ["wWhy it waits", "aActs", "rReason", "g tToday", "/Search the documentation"])
    expect(said.replaceAll(/\s+/g, " ").replaceAll(" ", "")).toContain(one.replaceAll(" ", ""));
  expect(said).not.toContain("Nobody sees it");
  expect(said).not.toContain("log");
  await expectAccessible(page);
  await picture(page, "keys");
  // Over the page nothing of it is used; the list is left by the same key as a field.
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  expect(page.url()).toMatch(/\/docs\/#on$/);
  expect(complaints).toEqual([]);
});

test("to a place by two keys, through its rows, on and back, without a pointer", async () => {
  await using at = await pageUnderTest(files);
  const { page } = await at.tab();
  await page.waitForLoadState("load");
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.getByRole("heading", { level: 1, name: "Pipelines" }).waitFor();
  await page.waitForLoadState("load");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const name = await page.evaluate("document.activeElement?.textContent");
  await page.keyboard.press("k");
  expect(await page.evaluate("document.activeElement?.textContent")).not.toBe(name);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: String(name) }).waitFor();
  await page.waitForLoadState("load");
  await page.keyboard.press("/");
  await page.keyboard.type("lo");
  // First out of the field, where what was written stays; then back.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { level: 1, name: "Pipelines" }).waitFor();
});
