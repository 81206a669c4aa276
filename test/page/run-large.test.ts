// A run of hundreds of tasks in a real browser: small, by state and name, with what needs somebody first, by keys alone.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const count = 500;
const tasks = Array.from({ length: count }, (_, n) =>
  n === 150
    ? `  t${n}: {run: "echo broken; exit 3"}`
    : `  t${n}: {run: "sleep 600", needs: [t150]}`,
);

test("of 500 tasks the failed one comes first; others are found by state and name; what is alike is told once", {
  timeout: 240_000,
}, async () => {
  await using at = await pageUnderTest({
    "pipelines/p.yaml": `name: p
tasks:
${tasks.join("\n")}
  gate: {run: "true", approval: {count: 2}}
  second: {run: "true", approval: {count: 2}}
`,
  });
  await at.server.json(["run", "p"]);
  const { page, complaints } = await at.tab();
  await page.goto(`${at.server.url}/runs/1`);
  await page.locator("#tasks tbody tr").first().getByText("t150").waitFor();
  expect(await page.locator("#tasks tbody tr").count()).toBe(100);
  expect((await page.content()).length).toBeLessThan(120_000);
  await page.getByText(/tasks are not drawn/).waitFor();
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await picture(page, "run-large");

  await page.getByRole("link", { name: "Skipped 499" }).click();
  await page.getByText("1 to 100 of 499 of 502").waitFor();
  await page.getByRole("link", { name: "Next page, 399 more" }).click();
  await page.getByText("101 to 200 of 499 of 502").waitFor();
  await page.goBack();
  await page.getByText("1 to 100 of 499 of 502").waitFor();

  await page.locator("#tasks input[name=name]").fill("t15");
  await page.keyboard.press("Enter");
  await page.waitForURL(/name=t15/);
  expect(new URL(page.url()).searchParams.get("state")).toBe("skipped");
  await page.locator("#tasks").getByText("10 of 502").waitFor();
  await page.setViewportSize({ width: 360, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNoSideScroll(page);
  await expectAccessible(page);
  await picture(page, "run-large-360-dark");
  expect(complaints).toEqual([]);
});
