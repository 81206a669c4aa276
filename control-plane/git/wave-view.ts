// The waves of a project's folder at one commit: which files there are, and what stands in a file's place.

import type { TreeFinding } from "#core/tree.ts";
import { waveName, wavesFolder } from "#core/waves/wave.ts";
import type { ProjectTree } from "./project-tree.ts";

export class WaveView {
  readonly #tree: ProjectTree;
  #refused: readonly TreeFinding[] | undefined;

  constructor(tree: ProjectTree) {
    this.#tree = tree;
  }

  async paths(): Promise<string[]> {
    return (await this.#tree.files(wavesFolder)).filter((path) => waveName(path) !== null);
  }

  /** Waves that can't be read, as where Git has links: whom they have nobody knows. */
  async refused(): Promise<readonly TreeFinding[]> {
    if (this.#refused === undefined) {
      const folder = await this.#tree.refusal(wavesFolder);
      const files = await this.#tree.refused(wavesFolder);
      this.#refused = [
        ...(folder === null ? [] : [folder]),
        ...files.filter(({ path }) => waveName(path) !== null),
      ];
    }
    return this.#refused;
  }
}
