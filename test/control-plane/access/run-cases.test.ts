import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultText } from "#access/default-policies.ts";
import { runCases } from "#access/run-cases.ts";
import { type Case, readCases } from "#core/access/cases.ts";
import { noTeams } from "#core/access/teams.ts";

const folder = new URL("../../../policies/cases/", import.meta.url);
const ground = (read: ReturnType<typeof readCases>) => ({
  teams: read.teams ?? noTeams,
  policies: [],
  projects: Object.fromEntries(
    Object.entries(read.projects ?? {}).map(
      ([name, { environment = "default", owner = null, tags = {} }]) => [
        name,
        { environment, owner, tags },
      ],
    ),
  ),
});

describe("the decision cases of the default policies", async () => {
  const decided = new Set<string>();
  for (const name of readdirSync(folder)) {
    const read = readCases(`policies/cases/${name}`, readFileSync(new URL(name, folder)));
    expect(read.diagnostics).toEqual([]);
    test.each((await runCases(read.cases, ground(read))).map((one) => [one.asked.line, one]))(
      `${name}:%d`,
      (_, { decision, wrong }) => {
        expect(wrong).toBeNull();
        expect(decision.errors).toEqual([]);
        for (const id of decision.policies) decided.add(id.slice(id.indexOf("#") + 1));
      },
    );
  }

  test("each default policy decides one of them", () => {
    const ids = [...defaultText().matchAll(/@id\("(.+?)"\)/g)].map(([, id]) => id as string);
    expect(ids.filter((id) => !decided.has(id))).toEqual([]);
  });
});

test("says what is other than expected, and by which policies", async () => {
  const asked = (over: Partial<Case>): Case => ({
    ...{ file: "f", line: 1, who: "local", does: "sync", to: { project: "p" }, expect: "deny" },
    ...over,
  });
  const answers = await runCases(
    [
      asked({}),
      asked({ expect: "allow", by: ["admin-everything"] }),
      asked({ expect: "allow", by: ["local-token"] }),
      asked({ who: "eve@example.com", expect: "allow" }),
    ],
    { teams: noTeams, policies: [], projects: {} },
  );
  expect(answers.map(({ wrong }) => wrong)).toEqual([
    "expected deny, is allow (local-token)",
    "expected allow by admin-everything, is so by local-token",
    null,
    "expected allow, is deny (no policy permits it)",
  ]);
});
