import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const channels = `channels:
  oncall: {pagerduty: {routingKey: alerts/pd}}
  post: {mail: {to: [a@example.com], from: t@example.com, server: smtp.example}}
`;

test("a dry run prints what a channel would be sent, from files alone", async () => {
  await using folder = temporaryDirectory();
  const cwd = folder.path;
  for (const name of ["alerts", "projects"]) mkdirSync(join(cwd, name));
  writeFileSync(join(cwd, "alerts/channels.yaml"), channels);
  writeFileSync(
    join(cwd, "projects/finance.yaml"),
    "name: finance\nsource: {repository: https://git.example/finance.git}\n",
  );
  const dry = (...words: string[]) =>
    trunklineHere(["alerts", "test", "--dry-run", "--output", "json", ...words], { cwd });
  const page = await dry("--channel", "oncall", "--act", "resolve");
  expect([page.code, JSON.parse(page.stdout)]).toEqual([
    0,
    { routing_key: "…", event_action: "resolve", dedup_key: "trunkline/test/example/failed" },
  ]);
  const letter = await dry("--channel", "post", "--alerts", "alerts/channels.yaml");
  expect(JSON.parse(letter.stdout)).toMatchObject({
    to: ["a@example.com"],
    subject: expect.stringContaining("Test: test/example failed (test)"),
  });
  const none = await dry("--channel", "pots");
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("known: oncall, post") });
  const missing = await dry();
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--channel is missing"),
  });
});

test("a file with mistakes is shown with their places", async () => {
  await using folder = temporaryDirectory();
  const cwd = folder.path;
  writeFileSync(join(cwd, "alerts.yaml"), "channels:\n  oncall: {pagerdutty: {}}\n");
  const words = ["alerts", "test", "--dry-run", "--channel", "oncall", "--alerts", "alerts.yaml"];
  const { code, stderr } = await trunklineHere(words, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("alerts.yaml of --alerts has errors");
  expect(stderr).toContain('did you mean "pagerduty"?');
});
