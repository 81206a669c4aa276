// What a policy's JSON form shows of it without evaluating it.

interface EntityLiteral {
  type: string;
  id: string;
}

/** The pipeline that a policy names anywhere, or null. */
export const pipelineNamed = (json: unknown): string | null =>
  literalsOf(json).find(({ type }) => type === "trunkline::Pipeline")?.id ?? null;

/** Teams that it names anywhere, in order, each once. */
export const teamsNamed = (json: unknown): string[] => [
  ...new Set(literalsOf(json).flatMap(({ type, id }) => (type === "trunkline::Team" ? id : []))),
];

/** The parts of a policy that say how much it gives. */
interface Shape {
  effect: "permit" | "forbid";
  principal: { op: string };
  action: { op: string };
  resource: { op: string };
  conditions: readonly { kind: "when" | "unless"; body: unknown }[];
}

/** What a permit without a condition gives to everybody, or all of; null: it is narrower, or forbids. */
export function unlimited({
  effect,
  principal,
  action,
  resource,
  conditions,
}: Shape): string | null {
  if (effect !== "permit" || conditions.some((one) => !isIdle(one))) return null;
  // Whatever the kind of it, everybody of the kind is meant.
  const isEverybody = principal.op === "All" || principal.op === "is";
  const isEverything = action.op === "All" && (resource.op === "All" || resource.op === "is");
  if (isEverybody && isEverything) return "everybody everything";
  if (isEverybody && !isMerging(action)) return "everybody a right";
  return isEverything ? "every right" : null;
}

/** It says the same as none: `when { true }`, `unless { false }`. */
const isIdle = ({ kind, body }: Shape["conditions"][number]): boolean =>
  (body as { Value?: unknown } | null)?.Value === (kind === "when");

/** What is done anyway once it is merged: that everybody may is no news. */
const isMerging = (action: unknown): boolean => {
  const named = actionsNamed(action);
  return named.length > 0 && named.every((name) => name === "deploy" || name === "deployProject");
};

/** Actions and groups of actions that it names anywhere. */
export const actionsNamed = (json: unknown): string[] =>
  literalsOf(json).flatMap(({ type, id }) => (type === "trunkline::Action" ? id : []));

function literalsOf(json: unknown): EntityLiteral[] {
  if (typeof json !== "object" || json === null) return [];
  const { type, id } = json as { type?: unknown; id?: unknown };
  if (typeof type === "string" && typeof id === "string") return [{ type, id }];
  return Object.values(json).flatMap(literalsOf);
}

/** Tags of which it asks for a value: `getTag("data").contains("pii")` is `["data", "pii"]`. */
export function tagsNamed(json: unknown): [string, string][] {
  if (typeof json !== "object" || json === null) return [];
  const own = Object.entries(json).flatMap(([operator, value]) =>
    /^contains/.test(operator) ? taggedIn(value) : [],
  );
  return [...own, ...Object.values(json).flatMap(tagsNamed)];
}

function taggedIn(value: unknown): [string, string][] {
  const { left, right } = (value ?? {}) as { left?: unknown; right?: unknown };
  const key = (left as { getTag?: { right?: { Value?: unknown } } } | undefined)?.getTag?.right
    ?.Value;
  if (typeof key !== "string") return [];
  return textsIn(right).map((text) => [key, text]);
}

function textsIn(json: unknown): string[] {
  if (typeof json !== "object" || json === null) return [];
  if ("Value" in json) return typeof json.Value === "string" ? [json.Value] : [];
  if ("Set" in json) return (json.Set as unknown[]).flatMap(textsIn);
  return [];
}
