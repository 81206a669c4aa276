// Which files of a project are pipelines and which files each pipeline is made of, by paths alone.

export const projectFile = "trunkline.yaml";
export const poolsFile = "pools.yaml";
export const defaultsFile = "_defaults.yaml";
export const defaultPipelinesFolder = "pipelines";

export interface EstatePaths {
  /** Files that are pipelines: `pipelines/x.yaml` and `pipelines/x/pipeline.yaml`, sorted. */
  sources: string[];
  /** All files that may decide what a pipeline is, sources included: a change elsewhere changes none. Templates elsewhere are found while reading. */
  inputs: string[];
  /** Files of `tasks/` by the pipeline that they belong to. */
  tasks: ReadonlyMap<string, readonly string[]>;
  /** Every `_defaults.yaml`. */
  defaults: ReadonlySet<string>;
  hasProjectFile: boolean;
  /** Files in pipelines/ that look like specs and that nothing reads. */
  unused: string[];
  pipelinesFolder: string;
}

/** Sorts the paths of a project into what each is for. `paths` are from the project's root, with `/`. */
export function listSources(
  paths: Iterable<string>,
  pipelinesFolder = defaultPipelinesFolder,
): EstatePaths {
  const prefix = `${pipelinesFolder.replace(/\/$/, "")}/`;
  const inside: string[] = [];
  const inputs: string[] = [];
  const folders = new Set<string>();
  let hasProjectFile = false;
  for (const path of paths) {
    if (path === projectFile) hasProjectFile = true;
    if (
      path === projectFile ||
      /^(?:templates\/.*|(?:connections|connectors|calendars|migration\/waves)\/[^/]*|overlays\/[^/]+\/[^/]*)\.yaml$/s.test(
        path,
      )
    )
      inputs.push(path);
    if (!path.startsWith(prefix) || !/\.ya?ml$/.test(path)) continue;
    inside.push(path);
    const folder = folderOf(path);
    if (path.endsWith("/pipeline.yaml") && `${folder}/` !== prefix) folders.add(folder);
  }
  const found = {
    sources: [] as string[],
    unused: [] as string[],
    tasks: new Map<string, string[]>(),
    defaults: new Set<string>(),
  };
  for (const path of inside.sort()) place(path, prefix, folders, found);
  const tasks = [...found.tasks.values()].flat();
  inputs.push(...found.sources, ...tasks, ...found.defaults);
  return { ...found, inputs: inputs.sort(), hasProjectFile, pipelinesFolder: prefix.slice(0, -1) };
}

function place(
  path: string,
  prefix: string,
  folders: ReadonlySet<string>,
  found: {
    sources: string[];
    unused: string[];
    tasks: Map<string, string[]>;
    defaults: Set<string>;
  },
): void {
  const folder = folderOf(path);
  if (path.endsWith(".yml")) found.unused.push(path);
  else if (path.endsWith(`/${defaultsFile}`)) found.defaults.add(path);
  else if (folders.has(folder)) {
    // A folder's other files are its own: data and scripts may be YAML too.
    if (path.endsWith("/pipeline.yaml")) found.sources.push(path);
  } else {
    const owner = enclosing(folder, prefix, folders);
    if (owner === null) found.sources.push(path);
    else if (folder === `${owner}/tasks`)
      found.tasks.getOrInsertComputed(`${owner}/pipeline.yaml`, () => []).push(path);
    else if (folder.startsWith(`${owner}/tasks/`)) found.unused.push(path);
  }
}

/** The nearest folder above that is a pipeline. */
function enclosing(folder: string, prefix: string, folders: ReadonlySet<string>): string | null {
  if (folders.size === 0) return null;
  for (let at = folder; at.length >= prefix.length; at = folderOf(at))
    if (folders.has(at)) return at;
  return null;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/**
 * Files that a source is made of by their paths alone, the source first: its `tasks/*.yaml`, each `_defaults.yaml` on the way up,
 * `trunkline.yaml`. When one of them appears, changes or goes, the source must be read again; so must it when a template that
 * `readSource` found changes.
 */
export function inputsOf(source: string, paths: EstatePaths): string[] {
  const inputs = [source, ...(paths.tasks.get(source) ?? []), ...defaultsOf(source, paths)];
  if (paths.hasProjectFile) inputs.push(projectFile);
  return inputs;
}

/** Each `_defaults.yaml` that exists on the way from the source to the pipelines' folder, the nearest first. */
export function defaultsOf(source: string, paths: EstatePaths): string[] {
  const found: string[] = [];
  if (paths.defaults.size === 0) return found;
  for (
    let folder = folderOf(source);
    folder.length >= paths.pipelinesFolder.length;
    folder = folderOf(folder)
  ) {
    const path = `${folder}/${defaultsFile}`;
    if (paths.defaults.has(path)) found.push(path);
    if (folder === paths.pipelinesFolder) break;
  }
  return found;
}

/**
 * Tells whether what is at a path decides what the pipelines are: a file that they are made of, a folder of such files, or
 * what may be one by its name, since nobody can look into a link or a submodule.
 */
export function decider(paths: EstatePaths): (path: string) => boolean {
  const deciding = new Set(paths.inputs);
  const own = new Set<string>();
  for (const source of paths.sources)
    if (source.endsWith("/pipeline.yaml")) own.add(folderOf(source));
  for (const folder of own) deciding.add(`${folder}/tasks`);
  for (let folder = paths.pipelinesFolder; folder !== ""; folder = folderOf(folder))
    deciding.add(folder);
  const prefix = `${paths.pipelinesFolder}/`;
  const mayHoldSpecs = (path: string): boolean =>
    path.startsWith(prefix) &&
    !path.slice(path.lastIndexOf("/")).includes(".") &&
    enclosing(folderOf(path), prefix, own) === null;
  return (path) => deciding.has(path) || mayHoldSpecs(path);
}
