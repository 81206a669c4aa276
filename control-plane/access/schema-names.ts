// The nearest name of the schema to one that isn't in it. The engine's own guess is among names that are equally far, in an
// order of its tables that another build of it changes, and it guesses where nothing is near.

import { closest } from "#core/suggest.ts";
import type { Cedar } from "./cedar-library.ts";
import { schemaText } from "./default-policies.ts";

const namespace = "trunkline";

interface Names {
  actions: string[];
  types: string[];
}
let known: Names | null = null;

function namesOf(cedar: Cedar): Names {
  const answer = cedar.schemaToJson(schemaText());
  if (answer.type === "failure") throw new Error(answer.errors[0]?.message);
  const { actions = {}, entityTypes = {} } = answer.json[namespace] ?? {};
  return { actions: Object.keys(actions).sort(), types: Object.keys(entityTypes).sort() };
}

/**
 * Help for a finding of the engine.
 * @returns its own help where it says nothing about actions and types; undefined where nothing is near.
 */
export function helpFor(cedar: Cedar, message: string, help: string | null): string | undefined {
  const [, kind, name = ""] =
    /unrecognized (action|entity type) `(?:\w+::)*?(?:Action::)?"?(\w+)"?`$/.exec(message) ?? [];
  if (kind === undefined) return help ?? undefined;
  known ??= namesOf(cedar);
  const near = closest(name, kind === "action" ? known.actions : known.types);
  if (near === null) return undefined;
  const whole = kind === "action" ? `Action::"${near}"` : near;
  return `did you mean \`${namespace}::${whole}\`?`;
}
