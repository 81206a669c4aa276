// Reads some pipelines of a project at one commit: finds the files that they are made of, and nothing else.

import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
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
import { defaultsFile, poolsFile } from "#core/estate-paths.ts";
import type { ParseCache } from "#core/parse-cache.ts";
import { type Pools, readPools } from "#core/pools/read.ts";
import type { TreeFinding } from "#core/tree.ts";
import { estateTreeDiagnostics, treeDiagnostics } from "#core/tree-diagnostics.ts";
import { readWaves } from "#core/waves/read.ts";
import { OverlayView } from "./overlay-view.ts";
import type { ProjectTree } from "./project-tree.ts";
import type { GitSource } from "./source.ts";
import { WaveView } from "./wave-view.ts";

export class EstateView {
  readonly #reader: Pick<GitSource, "readObjects">;
  readonly #tree: ProjectTree;
  readonly #cache: ParseCache | null;
  /** Contents by path; undefined is known to be missing. */
  readonly #contents = new Map<string, Uint8Array | undefined>();
  readonly #oids = new Map<string, string>();
  readonly #forgotten = new Set<string>();
  readonly #missed = new Set<string>();
  #project: Project | undefined;
  /** By folder: what is refused of the files that decide what its pipelines are. */
  readonly #hidden = new Map<string, readonly TreeFinding[]>();

  /** What the project may at most use. */
  readonly ceilings: ProjectCeilings | null;

  readonly overlays: OverlayView;

  readonly #waves: WaveView;

  /** @param environment Whose overlays are laid over the pipelines. */
  constructor(
    reader: Pick<GitSource, "readObjects">,
    tree: ProjectTree,
    cache: ParseCache | null,
    ceilings: ProjectCeilings | null = null,
    environment: string | null = null,
  ) {
    this.overlays = new OverlayView(tree, environment);
    this.#waves = new WaveView(tree);
    this.#reader = reader;
    this.#tree = tree;
    this.#cache = cache;
    this.ceilings = ceilings;
  }

  /** Contents that the caller has read already, by path. */
  know(path: string, oid: string, content: Uint8Array): void {
    this.#contents.set(path, content);
    this.#oids.set(path, oid);
  }

  async project(): Promise<Project> {
    if (this.#project === undefined) {
      const paths = await this.#waves.paths();
      await this.#load([projectFile, ...paths]);
      const project = readProject(this.#contents.get(projectFile), {
        environment: this.overlays.environment,
      });
      const refusal = await this.#tree.refusal(projectFile);
      const refused = refusal === null ? [] : treeDiagnostics([refusal], "error");
      const diagnostics = [...project.diagnostics, ...refused];
      const waves = readWaves(paths.map((path) => [path, this.#contents.get(path)] as const));
      this.#project = { ...project, ceilings: this.ceilings, diagnostics, waves };
    }
    return this.#project;
  }

  /** What `pools.yaml` declares; null where Git has something else under its name, such as a link. */
  async pools(): Promise<Pools | null> {
    if ((await this.refusal(poolsFile)) !== null) return null;
    await this.#load([poolsFile]);
    return readPools(this.#contents.get(poolsFile), { ceilings: this.ceilings });
  }

  /** Reads the sources; a path of a file that is no source (any more) gives nothing. */
  async read(sources: readonly string[], paths: EstatePaths): Promise<PipelineSource[]> {
    const project = await this.project();
    const overlays = await this.overlays.paths();
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
          cache: this.#cache ?? undefined,
          overlays,
        },
        project,
      );
      const read = wanted.map((source, index) =>
        this.#contents.get(source) === undefined
          ? unreadSource(source, null, [])
          : reader.read(source, inputs[index] ?? [source]),
      );
      if (missing.size === 0) {
        // One at a time: native git answers each of several questions at once by a process of its own.
        const whole: PipelineSource[] = [];
        for (const source of read) whole.push(await this.withHidden(source));
        return whole;
      }
      await this.#load([...missing]);
    }
  }

  /** A source that lacks some of its files, because Git's tree has them as links or the like, is no pipeline. */
  async withHidden(source: PipelineSource): Promise<PipelineSource> {
    const findings = [...(await this.#hiddenAbove(parent(source.path)))];
    if (source.path.endsWith("/pipeline.yaml")) {
      const { path } = source;
      const tasks = `${parent(path)}/tasks`;
      const own = [await this.refusal(path), await this.refusal(tasks)];
      findings.push(...own.filter((finding) => finding !== null));
      const parts = await this.#tree.refused(tasks);
      findings.push(...parts.filter((finding) => finding.path.endsWith(".yaml")));
    }
    const overlay = await this.overlays.refusal(source.name);
    if (overlay !== null) findings.push(overlay);
    findings.push(...(await this.#waves.refused()));
    if (findings.length === 0) return source;
    const diagnostics = [...treeDiagnostics(findings, "error"), ...source.diagnostics];
    return { ...source, pipeline: null, diagnostics };
  }

  /** Each refused `_defaults.yaml` from the folder up. */
  async #hiddenAbove(folder: string): Promise<readonly TreeFinding[]> {
    const known = this.#hidden.get(folder);
    if (known) return known;
    const above = folder.includes("/") ? await this.#hiddenAbove(parent(folder)) : [];
    const finding = await this.refusal(`${folder}/${defaultsFile}`);
    const found = finding === null ? above : [...above, finding];
    this.#hidden.set(folder, found);
    return found;
  }

  /** Undefined as well for a file that was forgotten, until `recall`. */
  content(path: string): Uint8Array | undefined {
    const content = this.#contents.get(path);
    if (content === undefined && this.#forgotten.has(path)) this.#missed.add(path);
    return content;
  }

  /** Lets go of a content that hardly anybody will ask for again. */
  forget(path: string): void {
    this.#contents.delete(path);
    this.#forgotten.add(path);
  }

  /** Reads again what was forgotten and asked for. Whether there was any. */
  async recall(): Promise<boolean> {
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const path of missed) this.#forgotten.delete(path);
    await this.#load(missed);
    return missed.length > 0;
  }

  /** The contents that it has by now. */
  known(isWanted: (path: string) => boolean): Map<string, Uint8Array> {
    const known = new Map<string, Uint8Array>();
    for (const [path, content] of this.#contents)
      if (content !== undefined && isWanted(path)) known.set(path, content);
    return known;
  }

  /**
   * What paths around the given ones say: each folder on the way up, and `tasks/` of folders that are
   * pipelines. Enough to tell whose file each is, whatever the size of the estate.
   */
  async surroundings(files: readonly string[]): Promise<EstatePaths> {
    return listSources(await this.#around(files), (await this.project()).pipelines);
  }

  async #around(files: readonly string[]): Promise<Set<string>> {
    const root = (await this.project()).pipelines;
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
      const direct = [
        ...(await this.#tree.files(folder)),
        ...(await this.#hiddenPipelines(folder)),
      ];
      // A large flat folder matters only by its special files and those asked for.
      for (const path of direct) if (isSpecial(path)) paths.add(path);
      if (direct.includes(`${folder}/pipeline.yaml`))
        for (const path of await this.#tree.files(`${folder}/tasks`)) paths.add(path);
    }
    for (const file of files) if ((await this.#tree.blob(file)) !== null) paths.add(file);
    if ((await this.#tree.blob(projectFile)) !== null) paths.add(projectFile);
    return paths;
  }

  /** What was found in the tree, as an error where pipelines are made of it. */
  async treeDiagnostics(findings: readonly TreeFinding[]): Promise<Diagnostic[]> {
    const around = await this.#around(findings.map(({ path }) => path));
    return estateTreeDiagnostics(findings, around, (await this.project()).pipelines);
  }

  /** Why a path that exists is not part of the project, or null. */
  refusal(path: string): Promise<TreeFinding | null> {
    return this.#tree.refusal(path);
  }

  /** All files below a folder, given with or without a slash at its end. */
  async below(folder: string): Promise<string[]> {
    return (await this.#tree.list(folder.replace(/\/$/, ""))).files;
  }

  /** What a list of all files of the project says, with what was found beside them. */
  async of(files: readonly string[], findings: readonly TreeFinding[]): Promise<EstatePaths> {
    const hidden = findings.map(({ path }) => path).filter(isPipelineOfFolder);
    return listSources([...files, ...hidden], (await this.project()).pipelines);
  }

  /** A refused `pipeline.yaml` still makes its folder a pipeline: its tasks and data are no specs of their own. */
  async #hiddenPipelines(folder: string): Promise<string[]> {
    const findings = await this.#tree.refused(folder);
    return findings.map(({ path }) => path).filter(isPipelineOfFolder);
  }

  /** What all paths of the project say. */
  async everything(): Promise<EstatePaths> {
    const project = await this.project();
    const { files: paths, findings } = await this.#tree.list(project.pipelines);
    paths.push(...findings.map(({ path }) => path).filter(isPipelineOfFolder));
    if ((await this.#tree.blob(projectFile)) !== null) paths.push(projectFile);
    return listSources(paths, project.pipelines);
  }

  /** Specs that were never read for what the tree has in their place; they are in error as long as it is there. */
  async refusedSpecs(
    findings: readonly TreeFinding[],
    known: readonly string[],
  ): Promise<PipelineSource[]> {
    const refused = new Map(findings.map((finding) => [finding.path, finding]));
    if (refused.size === 0) return [];
    const paths = [...(await this.#around([...refused.keys()])), ...refused.keys()];
    const { sources } = listSources(paths, (await this.project()).pipelines);
    return sources.flatMap((path) => {
      const finding = refused.get(path);
      if (finding === undefined || known.includes(path)) return [];
      return unreadSource(path, null, treeDiagnostics([finding], "error"));
    });
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
const isPipelineOfFolder = (path: string): boolean => path.endsWith("/pipeline.yaml");
const isSpecial = (path: string): boolean =>
  isPipelineOfFolder(path) || path.endsWith(`/${defaultsFile}`);

/** A spec that exists and isn't read; what it deployed before stays. */
export const unreadSource = (
  path: string,
  name: string | null,
  diagnostics: Diagnostic[],
): PipelineSource => ({ path, name, inputs: [path], pipeline: null, diagnostics });
