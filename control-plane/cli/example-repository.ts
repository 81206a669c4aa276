// The bundled example as a Git repository of the user's own, made once in the state folder.

import fs from "node:fs";
import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import git from "isomorphic-git";
import { probeFileSystem } from "#git/file-system.ts";

const example = path.join(import.meta.dirname, "../../examples/retail");

/** Folder of the repository; one that exists already is left as the user made it. */
export async function exampleRepository(state: string): Promise<string> {
  const dir = path.join(state, "retail");
  if (await stat(path.join(dir, ".git")).catch(() => null)) return dir;
  // Under another name until it is whole, so that an interrupted start begins anew.
  const fresh = `${dir}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(state, { recursive: true });
  await cp(example, fresh, { recursive: true });
  await git.init({ fs, dir: fresh, defaultBranch: "main" });
  // isomorphic-git writes Windows' settings everywhere: git would then miss `chmod +x` and files that differ in case.
  const settings = Object.entries(probeFileSystem(path.join(fresh, ".git")));
  for (const [name, value] of settings)
    await git.setConfig({ fs, dir: fresh, path: `core.${name}`, value });
  const files = await readdir(fresh, { recursive: true, withFileTypes: true });
  for (const file of files) {
    if (!file.isFile()) continue;
    const filepath = path.relative(fresh, path.join(file.parentPath, file.name));
    if (filepath.startsWith(".git")) continue;
    await git.add({ fs, dir: fresh, filepath: filepath.split(path.sep).join("/") });
  }
  const author = { name: "Retail Team", email: "retail@example.org" };
  await git.commit({ fs, dir: fresh, message: "Retail estate", author });
  await rename(fresh, dir);
  return dir;
}
