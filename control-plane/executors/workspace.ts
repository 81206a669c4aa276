// An attempt's own files: a writable directory in which the project's files appear as links into
// the read-only snapshot, a temporary directory, the script and the place for outputs.

import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  rm,
  rmdir,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { shellAs, type User } from "./user.ts";

export interface Workspace {
  /** Everything of the attempt; removed as a whole. */
  root: string;
  /** Where the command starts: one link per top-level entry of the project, otherwise empty. */
  files: string;
  temporary: string;
  script: string;
  outputs: string;
}

export interface AttemptName {
  runId: string;
  task: string;
  attempt: number;
}

/**
 * Makes the attempt's directory below `directory`; leftovers of the same name are removed.
 * With a user it is that user's.
 * The cost depends on the number of top-level entries of the snapshot, not on its size.
 * Rejects with the system's error, such as ENOSPC.
 */
export async function createWorkspace(
  directory: string,
  name: AttemptName,
  script: string,
  snapshot: string | null,
  user: User | null = null,
): Promise<Workspace> {
  const root = join(directory, folderName(name));
  const workspace = {
    root,
    files: join(root, "files"),
    temporary: join(root, "tmp"),
    script: join(root, "script"),
    outputs: join(root, "outputs"),
  };
  try {
    await makeEmpty(root);
    await fill(workspace, script, snapshot);
    if (user !== null) await handOver(workspace, user);
    return workspace;
  } catch (error) {
    await removeWorkspace(root);
    throw error;
  }
}

async function makeEmpty(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    await removeWorkspace(directory);
    await mkdir(directory, { mode: 0o700 });
  }
}

async function fill(workspace: Workspace, script: string, snapshot: string | null): Promise<void> {
  await mkdir(workspace.files);
  await mkdir(workspace.temporary);
  await writeFile(workspace.script, script, { mode: 0o400 });
  if (snapshot === null) return;
  for (const entry of await readdir(snapshot))
    await symlink(join(snapshot, entry), join(workspace.files, entry));
}

/** The outermost last: until then nobody but us can get in. */
async function handOver(workspace: Workspace, { uid, gid }: User): Promise<void> {
  const { files, temporary, script, root } = workspace;
  for (const path of [files, temporary, script, root]) await chown(path, uid, gid);
}

/**
 * Removes an attempt's directory. What belongs to another user is removed as that user: root, following names that
 * a process of theirs may exchange meanwhile, could be led to remove anything.
 */
export async function removeWorkspace(root: string): Promise<void> {
  const owner = await lstat(root).catch(() => null);
  if (process.getuid?.() !== 0 || owner === null || owner.uid === 0) return removeTree(root);
  const script = "chmod -R u+rwx . ; rm -rf -- ..?* .[!.]* *";
  await shellAs({ ...owner, prefix: [] }, script, { cwd: root });
  await rmdir(root);
}

/**
 * `<run>-<task>-<attempt>`, safe as a file name: a task such as `load[eu,daily]` loses its special
 * characters, which can make two names equal, so the task's name follows once more as a hash.
 */
export function folderName({ runId, task, attempt }: AttemptName): string {
  const plain = (text: string) => text.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 80);
  const suffix = plain(task) === task ? "" : `.${hash(task)}`;
  return `${plain(runId)}-${plain(task)}${suffix}-${attempt}`;
}

/** FNV-1a, 32 bits: only names of one pipeline's tasks of one run are told apart. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text))
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, "0");
}

/**
 * Removes a directory that a task may have filled with anything; links are removed, never followed.
 * Directories that the task, or the snapshot cache, made unwritable are made writable first.
 */
export async function removeTree(path: string): Promise<void> {
  // What is being killed may still add a file; rm looks again after 20, 40, … ms.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };
  try {
    await rm(path, options);
  } catch (error) {
    if (!["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await makeWritable(path);
    await rm(path, options);
  }
}

/** A part of the first removal may still be under way: what is gone by then needs nothing. */
async function makeWritable(directory: string): Promise<void> {
  try {
    // lstat: chmod follows links, and a link may lead out of the tree.
    if (!(await lstat(directory)).isDirectory()) return;
    await chmod(directory, 0o700);
    for (const entry of await readdir(directory, { withFileTypes: true }))
      if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
