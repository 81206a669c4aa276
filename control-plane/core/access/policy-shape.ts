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

function literalsOf(json: unknown): EntityLiteral[] {
  if (typeof json !== "object" || json === null) return [];
  const { type, id } = json as { type?: unknown; id?: unknown };
  if (typeof type === "string" && typeof id === "string") return [{ type, id }];
  return Object.values(json).flatMap(literalsOf);
}
