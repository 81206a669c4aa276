// What people read where a change may not be deployed: who, why, where that is written, and whom to ask.

import { expect, test } from "vitest";
import {
  type Denial,
  deniedDiagnostic,
  deniedText,
  missingApproval,
  whomToAsk,
} from "#core/access/deploy-denied.ts";

const denial: Denial = {
  ...{ who: { name: "ann@example.com", proven: true }, change: "change #7", side: "new" },
  policies: [{ id: "policies/a.cedar#two", file: "policies/a.cedar", line: 4, teams: ["leads"] }],
  ...{ approvalBy: [], errors: [] },
};

test("names who, the change and the policies; whether it is about what is deployed, and proven", () => {
  expect(deniedText(denial, "it")).toBe(
    "ann@example.com may not deploy it (change #7): policies/a.cedar#two forbids it",
  );
  const stated: Denial = {
    ...denial,
    ...{ who: { name: "ann@example.com", proven: false }, side: "deployed", policies: [] },
  };
  expect(deniedText(stated, "it")).toBe(
    "ann@example.com, by the word of the commit, may not deploy it as it is deployed now (change #7): no policy permits it",
  );
  expect(deniedText({ ...denial, errors: ["overflow"] }, "it")).toContain(
    "it can't be decided: overflow",
  );
});

test("says where it is written and whom to ask", () => {
  expect(deniedDiagnostic(denial)).toMatchObject({
    code: "deploy-denied",
    help: "policies/a.cedar:4 in the control repository; have it made or approved by somebody of leads; what is deployed stays",
  });
  const [policy] = denial.policies;
  const own = policy ? [{ ...policy, project: "shop", teams: [] }] : [];
  expect(whomToAsk({ ...denial, policies: own })).toBe(
    "policies/a.cedar:4 of the project as it is deployed; ask whoever keeps the control repository",
  );
});

test("says which approval is missing, where one is all that is", () => {
  expect(missingApproval({ approvalBy: [] })).toBeNull();
  expect(missingApproval({ approvalBy: [["a"], ["b"]] })).toBe("needs an approver of team a or b");
  expect(missingApproval({ approvalBy: [["a", "b"]] })).toBe(
    "needs an approver of each of the teams a, b",
  );
});
