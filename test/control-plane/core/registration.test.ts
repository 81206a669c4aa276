import { expect, test } from "vitest";
import { rulesOf } from "#core/registration.ts";

test("what a registration leaves out has its default, and no ceiling", () => {
  expect(rulesOf({})).toEqual({
    allow: { runsOn: null, runAs: null, secrets: null, pools: null, network: null },
    sync: {
      onRewrite: "block",
      holdDeletions: { count: 10, percent: 20 },
      soakMs: null,
      strict: false,
      wave: null,
      approvals: { bindToPlan: false, atLeast: 0, from: "forge", teams: {} },
      signatures: null,
    },
    checks: null,
    project: null,
    ruledAt: null,
  });
  const rules = rulesOf({
    allow: { runAs: ["fin*"], secrets: [] },
    sync: {
      onRewrite: "follow",
      holdDeletions: { count: 2 },
      signatures: { forges: ["noreply@github.com"] },
    },
  });
  expect(rules.allow).toMatchObject({ runAs: ["fin*"], secrets: [], runsOn: null });
  expect(rules.sync).toMatchObject({
    onRewrite: "follow",
    holdDeletions: { count: 2, percent: 20 },
    signatures: {
      ...{ required: true, allowedSigners: "", pgpKeys: "" },
      ...{ revoked: [], forges: ["noreply@github.com"] },
    },
  });
});
