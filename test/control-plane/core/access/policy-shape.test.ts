// What a permit without a limit looks like, whatever way it is written.

import { expect, test } from "vitest";
import { loadCedar } from "#access/cedar-library.ts";
import { unlimited } from "#core/access/policy-shape.ts";

const cedar = await loadCedar();
function given(text: string): string | null {
  const parsed = cedar.policyToJson(text);
  if (parsed.type === "failure") throw new Error(parsed.errors[0]?.message);
  return unlimited(parsed.json);
}

const action = 'action == trunkline::Action::"trigger"';
const team = 'principal in trunkline::Team::"gl"';

test.each([
  ["permit (principal, action, resource);", "everybody everything"],
  ["permit (principal, action, resource) when { true } unless { false };", "everybody everything"],
  ["permit (principal is trunkline::User, action, resource);", "everybody everything"],
  [`permit (principal, ${action}, resource);`, "everybody a right"],
  [`permit (principal, action, resource in trunkline::Project::"shop");`, "everybody a right"],
  [`permit (${team}, action, resource is trunkline::Pipeline);`, "every right"],
])("without a limit: %s", (text, what) => expect(given(text)).toBe(what));

test.each([
  `permit (${team}, ${action}, resource);`,
  `permit (${team}, action, resource in trunkline::Project::"shop");`,
  "permit (principal, action, resource) when { resource has owner };",
  "permit (principal, action, resource) when { false };",
  "forbid (principal, action, resource);",
  // That merging is the right to deploy is what holds anyway.
  'permit (principal, action == trunkline::Action::"deploy", resource);',
])("with a limit: %s", (text) => expect(given(text)).toBeNull());
