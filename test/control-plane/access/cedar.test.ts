import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import type { Identity } from "#core/access/identity.ts";
import type { Teams } from "#core/access/teams.ts";

const facts: AccessFacts = {
  project: "finance-prd",
  environment: "prod",
  folder: "pipelines/gl",
  owner: "gl",
  tags: { domain: ["finance"] },
};
const teams: Teams = {
  teams: {
    gl: {
      members: ["ann@example.com"],
      robots: [],
      groups: [],
      roles: ["operator"],
      tags: { domain: ["finance"] },
    },
  },
  people: {},
  robots: {},
  withoutDefaults: [],
};
const ann: Identity = {
  kind: "user",
  name: "ann@example.com",
  groups: [],
  mfa: false,
  scopes: null,
};
const pipeline = { kind: "pipeline", facts } as const;

test("the default policies decide", async () => {
  const access = await cedarAccess({ policies: [], teams });
  expect(access.decide(ann, "read", pipeline)).toEqual({
    allowed: true,
    policies: ["built-in/default.cedar#view-by-domain", "built-in/default.cedar#view-own"],
    errors: [],
  });
  expect(access.decide(ann, "trigger", pipeline)).toEqual({
    allowed: false,
    policies: [],
    errors: [],
  });
  expect(access.decide({ ...ann, mfa: true }, "trigger", pipeline).policies).toEqual([
    "built-in/default.cedar#operate-own-production",
  ]);
  expect(access.decide({ ...ann, name: "bob@example.com" }, "read", pipeline).allowed).toBe(false);
});
