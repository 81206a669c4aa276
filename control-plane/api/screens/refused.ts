// Whether whoever reads may do something to a pipeline, as pages say it beside what they may not do.

import type { PageReader } from "../page-reader.ts";
import type { ExplanationView } from "../types.ts";

/** Why not, with the policy's name; null: they may. */
export async function refusedFor(
  reader: PageReader,
  { project, pipeline }: { project: string; pipeline: string },
  action: string,
): Promise<string | null> {
  const name = [project, pipeline].map(encodeURIComponent).join("/");
  const answer = await reader.find<ExplanationView>(`/pipelines/${name}/access?action=${action}`);
  if (answer === null || answer.allowed) return null;
  const by = answer.deciding.map(({ id }) => id);
  return by.length > 0 ? `not you, by ${by.join(", ")}` : "not you: no policy permits it";
}
