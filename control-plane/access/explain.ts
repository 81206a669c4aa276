// Why somebody may do something or not: the policies that decided, and where nothing permits, the permit that came
// closest and what of it failed. Each part of a permit is put to Cedar as a policy of its own, so that no second reading
// of the language can differ from it.

import type { Clause, Expr, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { AccessAction } from "#core/access/action.ts";
import type { Identity } from "#core/access/identity.ts";
import type { Decision, DecisionInput, Resource } from "./access.ts";
import type { Question } from "./ask-cedar.ts";
import type { CedarAccess } from "./cedar.ts";
import type { Cedar } from "./cedar-library.ts";
import { schemaText } from "./default-policies.ts";
import type { Policy } from "./policy-file.ts";

export interface Explained {
  allowed: boolean;
  /** What permits it, or forbids it. */
  deciding: ExplainedPolicy[];
  /** Of those that would permit it, the ones of which the least failed; only where nothing permits and nothing forbids. */
  nearest: (ExplainedPolicy & { met: string[]; failed: string[] })[];
  errors: readonly string[];
}

export interface ExplainedPolicy {
  id: string;
  effect: "permit" | "forbid";
  file: string;
  line: number;
  text: string;
}

/** So many near misses say enough. */
const mostNear = 3;

export function explain(
  cedar: Cedar,
  access: CedarAccess,
  identity: Identity,
  action: AccessAction,
  resource: Resource,
  input: DecisionInput = {},
): Explained {
  const decision: Decision = access.decide(identity, action, resource, input);
  const byId = new Map(access.policies.map((policy) => [policy.id, policy]));
  const deciding = decision.policies.flatMap((id) => {
    const policy = byId.get(id);
    return policy ? described(policy) : [];
  });
  const { allowed, errors } = decision;
  const isOpen = !allowed && deciding.length === 0 && errors.length === 0;
  const question = access.question(identity, action, resource, input);
  return { allowed, deciding, errors, nearest: isOpen ? nearest(cedar, access, question) : [] };
}

const described = ({ id, file, line, text, json }: Policy): ExplainedPolicy => ({
  ...{ id, effect: json.effect, file, line, text },
});

interface Part {
  policy: PolicyJson;
  text: string;
}

function nearest(cedar: Cedar, access: CedarAccess, question: Question): Explained["nearest"] {
  const permits = access.policies.filter(
    ({ json }) => json.effect === "permit" && !isForeign(json, question),
  );
  const ofAction = satisfied(
    cedar,
    question,
    permits.map(({ json }) => ({ ...open, action: json.action })),
  );
  // A permit for what isn't asked about is no near miss.
  const looked = permits
    .filter((_, at) => ofAction[at])
    .map((policy) => ({
      policy,
      parts: partsOf(cedar, policy.json),
    }));
  const held = satisfied(
    cedar,
    question,
    looked.flatMap(({ parts }) => parts.map((part) => part.policy)),
  );
  let at = 0;
  const judged = looked.map(({ policy, parts }) => {
    const own = parts.map(({ text }) => ({ text, isMet: held[at++] ?? false }));
    return {
      ...described(policy),
      met: own.filter(({ isMet }) => isMet).map(({ text }) => text),
      failed: own.filter(({ isMet }) => !isMet).map(({ text }) => text),
    };
  });
  judged.sort((a, b) => share(b) - share(a) || b.met.length - a.met.length || order(a.id, b.id));
  const least = (judged[0] ? share(judged[0]) : 0) / 2;
  return judged.filter((one) => share(one) >= least).slice(0, mostNear);
}

/** How much of a permit is met: one that asks for little else than a role is no nearer than one that lacks one thing of five. */
const share = ({ met, failed }: { met: string[]; failed: string[] }): number =>
  met.length / Math.max(1, met.length + failed.length);

/** It could be met by somebody else, or of something else, only. */
const isForeign = ({ principal, resource }: PolicyJson, question: Question): boolean =>
  (principal.op === "is" && principal.entity_type !== question.principal.type) ||
  (resource.op === "is" && resource.entity_type !== question.resource.type);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const open: PolicyJson = {
  effect: "permit",
  principal: { op: "All" },
  action: { op: "All" },
  resource: { op: "All" },
  conditions: [],
};

/** Which of these hold; one that fails while it is evaluated doesn't. */
function satisfied(cedar: Cedar, question: Question, policies: readonly PolicyJson[]): boolean[] {
  const answer = cedar.isAuthorized({
    ...question,
    // Which groups an action is in, is known from the schema.
    schema: schemaText(),
    validateRequest: false,
    policies: {
      staticPolicies: Object.fromEntries(policies.map((policy, at) => [`p${at}`, policy])),
    },
  });
  if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
  const reason = new Set(answer.response.diagnostics.reason);
  return policies.map((_, at) => reason.has(`p${at}`));
}

function partsOf(cedar: Cedar, json: PolicyJson): Part[] {
  const parts: PolicyJson[] = [];
  if (json.principal.op !== "All") parts.push({ ...open, principal: json.principal });
  if (json.resource.op !== "All") parts.push({ ...open, resource: json.resource });
  for (const clause of json.conditions)
    for (const one of conjunctsOf(clause)) parts.push({ ...open, conditions: [one] });
  return parts.map((policy) => ({ policy, text: textOf(cedar, policy) }));
}

const conjunctsOf = ({ kind, body }: Clause): Clause[] =>
  kind === "when" ? flat(body).map((one) => ({ kind, body: one })) : [{ kind, body }];

const flat = (body: Expr): Expr[] =>
  "&&" in body
    ? [
        ...flat((body as { "&&": { left: Expr; right: Expr } })["&&"].left),
        ...flat((body as { "&&": { left: Expr; right: Expr } })["&&"].right),
      ]
    : [body];

/** As the policy's own text would say it. */
function textOf(cedar: Cedar, policy: PolicyJson): string {
  const written = cedar.policyToText(policy);
  if (written.type === "failure") return "?";
  const text = written.text.replace(/\s+/g, " ");
  const [, kind, condition] = /\b(when|unless) \{(.*)\};?$/.exec(text) ?? [];
  if (condition !== undefined)
    return (kind === "unless" ? "unless " : "") + unwrapped(condition.trim());
  const scope = /^permit ?\( ?(.*) ?\);?$/.exec(text)?.[1] ?? text;
  return scope
    .split(", ")
    .filter((one) => !/^(principal|action|resource)$/.test(one.trim()))
    .join(", ");
}

/** Without brackets around all of it. */
function unwrapped(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (const [at, letter] of [...text].entries()) {
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (depth === 0 && at < [...text].length - 1) return text;
  }
  return text.slice(1, -1).trim();
}
