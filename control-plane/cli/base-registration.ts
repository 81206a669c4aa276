// The registration and the rules by which `plan` judges: as they are before the change, so that no change grants itself
// what it needs.

import { realpathSync } from "node:fs";
import path from "node:path";
import type { ProjectRules } from "#core/registration.ts";
import { readControlTree } from "#git/control-source.ts";
import { folderTree } from "#git/project-tree.ts";
import { asGitFault } from "./git-fault.ts";
import { refuseErrors } from "./plan-inputs.ts";
import { sidesOf } from "./preview.ts";
import {
  controlRootOf,
  type ReadRegistration,
  readRegistrationAt,
  registrationAmong,
} from "./read-registration.ts";
import { type LocalProject, openLocalProject, type Side } from "./read-revisions.ts";

export interface BaseInput {
  cwd: string;
  /** The project's folder. */
  root: string;
  from: string | undefined;
  to: string | undefined;
  /** Null: when `to` was committed, or now for the files as they are. */
  at: Temporal.Instant | null;
}

/**
 * Of a file in the project's own repository what the old side has; else, and where that side has none, what is on the
 * disk. Null without a file.
 * @throws CommandError for one that can't be read or has errors.
 */
export async function baseRules(
  file: string | undefined,
  input: BaseInput,
): Promise<ProjectRules | null> {
  if (file === undefined) return null;
  await using project = await asGitFault(() => openLocalProject(input.root));
  const [from, to] = await asGitFault(() => sidesOf(project, input.from, input.to));
  const at = input.at ?? to.at ?? Temporal.Now.instant();
  const today = at.toZonedDateTimeISO("UTC").toPlainDate().toString();
  const committed = await asGitFault(() => ofCommit(project, from, { ...input, file, today }));
  const read = committed ?? (await readRegistrationAt(input.cwd, file, today));
  refuseErrors(read.diagnostics, read.textOf);
  return read.ceilings;
}

/** Null for what the commit doesn't have. */
async function ofCommit(
  { source, root, folder }: LocalProject,
  { commit }: Side,
  { cwd, file, today }: BaseInput & { file: string; today: string },
): Promise<ReadRegistration | null> {
  const control = controlRootOf(realOf(path.resolve(cwd, file)));
  if (commit === null || control === null) return null;
  const top = path.resolve(realpathSync(root), ...folder.split("/").map((step) => step && ".."));
  const inside = path.relative(top, control);
  if (inside.startsWith("..") || path.isAbsolute(inside)) return null;
  const { tree } = await source.readCommit(commit);
  const own = await folderTree(source, tree, inside.split(path.sep).join("/"));
  if (own === null) return null;
  const beside = await readControlTree(source, own);
  const registration = beside.files.find((one) => one.path === `projects/${path.basename(file)}`);
  return registration === undefined ? null : registrationAmong(registration, beside, today);
}

/** A file that the change takes away is still one of the base. */
function realOf(file: string): string {
  try {
    return path.join(realpathSync(path.dirname(file)), path.basename(file));
  } catch {
    return file;
  }
}
