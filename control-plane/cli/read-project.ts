// A project's files from the working tree, as Git would give them: no links followed, no `.git` and other dot folders.

import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import path from "node:path";
import { type Estate, type EstateFile, projectFile, readEstate } from "#core/estate.ts";
import { maxFileBytes } from "#core/yaml-limits.ts";
import { CommandError } from "./exit.ts";
import { projectRoot } from "./project-root.ts";

export interface ReadProject {
  root: string;
  estate: Estate;
  /** Content of a file that was read, for code frames. */
  textOf: (file: string) => string | undefined;
}

/**
 * @param checkOnly finds the mistakes without building pipelines: half the time and memory for a large estate.
 * @throws CommandError when there is nothing that could be a project.
 */
export function readProjectAt(
  cwd: string,
  folder: string | undefined,
  checkOnly = false,
): ReadProject {
  const root = projectRoot(cwd, folder);
  const files = readFiles(root);
  const estate = readEstate(files, { checkOnly });
  if (estate.sources.length === 0 && !files.some((file) => file.path === projectFile)) {
    throw new CommandError(
      "failed",
      `${root} is no project: it has neither ${projectFile} nor ${estate.project.pipelines}/*.yaml`,
      "name the project's root, or make one with `trunkline init`",
    );
  }
  const contents = new Map(files.map((file) => [file.path, file.bytes]));
  const textOf = (file: string): string | undefined => {
    const bytes = contents.get(file);
    return bytes && new TextDecoder().decode(bytes);
  };
  return { root, estate, textOf };
}

type BytesFile = Extract<EstateFile, { bytes: Uint8Array }>;

/**
 * Every YAML file of the project, since templates may lie anywhere in it.
 * One file after another: 10,000 warm files took 0.10 to 0.21 s, and 16 reads at a time 0.12 to 0.18 s.
 */
function readFiles(root: string): BytesFile[] {
  const files: BytesFile[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(root, folder)) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !isForeign(entry.name)) folders.push(name);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) {
        files.push({ path: name, bytes: readFile(path.join(root, name)) });
      }
    }
  }
  return files;
}

const isForeign = (folder: string): boolean => folder.startsWith(".") || folder === "node_modules";

function entriesOf(root: string, folder: string) {
  try {
    return readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    throw unreadable(error, path.join(root, folder));
  }
}

/** At most one byte more than a spec may have: enough to refuse it, however large the file is. */
function readFile(file: string): Uint8Array {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, "r");
    const bytes = Buffer.allocUnsafeSlow(Math.min(fstatSync(descriptor).size, maxFileBytes + 1));
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw unreadable(error, file);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Node's message is `EACCES: permission denied, scandir '/the/path'`. */
function unreadable(error: unknown, place: string): CommandError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = message.replace(`${code}: `, "").replace(/, \w+(?: '.*')?$/s, "");
  const help = code === "EACCES" ? "let your user read it" : null;
  return new CommandError("refused", `can't read ${place}: ${reason}`, help, error);
}
