// The folder of an import, and how it changes: all is made in a folder within, which a rename declares whole; only then is each
// file moved to its place, the record last. Whatever ends an import before the rename has changed nothing; what ends it later is
// finished by the next. Files are read and written at once: an import has thousands of small ones, and to wait for each takes
// ten times as long.

import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { CommandError } from "./exit.ts";
import { hashOf, isOfImport } from "./import-record.ts";
import { isRunning } from "./is-running.ts";

/** Below the folder, where nothing reads and Git looks away. */
const scratch = ".trunkline";
const planFile = "plan.json";
const wholeFolder = "import-whole";

/** Files of a folder that are changed together. */
export interface FolderChange {
  /** What is to be moved to its place, in this order, or removed when it isn't there: with the hash that was seen; `any` for what nobody edits. */
  files: { file: string; seen: string | null | "any"; remove: boolean }[];
}

export class ImportFolder implements AsyncDisposable {
  readonly root: string;
  /** Where files are made. */
  readonly fresh: string;
  readonly #files: FolderChange["files"] = [];
  /** Folders in `fresh` that are there. */
  readonly #made = new Set<string>();
  /** Whether it was there before. */
  readonly #isOld: boolean;

  private constructor(root: string, isOld: boolean) {
    this.root = root;
    this.#isOld = isOld;
    this.fresh = path.join(root, scratch, `import-${process.pid}`);
  }

  /** @throws CommandError for a folder that can't be written to. */
  static async open(root: string): Promise<ImportFolder> {
    const made = await mkdir(path.join(root, scratch), { recursive: true });
    const folder = new ImportFolder(root, made === undefined || path.basename(made) === scratch);
    await finish(root);
    for (const name of await readdir(path.join(root, scratch))) {
      const pid = /^import-(\d+)$/.exec(name)?.[1];
      if (pid === undefined || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue;
      await rm(path.join(root, scratch, name), { recursive: true });
    }
    await mkdir(folder.fresh);
    return folder;
  }

  /** What stands there now; null: nothing. */
  read(file: string): Buffer | null {
    return readIfThere(path.join(this.root, file));
  }

  /** @param seen Hash of what it takes the place of, null for nothing. */
  write(file: string, text: string, seen: string | null): void {
    const place = path.join(this.fresh, file);
    const around = path.dirname(place);
    if (!this.#made.has(around)) mkdirSync(around, { recursive: true });
    this.#made.add(around);
    writeFileSync(place, text);
    this.#files.push({ file, seen, remove: false });
  }

  /** Takes a file that was made in `fresh` and that nobody edits. */
  take(file: string): void {
    this.#files.push({ file, seen: "any", remove: false });
  }

  remove(file: string, seen: string | "any"): void {
    this.#files.push({ file, seen, remove: true });
  }

  /** Puts all in place. */
  async commit(): Promise<void> {
    const change: FolderChange = { files: this.#files };
    writeFileSync(path.join(this.fresh, planFile), JSON.stringify(change));
    try {
      await rename(this.fresh, path.join(this.root, scratch, wholeFolder));
    } catch (error) {
      throw new CommandError("refused", `another import is at work in ${this.root}`, null, error);
    }
    await finish(this.root);
  }

  /** Leaves nothing of itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.fresh, { recursive: true, force: true });
    // What has anything in it stays.
    await rmdir(path.join(this.root, scratch)).catch(() => {});
    if (!this.#isOld) await rmdir(this.root).catch(() => {});
  }
}

/** Whether an import was made whole and is not all in place. */
export const isUnfinished = (root: string): boolean =>
  existsSync(path.join(root, scratch, wholeFolder, planFile));

/** Puts in place what an import has made whole. Two at once do each other no harm. */
async function finish(root: string): Promise<void> {
  const whole = path.join(root, scratch, wholeFolder);
  const plan = readIfThere(path.join(whole, planFile));
  if (plan !== null) {
    const { files } = planIn(plan.toString(), whole);
    const within = new Set<string>();
    for (const one of files) place(root, whole, one, within);
  }
  await rm(whole, { recursive: true, force: true });
}

/** Somebody may have put the folder there: files elsewhere are none of an import. @throws CommandError */
function planIn(text: string, whole: string): FolderChange {
  try {
    const plan = JSON.parse(text) as FolderChange;
    if (plan.files.every(({ file }) => isOfImport(file))) return plan;
  } catch {}
  throw new CommandError("refused", `${whole} is no import that was cut short`, "delete it");
}

/** @param within Folders that are there, and in `root`. */
function place(
  root: string,
  whole: string,
  { file, seen, remove }: FolderChange["files"][number],
  within: Set<string>,
): void {
  const [from, to] = [path.join(whole, file), path.join(root, file)];
  if (seen !== "any" && (remove || existsSync(from))) {
    const content = readIfThere(to);
    if (content === null ? seen !== null && !remove : hashOf(content) !== seen)
      throw new CommandError(
        "refused",
        `${file} was changed while an import was being put in place`,
        `move it away, import again, and bring the change back; what is to be there is in ${path.relative(root, whole)}`,
      );
  }
  const around = path.dirname(to);
  if (!within.has(around)) {
    mkdirSync(around, { recursive: true });
    refuseElsewhere(root, around);
    within.add(around);
  }
  if (remove) {
    removeFile(root, to);
    within.clear();
    return;
  }
  try {
    renameSync(from, to);
  } catch (error) {
    // It was moved before.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** @throws CommandError for a folder that a link leads out to. */
function refuseElsewhere(root: string, folder: string): void {
  const within = path.relative(realpathSync(root), realpathSync(folder));
  if (path.isAbsolute(within) || within.split(path.sep)[0] === "..")
    throw new CommandError("refused", `${folder} is a link to elsewhere`);
}

/** With folders that have nothing else in them. */
function removeFile(root: string, file: string): void {
  rmSync(file, { force: true });
  try {
    for (let folder = path.dirname(file); folder !== root; folder = path.dirname(folder))
      rmdirSync(folder);
  } catch {}
}

function readIfThere(file: string): Buffer | null {
  // What isn't there is the rule, and an error for each would take most of the time.
  if (!existsSync(file)) return null;
  return readFileSync(file);
}
