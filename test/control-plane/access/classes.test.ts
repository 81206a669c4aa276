import { expect, test } from "vitest";
import { type Access, type Decision, onlyLocal } from "#access/access.ts";
import { allowedClasses, mayReadProject } from "#access/classes.ts";
import type { AccessFacts } from "#core/access/access-class.ts";
import type { Identity } from "#core/access/identity.ts";

const ann: Identity = { kind: "user", name: "ann", groups: [], mfa: false, scopes: null };
const facts = (domain: string): AccessFacts => ({
  ...{ project: "p", environment: "prod", folder: "", owner: null, tags: { domain: [domain] } },
});
const classes = ["finance", "hr", "finance"].map((domain, at) => ({
  id: at + 1,
  facts: facts(domain),
}));

/** Counts what it is asked: the subject here is what is remembered, not who decides. */
function counting(): Access & { asked: number } {
  const access = {
    version: "1",
    asked: 0,
    decide: ((_identity, _action, resource): Decision => {
      access.asked += 1;
      const allowed = resource.kind === "pipeline" && resource.facts.tags.domain?.[0] === "finance";
      return { allowed, policies: [], errors: [] };
    }) as Access["decide"],
  };
  return access;
}

test("each class is decided once for an identity and an action", () => {
  const access = counting();
  expect(allowedClasses(access, classes, ann, "read")).toEqual([1, 3]);
  expect(allowedClasses(access, classes, ann, "read")).toEqual([1, 3]);
  expect(access.asked).toBe(3);
  const more = [...classes, { id: 9, facts: facts("finance") }];
  expect(allowedClasses(access, more, ann, "read")).toEqual([1, 3, 9]);
  expect(access.asked).toBe(4);
});

test("another action, second factor or grant is asked about again", () => {
  const access = counting();
  allowedClasses(access, classes, ann, "read");
  allowedClasses(access, classes, ann, "trigger");
  allowedClasses(access, classes, { ...ann, mfa: true }, "read");
  allowedClasses(access, classes, ann, "read", {
    grant: { kind: "incident", actions: ["cancel"], project: "p", pipelines: [], tags: {} },
  });
  expect(access.asked).toBe(12);
});

test("nothing that another set of policies decided is used", () => {
  allowedClasses(counting(), classes, ann, "read");
  const local: Identity = { ...ann, kind: "local" };
  expect(allowedClasses(onlyLocal, classes, ann, "read")).toEqual([]);
  expect(allowedClasses(onlyLocal, classes, local, "read")).toEqual([1, 2, 3]);
});

test("each project is decided once for an identity, by its name and environment", () => {
  const asked: unknown[] = [];
  const access: Access = {
    version: "1",
    decide: (_identity, action, resource) => {
      asked.push([action, resource]);
      const allowed = resource.kind === "project" && resource.environment === "dev";
      return { allowed, policies: [], errors: [] };
    },
  };
  const may = (environment: string, name = "p") =>
    mayReadProject(access, { name, environment }, ann);
  expect([may("dev"), may("prod"), may("dev"), may("prod")]).toEqual([true, false, true, false]);
  expect(asked).toEqual([
    ["readProject", { kind: "project", name: "p", environment: "dev" }],
    ["readProject", { kind: "project", name: "p", environment: "prod" }],
  ]);
  expect(may("dev", "q")).toBe(true);
  expect(asked).toHaveLength(3);
});
