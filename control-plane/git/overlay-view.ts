// The overlays of a project's folder at one commit: which there are for an environment, and what can't be one.

import { overlayPath, overlaysFolder } from "#core/overlay.ts";
import { type TreeFinding, treeMode } from "#core/tree.ts";
import type { ProjectTree } from "./project-tree.ts";

export class OverlayView {
  readonly #tree: ProjectTree;
  /** Whose overlays are laid over the pipelines; null: nobody's. */
  readonly environment: string | null;
  #paths: ReadonlySet<string> | undefined;

  constructor(tree: ProjectTree, environment: string | null) {
    this.#tree = tree;
    this.environment = environment;
  }

  /** Paths of the environment's overlays. */
  async paths(): Promise<ReadonlySet<string>> {
    const folder = this.environment === null ? null : `${overlaysFolder}/${this.environment}`;
    this.#paths ??= new Set(folder === null ? [] : await this.#tree.files(folder));
    return this.#paths;
  }

  /** Environments that have overlays here. */
  async environments(): Promise<string[]> {
    const entries = await this.#tree.entries(overlaysFolder);
    return entries.filter(({ mode }) => mode === treeMode).map(({ name }) => name);
  }

  /** Why the overlay of a pipeline, or the folder that it is in, is not part of the project; null where it is, or is not there. */
  async refusal(pipeline: string | null): Promise<TreeFinding | null> {
    const path = pipeline === null ? null : overlayPath(this.environment, pipeline);
    return path === null ? null : this.#tree.refusal(path);
  }
}
