// A run that goes on: its log is followed, an approval is given, and a lost connection keeps everybody from acting.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cutProxy } from "#test/support/cut-proxy.ts";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

needsChromium();

test("the log goes on, also over a lost connection; acts wait for it; an approval lets the run end", async () => {
  await using scratch = temporaryDirectory();
  const go = join(scratch.path, "go");
  await using at = await pageUnderTest({
    "pipelines/p.yaml": `name: p
tasks:
  load: {run: "echo first; until [ -e ${go} ]; do sleep 0.1; done; echo second"}
  release: {needs: [load], run: echo released, approval: {count: 1}}
`,
  });
  await using proxy = await cutProxy(Number(new URL(at.server.url).port));
  const url = `http://127.0.0.1:${proxy.port}`;
  const { page } = await at.tab({ url });
  await at.server.json(["run", "p"]);
  await page.goto(`${url}/runs/1?task=load`);
  await page.locator("#log-lines li", { hasText: "first" }).waitFor();
  await page.getByText("Live, as of").waitFor();
  await page.getByText("Cancel the run…").click();
  await page.locator("#act-cancel input[name=reason]").fill("half a sen");

  proxy.cut();
  await page.getByText(/^Data as of .*, reconnecting$/).waitFor();
  const cancel = page.getByRole("button", { name: "Cancel the run" });
  await expect.poll(() => cancel.isDisabled()).toBe(true);
  expect(await cancel.getAttribute("title")).toMatch(/^Data as of/);
  await picture(page, "run-lost");
  writeFileSync(go, "");
  proxy.heal();
  await page.locator("#log-lines li", { hasText: "second" }).waitFor();
  expect(await page.locator("#log-lines li", { hasText: "first" }).count()).toBe(1);
  await page.getByText("Approve release…").waitFor();
  // What was opened and written is still there, and may be acted on again.
  expect(await page.locator("#act-cancel input[name=reason]").inputValue()).toBe("half a sen");
  await expect.poll(() => cancel.isDisabled()).toBe(false);
  await page.setViewportSize({ width: 360, height: 800 });
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "run-360");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await picture(page, "run-waiting-dark");
  await page.getByText("Approve release…").click();
  await page.getByRole("button", { name: "Approve release" }).click();
  await page.getByText(/^Succeeded in /).waitFor();
});
