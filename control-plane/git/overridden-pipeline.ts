// What a deployed pipeline would be with some values of its files set otherwise: read as a sync reads it, from the files
// that are in the store, and with the patch that would make it permanent.

import type { SpecEdit } from "#core/break-glass.ts";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { plannedOf } from "#core/judge.ts";
import { givenAt, overlayOf } from "#core/overlay.ts";
import { parseBytes } from "#core/parse.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { patchOf } from "#core/patch.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { setInText } from "#core/spec-edit.ts";
import { joinPath } from "#core/tree.ts";
import { EstateView } from "./estate-view.ts";
import { ProjectTree } from "./project-tree.ts";
import type { GitSource } from "./source.ts";

export interface OverrideInput {
  reader: Pick<GitSource, "readObjects">;
  /** Of the project's folder, as the pipeline was read from it. */
  tree: string;
  /** The project's folder in the repository. */
  folder: string;
  /** The project's, whose overlays are laid over the pipeline. */
  environment: string;
  /** What it may at most use. */
  ceilings: ProjectCeilings;
  file: string;
  /** Of the deployed spec: what the files give must be that. */
  hash: string;
  edits: readonly SpecEdit[];
  sha256: (text: string) => string;
}

export type Overridden =
  | { planned: PlannedPipeline; patch: string }
  | { refused: string; at: string; diagnostics: Diagnostic[] };

export async function overriddenPipeline(input: OverrideInput): Promise<Overridden> {
  const { file, sha256 } = input;
  const view = viewOf(input);
  const paths = await view.surroundings([file]);
  const [source] = paths.sources.includes(file) ? await view.read([file], paths) : [];
  if (!source?.pipeline || plannedOf(file, source.pipeline, sha256).hash !== input.hash)
    return refusal("", `${file} no longer gives what is deployed of it: merge a change instead`);
  const texts = new Map<string, { before: string; after: string }>();
  for (const { path, value } of input.edits) {
    const steps = path.split(".");
    const place =
      inOverlay(steps, source.inputs, view) ?? placeOf(steps, source.path, source.inputs);
    const known = texts.get(place.file);
    const before = known?.before ?? new TextDecoder().decode(view.content(place.file));
    const after = setInText(known?.after ?? before, place.steps, value);
    if (after === null)
      return refusal(path, `${path} can't be set in ${place.file}: there is no such place in it`);
    texts.set(place.file, { before, after });
  }
  const changed = viewOf(input);
  for (const [path, { after }] of texts)
    changed.know(path, `changed:${path}`, new TextEncoder().encode(after));
  const [made] = await changed.read([file], await changed.surroundings([file]));
  const errors = made?.diagnostics.filter(({ severity }) => severity === "error") ?? [];
  const [first] = errors;
  if (!made?.pipeline)
    return refusal("set", first ? printed(first).message : `${file} would be in error`, errors);
  const planned = plannedOf(file, made.pipeline, sha256);
  if (planned.hash === input.hash) return refusal("set", "it is deployed like that already");
  const patch = patchOf(
    [...texts].map(([path, text]) => ({ path: joinPath(input.folder, path), ...text })),
  );
  return { planned, patch };
}

const viewOf = ({ reader, tree, ceilings, environment }: OverrideInput): EstateView =>
  new EstateView(reader, new ProjectTree(reader, tree), createParseCache(), ceilings, environment);

const refusal = (at: string, refused: string, diagnostics: Diagnostic[] = []): Overridden => ({
  ...{ at, refused, diagnostics },
});

/** Where the overlay gives the value: what the pipeline's own file says of it counts for nothing here. */
function inOverlay(
  steps: readonly string[],
  inputs: readonly string[],
  view: EstateView,
): { file: string; steps: string[] } | null {
  const file = inputs.find((path) => overlayOf(path) !== null);
  const content = file === undefined ? undefined : view.content(file);
  if (file === undefined || content === undefined) return null;
  const given = givenAt(parseBytes(file, content).value, steps);
  if (given === null) return null;
  return { file, steps: (given[0] === "params" ? given : steps).map(String) };
}

/** A task of a pipeline that is a folder may have a file of its own. */
function placeOf(
  steps: readonly string[],
  main: string,
  inputs: readonly string[],
): { file: string; steps: string[] } {
  const [first, task, ...rest] = steps;
  const own = main.replace(/pipeline\.yaml$/, `tasks/${task}.yaml`);
  const isOwn = first === "tasks" && rest.length > 0 && own !== main && inputs.includes(own);
  return isOwn ? { file: own, steps: rest } : { file: main, steps: [...steps] };
}
