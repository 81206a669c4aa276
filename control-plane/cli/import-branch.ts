// `trunkline import --branch`: an import as one commit on a branch of its own, upon the newest of the default branch. It is made
// in a folder that is filled with what the branch has, so that it is merged with what people have edited there.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isBranchName } from "#core/branch-name.ts";
import { requestUrl } from "#core/promotion.ts";
import { headlineOf } from "#migrators/report-markdown.ts";
import { CommandError, type Exit } from "./exit.ts";
import { asGitFault } from "./git-fault.ts";
import { boundLedger } from "./import-ledger.ts";
import { messageOf } from "./import-message.ts";
import { type ImportTarget, openTarget, refuseTaken } from "./import-target.ts";
import { changesOf, fillFolder } from "./import-tree.ts";
import { type ImportAsked, type Made, tellImport, writeImport } from "./import-write.ts";
import { localGit } from "./local-git.ts";
import type { Output } from "./output.ts";
import { commitChanges } from "./promote-commit.ts";

export interface BranchAsked {
  cwd: string;
  /** A path or an address; undefined: the repository around `cwd`. */
  repository: string | undefined;
  /** From the repository's root. */
  folder: string;
  branch: string;
  openChange: boolean;
  /** All that was given to the import, as it was typed. */
  files: readonly string[];
}

export async function branchImport(
  asked: ImportAsked,
  { branch, cwd, repository = ".", openChange, files, ...rest }: BranchAsked,
  out: Output,
): Promise<Exit> {
  const folder = folderIn(rest.folder);
  if (!isBranchName(branch)) throw new CommandError("usage", `${branch} can't be a branch's name`);
  const scratch = mkdtempSync(path.join(tmpdir(), "trunkline-import-"));
  try {
    return await asGitFault(async () => {
      const target = openTarget(repository, cwd, scratch);
      refuseTaken(target, branch);
      const work = path.join(scratch, "files", nameOf(folder, target));
      const before = await fillFolder(work, folder, target);
      const made = await writeImport(asked, work, out).catch((error) => {
        if (!(error instanceof CommandError)) throw error;
        // The folder on this machine is nobody's business.
        const message = error.message.replaceAll(work, folder || "the repository");
        throw new CommandError(error.exit, message, error.help, error);
      });
      const ledger = await boundLedger(work);
      const changes = await changesOf(target.root, work, before);
      const { root, tip: onto } = target;
      const message = await messageOf(made, { folder, files, cwd, ledger });
      const commit =
        changes.length === 0
          ? null
          : commitChanges({ root, onto, folder, changes, message, scratch });
      const isPushed = commit !== null && target.origin !== null && (openChange || target.isClone);
      if (commit !== null) localGit(root, ["branch", "--", branch, commit]);
      if (isPushed) localGit(root, ["push", "--quiet", "origin", `refs/heads/${branch}`]);
      const url = commit === null ? null : changeUrl(target, branch, made);
      const more = { branch, commit, pushed: isPushed, url };
      const exit = tellImport(made, asked, { folder: folder || ".", more }, out);
      tellBranch({ ...more, openChange, onto: target.onto, origin: target.origin, ledger }, out);
      return exit;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
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

const changeUrl = (
  { origin, onto }: ImportTarget,
  branch: string,
  { report }: Made,
): string | null =>
  origin === null
    ? null
    : requestUrl(origin, onto, branch, {
        title: `Import from ${report.system}`,
        body: headlineOf(report),
      });

interface Told {
  branch: string;
  commit: string | null;
  pushed: boolean;
  url: string | null;
  openChange: boolean;
  onto: string;
  origin: string | null;
  ledger: string | null;
}

function tellBranch(
  { branch, commit, pushed, url, openChange, onto, origin, ledger }: Told,
  out: Output,
): void {
  if (ledger !== null) out.note(`warning: ${ledger}`);
  if (commit === null) {
    out.note(`${onto} has it all already: there is no branch ${branch}`);
    return;
  }
  out.note(
    `committed as ${commit.slice(0, 12)} on branch ${branch}${pushed ? ", which is pushed" : ""}`,
  );
  if (openChange && origin === null)
    out.note("warning: the repository has no remote `origin`, so nothing was pushed");
  if (!pushed && origin !== null) out.note(`next: git push origin ${branch}`);
  if (origin !== null)
    out.note(url === null ? `then ask for a merge into ${onto}` : `then ask for the merge: ${url}`);
}
