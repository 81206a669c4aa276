// What a policy's JSON form shows of it without evaluating it.

/** The pipeline that a policy names anywhere, or null. */
export function pipelineNamed(json: unknown): string | null {
  if (typeof json !== "object" || json === null) return null;
  const { type, id } = json as { type?: unknown; id?: unknown };
  if (type === "trunkline::Pipeline" && typeof id === "string") return id;
  for (const value of Object.values(json)) {
    const found = pipelineNamed(value);
    if (found !== null) return found;
  }
  return null;
}
