// `trunkline import --branch`: an import as one commit on a branch of its own, upon the newest of the default branch, or one for each
// wave. It is made in a folder that is filled with what the branch has, so that it is merged with what people have edited there.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isBranchName } from "#core/branch-name.ts";
import type { RequestedChange } from "#git/forges/forge.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { ForgeOptions } from "./forge-spec.ts";
import { asGitFault } from "./git-fault.ts";
import {
  type BranchChange,
  changeFields,
  formOf,
  requestOf,
  tellBranches,
} from "./import-asked.ts";
import { type BranchPlace, oneBranch, type WrittenInto, waveBranches } from "./import-branches.ts";
import { askForMerge, changeForge } from "./import-change.ts";
import { boundLedger } from "./import-ledger.ts";
import { recordedIn } from "./import-parts.ts";
import { recordFile } from "./import-record.ts";
import { type ImportTarget, openTarget, refuseTaken } from "./import-target.ts";
import { changesOf, fillBeside, fillFolder } from "./import-tree.ts";
import { type ImportAsked, tellImport, writeImport } from "./import-write.ts";
import { localGit } from "./local-git.ts";
import type { Output } from "./output.ts";

export interface BranchAsked {
  cwd: string;
  /** A path or an address; undefined: the repository around `cwd`. */
  repository: string | undefined;
  /** From the repository's root. */
  folder: string;
  branch: string;
  openChange: boolean;
  /** A branch for each wave, called after `branch` and the wave. */
  waves: boolean;
  /** Who is asked for the merge. */
  kind: ForgeOptions;
  env: NodeJS.ProcessEnv;
  /** All that was given to the import, as it was typed. */
  files: readonly string[];
}

/** @throws CommandError where it can't be written, or the forge refuses to be asked once all else is done. */
export async function branchImport(
  asked: ImportAsked,
  wanted: BranchAsked,
  out: Output,
): Promise<Exit> {
  const { branch, openChange, waves, repository = ".", cwd, kind, env } = wanted;
  const folder = folderIn(wanted.folder);
  if (!isBranchName(branch)) throw new CommandError("usage", `${branch} can't be a branch's name`);
  const scratch = mkdtempSync(path.join(tmpdir(), "trunkline-import-"));
  try {
    return await asGitFault(async () => {
      const target = openTarget(repository, cwd, scratch);
      if (!waves) refuseTaken(target, branch);
      const forge = openChange ? changeForge(kind, target.origin, env) : null;
      const place = { target, folder, scratch, wanted };
      const written = await writeInto(asked, place, out);
      const { made, ledger } = written;
      const branches = await (waves ? waveBranches : oneBranch)(written, place);
      const isPushed = target.origin !== null && (openChange || target.isClone);
      const refs = branches.map((one) => `refs/heads/${one.branch}`);
      if (isPushed && refs.length > 0)
        localGit(target.root, ["push", "--quiet", "origin", ...refs]);
      const changes: BranchChange[] = [];
      let fault: CommandError | null = null;
      for (const one of branches) {
        const request = requestOf(made, one);
        // What the forge refuses is told last: all else is done.
        const answer: RequestedChange | CommandError | null =
          isPushed && forge && fault === null
            ? await askForMerge(forge, request).catch(asFault)
            : null;
        if (answer instanceof CommandError) fault = answer;
        const change = answer instanceof CommandError ? null : answer;
        const url = change?.url ?? formOf(request, target);
        changes.push({ ...one, pushed: isPushed, url, isAsked: change !== null });
      }
      const more = changeFields(changes, wanted);
      const exit = tellImport(made, asked, { folder: folder || ".", more }, out);
      tellBranches(changes, { branch, openChange, target, ledger }, out);
      if (fault !== null) throw fault;
      return exit;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function asFault(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  throw error;
}

async function writeInto(
  asked: ImportAsked,
  { target, folder, scratch }: BranchPlace,
  out: Output,
): Promise<WrittenInto> {
  const work = path.join(scratch, "files", nameOf(folder, target));
  const before = await fillFolder(work, folder, target);
  await fillBeside(work, folder, target);
  const earlier = await recordedIn(work, before.has(recordFile));
  const made = await writeImport(asked, work, out).catch((error) => {
    if (!(error instanceof CommandError)) throw error;
    // A folder of this machine says nothing to whoever reads it.
    const message = error.message.replaceAll(work, folder || "the repository");
    throw new CommandError(error.exit, message, error.help, error);
  });
  const ledger = await boundLedger(work);
  const changes = await changesOf(target.root, work, before);
  return { made, ledger, work, before, earlier, changes };
}

/** "" for the repository's root. */
function folderIn(typed: string): string {
  const folder = path.posix.normalize(typed.replaceAll(path.sep, "/")).replace(/\/+$/, "");
  if (
    path.posix.isAbsolute(folder) ||
    folder.split("/").some((name) => /^(?:\.\.|\.git)$/i.test(name))
  )
    throw new CommandError(
      "usage",
      `${typed} is no folder by its path from the repository's root`,
      "such as --out pipelines/gl",
    );
  return folder === "." ? "" : folder;
}

/** What the project is called after. */
const nameOf = (folder: string, { root, origin }: ImportTarget): string =>
  path.basename(folder === "" ? (origin ?? root) : folder).replace(/\.git$/, "") || "imported";
