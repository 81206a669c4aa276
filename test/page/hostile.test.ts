// What others write (names, logs, outputs, commit messages, addresses) is text on the page, whatever it looks like.

import { expect, test } from "vitest";
import { needsChromium, pageUnderTest, picture } from "#test/support/page.ts";

needsChromium();

const markup = `<img src=x onerror="globalThis.wasRun=1"><script>globalThis.wasRun=1</script>`;

const files = {
  "pipelines/p.yaml": `name: p
params: {who: {type: string, default: '${markup}'}}
tasks:
  a:
    env: {WHO: '${markup}'}
    outputs: {said: string}
    run: |
      printf '%s\\n' "$WHO"
      printf 'said=%s\\n' "$WHO" >> "$TRUNKLINE_OUTPUT"
      printf '\\033]0;title\\007\\033[31m%s\\033[0m\\n' "$WHO"
      printf 'a\\342\\200\\256b\\000c\\n'
  b: {needs: [a], run: "exit 1"}
`,
};

test("markup of logs, outputs, parameters, reasons and commit messages never runs", async () => {
  await using at = await pageUnderTest(files);
  at.server.repository.commit(
    { "pipelines/p.yaml": files["pipelines/p.yaml"].replace("exit 1", "exit 2") },
    { message: `${markup} (#8)` },
  );
  await at.server.trunkline(["sync", "shop"]);
  await at.server.json(["run", "p", "--wait"]);
  const { page, complaints } = await at.tab();
  const ran = () => page.evaluate("globalThis.wasRun");
  await page.goto(`${at.server.url}/runs/1?task=a&q=${encodeURIComponent(markup)}`);
  // As text it is there: in the log twice, among the outputs, the parameters, and as the commit's message.
  await page.locator("#log-lines li", { hasText: markup }).nth(1).waitFor();
  const main = (await page.locator("main").textContent()) ?? "";
  expect(main.split(markup).length - 1).toBeGreaterThanOrEqual(5);
  expect(await page.locator("#log-lines img, #log-lines script, main img").count()).toBe(0);
  // What would hide or turn round what stands there is shown as what it is: unreadable.
  expect(await page.locator("#log-lines").textContent()).toMatch(/a\ufffdb/);
  await page.getByText("Rerun from b…").click();
  await page.locator("#act-rerun input[name=reason]").fill(markup);
  await page.getByRole("button", { name: "Rerun from b" }).click();
  await page.waitForURL(/\/runs\/2/);
  await page.getByText("Failed at b").waitFor();
  await page.goto(at.server.url);
  await page.getByText("p failed").first().waitFor();
  await picture(page, "hostile");
  expect(await ran()).toBe(undefined);
  expect(complaints).toEqual([]);
});

test("the policy refuses a script that got into a page all the same, and a style", async () => {
  await using at = await pageUnderTest(files);
  const { page, complaints } = await at.tab();
  await page.evaluate(`{
    const script = document.createElement("script");
    script.textContent = "globalThis.wasRun = 1";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<p style="color: red" onclick="globalThis.wasRun = 1" id="bad">x</p>');
  }`);
  await page.locator("#bad").click();
  expect(await page.evaluate("globalThis.wasRun")).toBe(undefined);
  expect(complaints.join("\n")).toMatch(/violates the following Content Security Policy/);
});

test("addresses that no page has are told so as pages, and none leads elsewhere", async () => {
  await using at = await pageUnderTest(files);
  const { page } = await at.tab();
  for (const path of ["/runs/999", `/runs/${encodeURIComponent(markup)}`, "/?project=nothing"]) {
    const answer = await page.goto(`${at.server.url}${path}`);
    expect([path, answer?.status()]).toEqual([path, 404]);
    await page.getByRole("heading", { level: 1, name: "There is no such thing" }).waitFor();
    expect(await page.evaluate("globalThis.wasRun")).toBe(undefined);
  }
});
