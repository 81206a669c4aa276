// Waves that an import suggests: one for each application, at the stage `observe`, so that a merge of the import starts
// nothing beside the scheduler before. Waves that people have are theirs: what none of them has goes into new ones.

import { waveOf } from "#core/waves/members.ts";
import { readWaves } from "#core/waves/read.ts";
import { waveName, wavePath } from "#core/waves/wave.ts";
import type { LegacyJob } from "../legacy.ts";
import type { WrittenFile } from "../write.ts";
import type { PipelineDraft, ProjectDraft } from "./draft.ts";
import { groupsOf } from "./groups.ts";
import { Names, slugOf } from "./names.ts";
import { yamlText } from "./yaml-text.ts";

/** A pipeline that was written, and its tags. */
export interface WrittenPipeline {
  draft: PipelineDraft;
  tags: Record<string, string[]> | undefined;
}

export interface WaveDraft {
  name: string;
  /** What the members have in common, in a word; null: nothing but the import. */
  application: string | null;
  /** In the order of the estate. */
  pipelines: PipelineDraft[];
}

/** As many names as stay within the size of a file. */
const mostMembers = 2_000;

/**
 * @param written In the order of the estate.
 * @param theirs Waves that people have made or changed: text by path.
 */
export function draftWaves(
  { estate }: Pick<ProjectDraft, "estate">,
  written: readonly WrittenPipeline[],
  theirs: ReadonlyMap<string, string>,
): WaveDraft[] {
  const known = readWaves(theirs);
  const names = new Names();
  for (const path of theirs.keys()) names.take(waveName(path) ?? path);
  const open = written.filter(({ draft: { name }, tags }) => {
    const { wave, clashes } = waveOf(known, { name, tags });
    return wave === null && clashes.length === 0;
  });
  const groups = Map.groupBy(open, ({ draft }) => applicationOf(draft));
  return [...groups].flatMap(([application, members]) =>
    parts(members).map((part) => ({
      ...{ name: names.take(slugOf(application ?? estate.system) ?? estate.system), application },
      pipelines: part.map(({ draft }) => draft),
    })),
  );
}

const parts = (members: readonly WrittenPipeline[]): (readonly WrittenPipeline[])[] =>
  Array.from({ length: Math.ceil(members.length / mostMembers) }, (_, n) =>
    members.slice(n * mostMembers, (n + 1) * mostMembers),
  );

/** Words for what moves together, the best first. */
const labels = ["application", "group", "sub_application"];

/** Of the first of its jobs that says it. */
function applicationOf(draft: PipelineDraft): string | null {
  const jobs: readonly LegacyJob[] = [
    ...groupsOf(draft),
    draft.job,
    ...draft.tasks.map(({ job }) => job),
  ];
  for (const wanted of labels)
    for (const job of jobs)
      for (const { name, label } of job.labels)
        if (name.toLowerCase() === wanted && label.value.trim() !== "") return label.value.trim();
  return null;
}

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
