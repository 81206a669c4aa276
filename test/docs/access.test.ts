// The teams, policies and cases of docs/access.md: what people copy holds together, and each policy decides a case.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadCedar } from "#access/cedar-library.ts";
import { readPolicies } from "#access/policy-set.ts";
import { runCases } from "#access/run-cases.ts";
import { actions } from "#core/access/action.ts";
import { readCases } from "#core/access/cases.ts";
import { noTeams, roles } from "#core/access/teams.ts";
import { readTeams } from "#core/access/teams-file.ts";

const page = readFileSync(new URL("../../docs/access.md", import.meta.url), "utf8");
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, text = ""]) => text,
  );
const yaml = (name: string) => blocks("yaml").find((text) => text.startsWith(`# ${name}\n`)) ?? "";

test("the policies are valid, and each decides one of the cases as it must", async () => {
  const { teams, diagnostics } = readTeams("teams.yaml", yaml("teams.yaml"));
  expect(diagnostics).toEqual([]);
  const texts = blocks("cedar").map((text, at) => [`policies/${at}.cedar`, text] as const);
  expect(texts).toHaveLength(6);
  const read = readPolicies(await loadCedar(), texts, teams ?? noTeams);
  expect(read.diagnostics).toEqual([]);
  const cases = readCases("policies/cases/production.yaml", yaml("policies/cases/production.yaml"));
  expect(cases.diagnostics).toEqual([]);
  const projects = { fin: { environment: "prod", owner: "gl", tags: {} } };
  const answers = await runCases(cases.cases, {
    ...{ teams: teams ?? noTeams, policies: read.policies, projects },
  });
  expect(answers.filter(({ wrong }) => wrong !== null)).toEqual([]);
  const decided = new Set(answers.flatMap(({ decision }) => decision.policies));
  expect(read.policies.filter(({ id }) => !decided.has(id))).toEqual([]);
});

test("every action and role is named", () => {
  for (const action of Object.values(actions).flat()) expect(page).toContain(`\`${action}\``);
  for (const role of roles) expect(page).toContain(`| \`${role}\` |`);
});
