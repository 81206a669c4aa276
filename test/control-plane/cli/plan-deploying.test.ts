// `trunkline plan --author`: what policies would keep of a change of somebody who is stated, without a server.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const pii = `@id("pii-by-the-cleared")
forbid (principal, action == trunkline::Action::"deploy", resource)
when { resource.hasTag("data") && resource.getTag("data").contains("pii") }
unless { context.approverTeams.contains(trunkline::Team::"privacy") };
@id("proven")
forbid (principal, action == trunkline::Action::"deploy", resource)
when { resource.hasTag("data") && resource.getTag("data").contains("proven") }
unless { context.proven };
`;
const tagged = (name: string, tag: string) =>
  `name: ${name}\ntags: {data: [${tag}]}\ntasks: {a: {run: "true"}}\n`;

test("says what would be kept, with what is missing; a stated author proves nothing", async () => {
  using repository = new TestRepository();
  await using control = temporaryDirectory();
  const files = {
    "projects/shop.yaml":
      "name: shop\nenvironment: test\nsource: {repository: https://git.example/shop.git}\n",
    "teams.yaml":
      "teams:\n  privacy: {members: [petra@example.com]}\npeople:\n  mallory@example.com: {accounts: [mallory]}\n",
    "policies/own.cedar": pii,
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(control.path, file)), { recursive: true });
    writeFileSync(path.join(control.path, file), text);
  }
  repository.commit({
    "trunkline.yaml": "name: shop\n",
    "pipelines/pay.yaml": tagged("pay", "pii"),
  });
  repository.commit({
    // Taking the tag away takes nothing away of what protects it.
    "pipelines/pay.yaml": "name: pay\ntasks: {a: {run: 'evil'}}\n",
    "pipelines/p.yaml": tagged("p", "proven"),
    "pipelines/b.yaml": tagged("b", "none"),
  });
  const plan = async (...words: string[]) =>
    trunklineHere(["plan", "--to", "HEAD", ...words], { cwd: repository.path });
  const given = ["--registration", path.join(control.path, "projects/shop.yaml")];
  const made = await plan(...given, "--author", "mallory");
  expect(made.code).toBe(1);
  expect(made.stdout).toContain(`Who may deploy it:
    asked for mallory@example.com (not proven); approved by nobody
    ! p: mallory@example.com, as --author states, which proves nothing, may not deploy it (this change): policies/own.cedar#proven forbids it
`);
  expect(made.stdout).toContain("needs an approver of team privacy; policies/own.cedar:1");
  const { deploying } = JSON.parse(
    (await plan(...given, "--author", "mallory", "--output", "json")).stdout,
  );
  expect(deploying).toMatchObject({
    ...{ approvers: [], project: null },
    makers: [{ name: "mallory@example.com", proven: false }],
    denied: [
      { pipeline: "p", policies: ["policies/own.cedar#proven"], approvalBy: [] },
      { pipeline: "pay", side: "deployed", approvalBy: [["privacy"]] },
    ],
  });
  const markdown = await plan(...given, "--author", "mallory", "--output", "markdown");
  expect(markdown.stdout).toContain("#### Who may deploy it");
  // Nobody is asked about without an author, and an author says nothing without policies.
  expect((await plan(...given)).stdout).not.toContain("Who may deploy it");
  const alone = await plan("--author", "mallory");
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining("--registration")]);
});
