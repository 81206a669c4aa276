// A run in a real browser: its verdict, its log, and what can be done to it.

import { expect, test } from "vitest";
import {
  expectAccessible,
  expectNoSideScroll,
  needsChromium,
  pageUnderTest,
  picture,
} from "#test/support/page.ts";

needsChromium();

const night = `name: eod-positions
tasks:
  extract: {run: "echo read 7 rows; echo rows=7 >> $TRUNKLINE_OUTPUT", outputs: {rows: integer}}
  load:
    needs: [extract]
    retry: {retries: 1, delay: 1s}
    run: |
      echo connect
      printf '\\033[31mERROR 55P03\\033[0m: canceling statement due to lock timeout\\n'
      exit 1
  publish: {needs: [load], run: "true"}
`;

test("from Today to the cause in one click; the log in colours; rerun with a reason that is on record", async () => {
  await using at = await pageUnderTest({ "pipelines/eod.yaml": night });
  await at.server.json(["run", "eod-positions", "--wait"]);
  const { page, complaints } = await at.tab();
  await page.locator("main a.nm", { hasText: "eod-positions" }).first().click();
  await page.getByText("Failed at load, after 2 attempts.").waitFor();
  await page.locator("#log-lines li", { hasText: "lock timeout" }).first().waitFor();
  expect(await page.locator("#log-lines .ansi-red").first().textContent()).toBe("ERROR 55P03");
  await page.locator("#log-find input[name=q]").fill("lock");
  await page.getByText("2 lines have it.").waitFor();
  expect(new URL(page.url()).searchParams.get("q")).toBe("lock");
  await expectAccessible(page);
  await expectNoSideScroll(page);
  await picture(page, "run");

  await page.getByText("Rerun from load…").click();
  await page.locator("#act-rerun input[name=reason]").fill("the lock is gone");
  await page.getByRole("button", { name: "Rerun from load" }).click();
  await page.waitForURL(/\/runs\/2\?done=rerun$/);
  await page.getByText("Failed at load").waitFor();
  const [record] = await at.server.json(["audit", "--act", "rerun"]);
  expect(JSON.stringify(record)).toContain("the lock is gone");
  expect(complaints).toEqual([]);
});

test("a form of elsewhere does nothing", async () => {
  await using at = await pageUnderTest({
    "pipelines/p.yaml": "name: p\ntasks: {a: {run: sleep 600}}\n",
  });
  await at.server.json(["run", "p"]);
  const { page } = await at.tab();
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const csrf of ["", "wrong"]) {
    const answer = await fetch(`${at.server.url}/runs/1/act`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ act: "cancel", reason: "x", csrf }),
      redirect: "manual",
    });
    expect(answer.status).toBe(403);
  }
  const [run] = await at.server.json(["runs", "show", "1"]);
  expect(run.cancelRequestedAt).toBe(null);
});

test("a task's long name fits a narrow screen, also in what can be done to it", async () => {
  const name = "check-everything-that-was-extracted-from-the-warehouse-tonight";
  await using at = await pageUnderTest({
    "pipelines/p.yaml": `name: p\ntasks: {${name}: {run: exit 3}}\n`,
  });
  await at.server.json(["run", "p", "--wait"]);
  const { page } = await at.tab({ viewport: { width: 360, height: 740 } });
  await page.goto(`${at.server.url}/runs/1`);
  await page.getByText(`Rerun from ${name}…`).waitFor();
  await expectNoSideScroll(page);
});
