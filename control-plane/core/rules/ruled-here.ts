// Whether a pipeline is read as the environment has it for which the organisation's rules are asked.

import { overlayPath } from "../overlay.ts";
import type { Project } from "../project.ts";
import type { Files } from "../source.ts";

/** Read without an environment, what has an overlay in the registration's is not what that will have. */
export function isRuledHere(
  pipeline: string,
  { environment, ceilings }: Pick<Project, "environment" | "ceilings">,
  files: Pick<Files, "content" | "overlays">,
): boolean {
  const ruled = ceilings?.checks?.environment;
  if (ruled === undefined || environment !== null) return environment === ruled;
  const path = overlayPath(ruled, pipeline);
  return path === null || files.overlays?.has(path) === false || files.content(path) === undefined;
}
