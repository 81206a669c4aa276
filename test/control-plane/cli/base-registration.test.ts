// A change that grants itself what it needs, in one repository with its control files: the plan judges by the base.

import { expect, test } from "vitest";
import { type Files, TestRepository } from "#test/support/repository.ts";
import { spec } from "#test/support/synced-project.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const registration = (secrets: string) =>
  `name: shop\nenvironment: prod\nsource: {repository: "https://git.example/shop.git"}\nallow: {secrets: [${secrets}]}\n`;
const rules = 'rules:\n  has-owner: {message: it has no owner, require: pipeline.owner != ""}\n';
const base: Files = {
  "control/projects/shop.yaml": registration("shop/*"),
  "control/rules/owners.yaml": rules,
  "estate/trunkline.yaml": "name: shop\n",
  "estate/pipelines/a.yaml": spec("a", "true", "owner: shop\n"),
};
const greedy: Files = {
  "estate/pipelines/a.yaml": `${spec("a")}    secrets: [hr/key]\n`,
};

async function planned(repository: TestRepository, words: string[] = []) {
  const file = `${repository.path}/control/projects/shop.yaml`;
  const ended = await trunklineHere(
    ["plan", `${repository.path}/estate`, "--registration", file, ...words, "--output", "json"],
    {},
  );
  const plan = ended.stdout === "" ? null : JSON.parse(ended.stdout);
  const codes: string[] = (plan?.diagnostics ?? []).map(({ code }: { code: string }) => code);
  return { ...ended, codes: codes.sort(), verdicts: plan?.verdicts ?? [] };
}

test.each<[string, Files]>([
  [
    "a waiver of its own",
    {
      "control/waivers/a.yaml":
        'rule: has-owner\npipelines: ["**"]\nreason: r\napprover: me\nexpires: "2999-01-01"\n',
    },
  ],
  [
    "a wider ceiling and no rule",
    { "control/projects/shop.yaml": registration('"**"'), "control/rules/owners.yaml": null },
  ],
  ["another registration's folder", { "control/projects": null }],
])("%s helps nothing", async (_, granted) => {
  using repository = new TestRepository();
  repository.commit(base);
  repository.branch("change");
  repository.commit({ ...greedy, ...granted });
  const found = await planned(repository, ["--from", "main", "--to", "change"]);
  expect(found.code).toBe(1);
  expect(found.codes).toEqual(["ceiling-exceeded", "rule-broken"]);
  expect(found.verdicts).toContainEqual({
    ...{ rule: "rules", outcome: "refused", text: "it has no owner" },
  });
});

test("once they are in the base they count", async () => {
  using repository = new TestRepository();
  repository.commit(base);
  repository.commit({
    "control/rules/owners.yaml": rules.replace('!= ""', '== ""'),
    "control/projects/shop.yaml": registration('"**"'),
  });
  repository.commit(greedy);
  expect(await planned(repository, ["--to", "HEAD"])).toMatchObject({ code: 0, codes: [] });
});

test("rules beside the registration that have an error refuse the plan, and say where", async () => {
  using repository = new TestRepository();
  repository.commit({ ...base, "control/rules/owners.yaml": "rules: {r: {message: m}}\n" });
  const { code, stderr } = await planned(repository, ["--to", "HEAD"]);
  expect(code).toBe(1);
  expect(stderr).toContain("rules/owners.yaml:1:9");
  expect(stderr).toContain("the rule asks nothing");
});
