// Where a policy is written, for people: by the path of the repository that has it.

import { expect, test } from "vitest";
import { placeOf } from "#core/access/policy-place.ts";

const json = { principal: { entity: { type: "trunkline::Team", id: "gl" } } };

test("a project's own policy has the path that it has there", () => {
  const policy = { id: "shop/policies/a.cedar#x", file: "shop/policies/a.cedar", line: 3, json };
  expect(placeOf({ ...policy, project: "shop" })).toEqual({
    ...{ id: policy.id, file: "policies/a.cedar", line: 3, project: "shop", teams: ["gl"] },
  });
  expect(placeOf(policy)).toEqual({ id: policy.id, file: policy.file, line: 3, teams: ["gl"] });
});
