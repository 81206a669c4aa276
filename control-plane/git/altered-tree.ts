// A project's folder with one file as it was elsewhere: what would the pipelines be if this file had not changed?

import { ProjectTree } from "./project-tree.ts";
import type { GitSource } from "./source.ts";

export class AlteredTree extends ProjectTree {
  readonly #path: string;
  readonly #oid: string | null;

  /** @param oid Of the content that stands at the path; null: no file is there. */
  constructor(
    reader: Pick<GitSource, "readObjects">,
    root: string,
    { path, oid }: { path: string; oid: string | null },
  ) {
    super(reader, root);
    this.#path = path;
    this.#oid = oid;
  }

  override async blob(path: string): Promise<string | null> {
    return path === this.#path ? this.#oid : super.blob(path);
  }

  override async files(folder: string): Promise<string[]> {
    const others = (await super.files(folder)).filter((path) => path !== this.#path);
    const isHere = this.#path.slice(0, Math.max(0, this.#path.lastIndexOf("/"))) === folder;
    return isHere && this.#oid !== null ? [...others, this.#path] : others;
  }
}
