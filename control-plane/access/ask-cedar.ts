// A question put to Cedar as it is, with the set of policies that it is judged by; whatever goes wrong is a denial.

import type { Entity, EntityUid, EntityValue } from "#core/access/entities.ts";
import type { Decision } from "./access.ts";
import type { Cedar } from "./cedar-library.ts";
import { schemaText } from "./default-policies.ts";

/** What Cedar is asked. */
export interface Question {
  principal: EntityUid;
  action: EntityUid;
  resource: EntityUid;
  context: Record<string, EntityValue>;
  entities: Entity[];
}

export interface LoadedSet {
  /** Another one for whatever is different about the set. */
  version: string;
  /** By the policies' ids. */
  texts: Readonly<Record<string, string>>;
}

const schemaName = "trunkline";
/** One slot for all: the engine never frees what it has been given under a name that isn't used again. */
const slot = "active";
let loadedVersion: string | null = null;

/** Loading is one call that nothing can come between, so nobody is ever judged by half of a set. */
function load(cedar: Cedar, { version, texts }: LoadedSet): string | null {
  if (loadedVersion === version) return null;
  loadedVersion = null;
  const schema = cedar.preparseSchema(schemaName, schemaText());
  if (schema.type === "failure") return schema.errors[0]?.message ?? "the schema is broken";
  const set = cedar.preparsePolicySet(slot, { staticPolicies: texts });
  if (set.type === "failure") return set.errors[0]?.message ?? "the policies are broken";
  loadedVersion = version;
  return null;
}

/** What can't be asked, and what fails while it is, is denied with what went wrong. */
export function askCedar(cedar: Cedar, set: LoadedSet, question: Question): Decision {
  try {
    const broken = load(cedar, set);
    if (broken !== null) return denied([broken]);
    const answer = cedar.statefulIsAuthorized({
      ...question,
      preparsedSchemaName: schemaName,
      preparsedPolicySetId: slot,
      validateRequest: true,
    });
    if (answer.type === "failure") return denied(answer.errors.map(({ message }) => message));
    const { decision, diagnostics } = answer.response;
    // A `forbid` that fails is passed over by the engine, which may then allow what it was to prevent.
    const errors = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
    return {
      allowed: decision === "allow" && errors.length === 0,
      policies: [...diagnostics.reason].sort(),
      errors,
    };
  } catch (error) {
    return denied([error instanceof Error ? error.message : String(error)]);
  }
}

const denied = (errors: string[]): Decision => ({ allowed: false, policies: [], errors });
