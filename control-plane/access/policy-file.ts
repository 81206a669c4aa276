// One file of policies: taken apart, named by file and @id, and checked against the schema before any of it counts.

import type { DetailedError, PolicyJson, ValidationError } from "@cedar-policy/cedar-wasm/nodejs";
import { type ByteRange, byteSpan, spanAt } from "#core/access/byte-span.ts";
import { pipelineNamed, unlimited } from "#core/access/policy-shape.ts";
import type { Diagnostic, Span } from "#core/diagnostic.ts";
import type { DiagnosticCode } from "#core/diagnostic-codes.ts";
import { maxFileBytes } from "#core/yaml-limits.ts";
import type { Cedar } from "./cedar-library.ts";
import { schemaText } from "./default-policies.ts";
import { helpFor } from "./schema-names.ts";

export interface Policy {
  /** `FILE#ID`: what decisions name. */
  id: string;
  file: string;
  /** Of its first line in the file. */
  line: number;
  text: string;
  json: PolicyJson;
  /** Whose own it is: it is about nothing else. */
  project?: string;
}

/** Who wrote it: a project may take rights away within itself, never give any. */
export type PolicyOrigin = "control" | "project";

export interface PolicyFile {
  /** In the order of the file; none where anything in it is wrong. */
  policies: Policy[];
  diagnostics: Diagnostic[];
  /** What is odd about policies that hold all the same. */
  warnings: Diagnostic[];
}

/** Never throws for what the file holds. Warnings of the engine count as errors: a policy that can never apply is a slip. */
export function readPolicyFile(
  cedar: Cedar,
  file: string,
  text: string,
  origin: PolicyOrigin,
): PolicyFile {
  // What is no text can be neither kept nor shown, and what is larger than any policy is not read.
  if (text.includes("\0") || text.length > maxFileBytes)
    return { policies: [], diagnostics: [unreadable(file, text)], warnings: [] };
  const found: Diagnostic[] = [];
  const say = (code: DiagnosticCode, span: Span, message: string, help: string | null) =>
    found.push({
      ...{ code, severity: "error", file, ...span, message },
      ...(help === null ? {} : { help }),
    });
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === "failure") {
    const diagnostics = parts.errors.map((error) => invalid(cedar, file, text, error));
    return { policies: [], diagnostics, warnings: [] };
  }
  const policies: Policy[] = [];
  const warnings: Diagnostic[] = [];
  let from = 0;
  for (const part of inOrder(parts.policies)) {
    // What comes apart is cut out of the text as it stands.
    const start = text.indexOf(part, from);
    from = start + part.length;
    const span = spanAt(text, start, from);
    const parsed = cedar.policyToJson(part);
    if (parsed.type === "failure") continue;
    const { json } = parsed;
    const name = json.annotations?.id;
    if (!name || !/^[a-z0-9][a-z0-9-]*$/.test(name)) say("policy-id", span, ...idHelp(name));
    else if (policies.some(({ id }) => id === `${file}#${name}`))
      say("policy-id", span, `two policies of this file have the @id "${name}"`, null);
    if (origin === "project" && json.effect === "permit")
      say("policy-permits", span, ...permitHelp);
    const pipeline = pipelineNamed(json);
    if (pipeline !== null) say("policy-names-pipeline", span, ...pipelineHelp(pipeline));
    const given = origin === "control" ? unlimited(json) : null;
    if (given !== null) warnings.push(permitsAll(file, span, given));
    policies.push({ id: `${file}#${name}`, file, line: span.line, text: part, json });
  }
  for (const part of parts.policy_templates) {
    const start = text.indexOf(part);
    say("policy-invalid", spanAt(text, start, start + part.length), ...templateHelp);
  }
  found.push(...judged(cedar, file, text));
  const isGood = found.length === 0;
  return { policies: isGood ? policies : [], diagnostics: found, warnings: isGood ? warnings : [] };
}

/** Against the schema, over the whole text, for its positions. */
function judged(cedar: Cedar, file: string, text: string): Diagnostic[] {
  const answer = cedar.validate({ schema: schemaText(), policies: { staticPolicies: text } });
  if (answer.type === "failure")
    return answer.errors.map((error) => invalid(cedar, file, text, error));
  const wrong = new Set(answer.validationErrors.map(({ policyId }) => policyId));
  const all = [
    ...answer.validationErrors,
    ...answer.validationWarnings.filter(({ policyId, error }) =>
      // "Policy is impossible" follows each other warning, and is said alone where there is none.
      wrong.has(policyId) ? false : !isRepeated(policyId, error, answer.validationWarnings),
    ),
  ];
  return all.map(({ error }) => invalid(cedar, file, text, error));
}

const unreadable = (file: string, text: string): Diagnostic => ({
  ...{ code: "policy-invalid", severity: "error", file },
  ...spanAt(text, Math.max(0, text.indexOf("\0")), 0),
  message: text.includes("\0") ? "the file has a NUL character" : "the file is too large",
  help: "policies are UTF-8 text of at most 256 kB a file",
});

const isRepeated = (
  policy: string,
  { message }: DetailedError,
  all: readonly ValidationError[],
): boolean =>
  message.includes("policy is impossible") &&
  all.some(({ policyId, error }) => policyId === policy && error.message !== message);

function invalid(
  cedar: Cedar,
  file: string,
  text: string,
  { message, help: own, sourceLocations }: DetailedError,
): Diagnostic {
  const help = helpFor(cedar, message, own);
  return {
    ...{ code: "policy-invalid", severity: "error", file },
    ...byteSpan(text, rangeOf(sourceLocations)),
    message: message.replace(/^for policy `[^`]*`, /, ""),
    ...(help === undefined ? {} : { help }),
  };
}

/** The parts come in the order of the names policy0, policy1, policy10, policy11, …, policy2. */
function inOrder(parts: readonly string[]): string[] {
  const names = parts.map((_, index) => `policy${index}`).sort();
  const ordered: string[] = [];
  names.forEach((name, index) => {
    ordered[Number(name.slice("policy".length))] = parts[index] as string;
  });
  return ordered;
}

const rangeOf = (places: readonly ByteRange[] | undefined): ByteRange =>
  places?.[0] ?? { start: 0, end: 0 };

const idHelp = (name: string | undefined): [string, string] => [
  name === undefined ? "the policy has no @id" : `the @id "${name}" is not a name`,
  'write @id("what-it-does") above it, in small letters: decisions name it, and so does `trunkline access explain`',
];

const permitHelp: [string, string] = [
  "a project's own policies may only forbid",
  "rights are given by teams.yaml and policies/ of the control repository",
];

const permitsAll = (file: string, span: Span, given: string): Diagnostic => ({
  ...{ code: "policy-permits-all", severity: "warning", file, ...span },
  message: `the policy permits ${given === "every right" ? "every right over everything of a kind" : `${given}, and has no condition`}`,
  help: "say who (`principal in trunkline::Team::…`), what is done and to what, or `when { … }`; it holds as it is",
});

const pipelineHelp = (name: string): [string, string] => [
  `the policy names the pipeline "${name}"`,
  "alike pipelines are decided as one: give it a tag, and ask for that with resource.hasTag and resource.getTag",
];

const templateHelp: [string, string] = [
  "templates are not used here",
  "write the policy for a team or role, and put people into that in teams.yaml",
];
