// The folder in which an offline command looks for a project.

import { statSync } from "node:fs";
import path from "node:path";
import { CommandError } from "./exit.ts";

/** @throws CommandError `failed` when nothing, or something other than a folder, is there. */
export function projectRoot(cwd: string, folder: string | undefined): string {
  const root = path.resolve(cwd, folder ?? ".");
  const help = "name the project's root, the folder of its trunkline.yaml";
  const found = statSync(root, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError("failed", `there is no folder ${root}`, help);
  if (!found.isDirectory()) throw new CommandError("failed", `${root} is no folder`, help);
  return root;
}
