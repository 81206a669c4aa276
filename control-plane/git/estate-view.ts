// Reads some pipelines of a project at one commit: finds the files that they are made of, and nothing else.

import {
  createSourceReader,
  type EstatePaths,
  inputsOf,
  listSources,
  type PipelineSource,
  type Project,
  projectFile,
  readProject,
} from "#core/estate.ts";
import { defaultsFile } from "#core/estate-paths.ts";
import type { ParseCache } from "#core/parse-cache.ts";
import type { TreeFinding } from "#core/tree.ts";
import type { ProjectTree } from "./project-tree.ts";
import type { GitSource } from "./source.ts";

export class EstateView {
  readonly #reader: Pick<GitSource, "readObjects">;
  readonly #tree: ProjectTree;
  readonly #cache: ParseCache;
  /** Contents by path; undefined is known to be missing. */
  readonly #contents = new Map<string, Uint8Array | undefined>();
  readonly #oids = new Map<string, string>();
  #project: Project | undefined;

  constructor(reader: Pick<GitSource, "readObjects">, tree: ProjectTree, cache: ParseCache) {
    this.#reader = reader;
    this.#tree = tree;
    this.#cache = cache;
  }

  /** Contents that the caller has read already, by path. */
  know(path: string, oid: string, content: Uint8Array): void {
    this.#contents.set(path, content);
    this.#oids.set(path, oid);
  }

  async project(): Promise<Project> {
    if (this.#project === undefined) {
      await this.#load([projectFile]);
      this.#project = readProject(this.#contents.get(projectFile));
    }
    return this.#project;
  }

  /** Reads the sources; a path of a file that is no source (any more) gives nothing. */
  async read(sources: readonly string[], paths: EstatePaths): Promise<PipelineSource[]> {
    const project = await this.project();
    const known = new Set(paths.sources);
    const wanted = sources.filter((source) => known.has(source));
    const inputs = wanted.map((source) => inputsOf(source, paths));
    await this.#load(inputs.flat());
    // Which templates a source uses shows only while it is read: read again until nothing is missing.
    for (;;) {
      const missing = new Set<string>();
      const reader = createSourceReader(
        {
          content: (path) => {
            if (!this.#contents.has(path)) missing.add(path);
            return this.#contents.get(path);
          },
          key: (path) => this.#oids.get(path),
          cache: this.#cache,
        },
        project,
      );
      const read = wanted.map((source, index) => reader.read(source, inputs[index] ?? [source]));
      if (missing.size === 0) return read;
      await this.#load([...missing]);
    }
  }

  content(path: string): Uint8Array | undefined {
    return this.#contents.get(path);
  }

  /**
   * What paths around the given ones say: each folder on the way up, and `tasks/` of folders that are
   * pipelines. Enough to tell whose file each is, whatever the size of the estate.
   */
  async surroundings(files: readonly string[]): Promise<EstatePaths> {
    const project = await this.project();
    const root = project.pipelines;
    const folders = new Set<string>();
    for (const file of files) {
      if (!file.startsWith(`${root}/`)) continue;
      for (let folder = parent(file); folder.length >= root.length; folder = parent(folder)) {
        folders.add(folder);
        if (folder === root) break;
      }
    }
    const paths = new Set<string>();
    for (const folder of folders) {
      const direct = await this.#tree.files(folder);
      // A large flat folder matters only by its special files and those asked for.
      for (const path of direct) if (isSpecial(path)) paths.add(path);
      if (direct.includes(`${folder}/pipeline.yaml`))
        for (const path of await this.#tree.files(`${folder}/tasks`)) paths.add(path);
    }
    for (const file of files) if ((await this.#tree.blob(file)) !== null) paths.add(file);
    if ((await this.#tree.blob(projectFile)) !== null) paths.add(projectFile);
    return listSources(paths, root);
  }

  /** Why a path that exists is not part of the project, or null. */
  refusal(path: string): Promise<TreeFinding | null> {
    return this.#tree.refusal(path);
  }

  /** All files below a folder, given with or without a slash at its end. */
  below(folder: string): Promise<string[]> {
    return this.#tree.list(folder.replace(/\/$/, ""));
  }

  /** What a list of all files of the project says. */
  async of(files: readonly string[]): Promise<EstatePaths> {
    return listSources(files, (await this.project()).pipelines);
  }

  /** What all paths of the project say. */
  async everything(): Promise<EstatePaths> {
    const project = await this.project();
    const paths = await this.#tree.list(project.pipelines);
    if ((await this.#tree.blob(projectFile)) !== null) paths.push(projectFile);
    return listSources(paths, project.pipelines);
  }

  async #load(paths: readonly string[]): Promise<void> {
    const byOid = new Map<string, string[]>();
    for (const path of new Set(paths)) {
      if (this.#contents.has(path)) continue;
      const oid = await this.#tree.blob(path);
      if (oid === null) this.#contents.set(path, undefined);
      else byOid.set(oid, [...(byOid.get(oid) ?? []), path]);
    }
    if (byOid.size === 0) return;
    for await (const { oid, content } of this.#reader.readObjects([...byOid.keys()]))
      for (const path of byOid.get(oid) ?? []) this.know(path, oid, content.slice());
  }
}

const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const isSpecial = (path: string): boolean =>
  path.endsWith("/pipeline.yaml") || path.endsWith(`/${defaultsFile}`);
