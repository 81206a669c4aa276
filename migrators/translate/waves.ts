// Waves that an import suggests: one for each application, at the stage `observe`, so that a merge of the import starts
// nothing beside the scheduler before. Waves that people have are theirs: what none of them has goes into new ones.

import { waveOf } from "#core/waves/members.ts";
import { readWaves } from "#core/waves/read.ts";
import { waveName, wavePath } from "#core/waves/wave.ts";
import type { LegacySystem } from "../legacy.ts";
import type { WrittenFile } from "../write.ts";
import { Names, slugOf } from "./names.ts";
import type { WrittenPipeline } from "./written-pipeline.ts";
import { yamlText } from "./yaml-text.ts";

export interface WaveDraft {
  name: string;
  /** What the members have in common, in a word; null: nothing but the import. */
  application: string | null;
  /** In the order of the estate. */
  pipelines: readonly WrittenPipeline[];
}

/** As many names as stay within the size of a file. */
const mostMembers = 2_000;

/**
 * @param written In the order of the estate.
 * @param theirs Waves that people have made or changed: text by path.
 */
export function draftWaves(
  system: LegacySystem,
  written: readonly WrittenPipeline[],
  theirs: ReadonlyMap<string, string>,
): WaveDraft[] {
  const known = readWaves(theirs);
  const names = new Names();
  for (const path of theirs.keys()) names.take(waveName(path) ?? path);
  const open = written.filter((one) => {
    const { wave, clashes } = waveOf(known, one);
    return wave === null && clashes.length === 0;
  });
  const groups = Map.groupBy(open, applicationOf);
  return [...groups].flatMap(([application, members]) =>
    partsOf(members).map((pipelines) => ({
      ...{ name: names.take(slugOf(application ?? system) ?? system), application, pipelines },
    })),
  );
}

const partsOf = (members: readonly WrittenPipeline[]): (readonly WrittenPipeline[])[] =>
  Array.from({ length: Math.ceil(members.length / mostMembers) }, (_, n) =>
    members.slice(n * mostMembers, (n + 1) * mostMembers),
  );

/** What moves together, by its tags: an application, or else a group. */
const applicationOf = ({ tags }: WrittenPipeline): string | null =>
  tags?.application?.[0] ?? tags?.group?.[0] ?? null;

const head = `# yaml-language-server: $schema=../../.trunkline/schemas/wave.schema.json
# Drafted by an import: the scheduler before runs these pipelines, and nothing here starts them.
`;

export const waveFile = ({ name, application, pipelines }: WaveDraft): WrittenFile => ({
  path: wavePath(name),
  text: `${head}${yamlText({
    description: application === null ? undefined : `Application ${application}`,
    stage: "observe",
    members: { pipelines: pipelines.map((one) => one.name) },
  })}`,
});
