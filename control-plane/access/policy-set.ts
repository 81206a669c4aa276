// All policies of one place together: a set with a single mistake is not used at all.

import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { teamsNamed } from "#core/access/policy-shape.ts";
import type { Teams } from "#core/access/teams.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { didYouMean } from "#core/suggest.ts";
import type { Cedar } from "./cedar-library.ts";
import { type Policy, readPolicyFile } from "./policy-file.ts";

export interface PolicySet {
  /** None where anything is wrong. */
  policies: Policy[];
  diagnostics: Diagnostic[];
  /** What is odd about policies that hold all the same: nothing is left out for it. */
  warnings: Diagnostic[];
}

/** Of a control repository: texts by path. */
export function readPolicies(
  cedar: Cedar,
  texts: Iterable<readonly [string, string]>,
  teams: Teams,
): PolicySet {
  const read = [...texts].map(([file, text]) => readPolicyFile(cedar, file, text, "control"));
  const policies = read.flatMap((one) => one.policies);
  const diagnostics = [
    ...read.flatMap((one) => one.diagnostics),
    ...policies.flatMap((policy) => strangeTeams(policy, teams)),
  ];
  const warnings = read.flatMap((one) => one.warnings);
  return { policies: diagnostics.length === 0 ? policies : [], diagnostics, warnings };
}

/** Of a project's own repository: each takes rights away within the project, whatever it says. */
export function readOwnPolicies(
  cedar: Cedar,
  project: string,
  texts: Iterable<readonly [string, string]>,
): PolicySet {
  const read = [...texts].map(([file, text]) => readPolicyFile(cedar, file, text, "project"));
  const diagnostics = read.flatMap((one) => one.diagnostics);
  if (diagnostics.length > 0) return { policies: [], diagnostics, warnings: [] };
  const policies = read
    .flatMap((one) => one.policies)
    .map((policy) => ({ ...policy, ...within(cedar, project, policy) }));
  return { policies, diagnostics, warnings: [] };
}

/** Forbids everything within a project, to everybody but the local token. */
export function closedProject(cedar: Cedar, project: string): Policy {
  const id = `${project}/policies#unreadable`;
  const text =
    '@id("unreadable") forbid (principal, action, resource) unless { principal is trunkline::Local };';
  const parsed = cedar.policyToJson(text);
  if (parsed.type === "failure") throw new Error(parsed.errors[0]?.message);
  const policy = { id, file: `${project}/policies`, line: 1, text, json: parsed.json };
  return { ...policy, ...within(cedar, project, policy), id };
}

/** The first of its conditions, so that the others are not even evaluated for what belongs to somebody else. */
function within(
  cedar: Cedar,
  project: string,
  { id, file, json }: Policy,
): Pick<Policy, "id" | "file" | "text" | "json" | "project"> {
  const scoped: PolicyJson = {
    ...json,
    conditions: [
      {
        kind: "when",
        body: {
          in: {
            left: { Var: "resource" },
            right: { Value: { __entity: { type: "trunkline::Project", id: project } } },
          },
        },
      },
      ...json.conditions,
    ],
  };
  const text = cedar.policyToText(scoped);
  if (text.type === "failure")
    throw new Error(`policy ${id} of ${project} can't be written: ${text.errors[0]?.message}`);
  const names = { id: `${project}/${id}`, file: `${project}/${file}`, project };
  return { ...names, text: text.text, json: scoped };
}

/** A misspelt team in an exception of a `forbid` would be nobody's, and in its condition everybody would go free. */
function strangeTeams({ file, line, json }: Policy, { teams }: Teams): Diagnostic[] {
  const known = Object.keys(teams);
  return teamsNamed(json)
    .filter((team) => !known.includes(team))
    .map((team) => ({
      ...{ code: "policy-invalid", severity: "error", file },
      ...{ line, column: 1, endLine: line, endColumn: 1 },
      message: `there is no team "${team}" in teams.yaml`,
      help: didYouMean(team, known) ?? "write it into teams.yaml, with nobody in it if need be",
    }));
}
