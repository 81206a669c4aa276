// Conditions across the border of a migration: what is live and awaits what another scheduler runs would wait for ever.

import type { Diagnostic } from "../diagnostic.ts";
import { type AwaitedPlace, spanOfAwaited } from "../estate-awaits.ts";
import type { SourceWave } from "./of-source.ts";
import { makesRuns } from "./wave.ts";

interface Source {
  name: string | null;
  wave?: SourceWave | undefined;
  awaited?: readonly AwaitedPlace[] | undefined;
}

/**
 * @param sources All of the project.
 * @param content Gives a file of a source; only asked for those of which something is said.
 */
export function checkAcross(
  sources: readonly Source[],
  content: (path: string) => string | Uint8Array | undefined,
): Diagnostic[] {
  const quiet = new Map(
    sources.flatMap(({ name, wave }) =>
      name === null || wave === undefined || makesRuns({ wave }) ? [] : [[name, wave] as const],
    ),
  );
  if (quiet.size === 0) return [];
  return sources
    .filter(({ name }) => name === null || !quiet.has(name))
    .flatMap(({ awaited = [] }) => awaited)
    .flatMap((place): Diagnostic[] => {
      const wave = quiet.get(place.pipeline);
      if (wave === undefined) return [];
      return [
        {
          ...{ code: "wave-border", severity: "warning", file: place.file },
          ...spanOfAwaited(place, "pipeline", content),
          message: `"${place.pipeline}" has no runs while its wave "${wave.name}" is at the stage ${wave.stage}`,
          help: "move both together, or first what is awaited; until then raise an event for it",
        },
      ];
    });
}
