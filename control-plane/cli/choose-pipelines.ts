// Which pipelines of the files an offline command is about: by name, by tag, by an expression.

import { closest } from "#core/suggest.ts";
import type { OptionSpec } from "./command.ts";
import { CommandError } from "./exit.ts";
import type { SimulatedFiles, SimulatedPipeline } from "./simulated-files.ts";

export const choiceOptions = {
  pipeline: { type: "list", value: "NAME", description: "only this pipeline" },
  tag: { type: "list", value: "TAG=WORD", description: "only pipelines with this tag" },
  where: {
    type: "string",
    value: "EXPRESSION",
    description: "only those of which this is true: pipeline, owner, tags, file, project",
  },
} as const satisfies Record<string, OptionSpec>;

export interface Choice {
  pipeline: readonly string[];
  tag: readonly string[];
  where: string | undefined;
}

/** All that is given must fit. @throws CommandError `usage` for what is no tag or no expression. */
export async function chooser({
  pipeline,
  tag,
  where,
}: Choice): Promise<(of: SimulatedPipeline, project: string) => boolean> {
  const tags = tag.map(tagOf);
  const isMeant = await expressionOf(where);
  return (of, project) =>
    (pipeline.length === 0 || pipeline.includes(of.name)) &&
    tags.every(([name, word]) => Object.hasOwn(of.tags, name) && of.tags[name]?.includes(word)) &&
    isMeant(of, project);
}

/** @throws CommandError `failed` for a name that none of the sides has. */
export function checkNames(names: readonly string[], sides: readonly SimulatedFiles[]): void {
  const known = new Set(
    sides.flatMap(({ pipelines, broken }) =>
      [...pipelines, ...broken].flatMap(({ name }) => name ?? []),
    ),
  );
  for (const name of names) {
    if (known.has(name)) continue;
    const near = closest(name, known);
    const help = near === null ? null : `did you mean "${near}"?`;
    throw new CommandError("failed", `there is no pipeline '${name}'`, help);
  }
}

function tagOf(text: string): [string, string] {
  const [, tag, word] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (tag === undefined || word === undefined)
    throw new CommandError("usage", `--tag '${text}' is no tag`, "such as tier=gold");
  return [tag, word];
}

async function expressionOf(
  where: string | undefined,
): Promise<(of: SimulatedPipeline, project: string) => boolean> {
  if (where === undefined) return () => true;
  const { compileDeclaredFilter } = await import("#core/pipeline-filter.ts");
  const filter = compileDeclaredFilter(where);
  if ("issues" in filter) {
    const [issue] = filter.issues;
    throw new CommandError("usage", `--where: ${issue?.message}`, issue?.help ?? null);
  }
  return ({ name, owner, tags, file }, project) =>
    filter.matches({ pipeline: name, owner: owner ?? "", tags, file, project });
}
