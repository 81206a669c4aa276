// What a reviewer reads of what would not be deployed: alike pipelines once, with what is missing.

import { expect, test } from "vitest";
import type { Denial } from "#core/access/deploy-denied.ts";
import {
  type Deploying,
  deniedOf,
  deployingLines,
  isKept,
  keptSummary,
} from "#core/plan/deploying.ts";

const denial: Denial = {
  ...{ who: { name: "mallory", proven: true }, change: "change #7", side: "deployed" },
  policies: [{ id: "policies/a.cedar#pii", file: "policies/a.cedar", line: 4, teams: ["privacy"] }],
  ...{ approvalBy: [["privacy"]], errors: [] },
};
const none: Deploying = {
  ...{ makers: [{ name: "mallory", proven: true }], approvers: [] },
  ...{ denied: [], project: null, earlier: [] },
};
const of = (pipeline: string) => ({
  ...{ pipeline, file: `pipelines/${pipeline}.yaml` },
  ...deniedOf(denial),
});

test("alike pipelines are one line, with the policy and what is missing", () => {
  const kept = { ...none, denied: [of("a"), of("b")] };
  expect(isKept(kept)).toBe(true);
  expect(keptSummary(kept)).toBe("2 pipelines would not be deployed");
  expect(deployingLines(kept)).toEqual([
    { kind: "says", text: "asked for mallory; approved by nobody" },
    {
      kind: "warning",
      text: "a, b: mallory may not deploy it as it is deployed now (change #7): policies/a.cedar#pii forbids it",
      help: "needs an approver of team privacy; policies/a.cedar:4 in the control repository; have it made or approved by somebody of privacy",
    },
  ]);
});

test("what belongs to the project keeps all, what came in before keeps what comes after it, and nothing is said to be kept where nothing is", () => {
  expect(keptSummary({ ...none, project: deniedOf(denial) })).toBe("None of it would be deployed");
  const earlier = { ...none, earlier: [{ pipeline: "a", file: "a.yaml", reason: "no" }] };
  expect(keptSummary(earlier)).toBe("1 pipeline would not be deployed");
  expect(deployingLines(earlier).at(-1)?.text).toBe(
    "a: what came in before is kept already, and this with it: no",
  );
  expect([isKept(none), isKept(null), keptSummary(none)]).toEqual([false, false, null]);
  expect(deployingLines({ ...none, makers: [{ name: "x", proven: false }] })).toEqual([
    { kind: "says", text: "asked for x (not proven); approved by nobody" },
    { kind: "says", text: "no policy keeps anything of it" },
  ]);
});
