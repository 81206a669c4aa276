// `trunkline import --branch`: an import as one commit on a branch of its own, upon the newest of the default branch. It is made
// in a folder that is filled with what the branch has, so that it is merged with what people have edited there.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isBranchName } from "#core/branch-name.ts";
import { requestUrl } from "#core/promotion.ts";
import type { ChangeRequest, RequestedChange } from "#git/forges/forge.ts";
import { headlineMarkdown } from "#migrators/report-markdown.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { ForgeOptions } from "./forge-spec.ts";
import { asGitFault } from "./git-fault.ts";
import { askForMerge, changeForge } from "./import-change.ts";
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
  const { branch, openChange, repository = ".", cwd, kind, env } = wanted;
  const folder = folderIn(wanted.folder);
  if (!isBranchName(branch)) throw new CommandError("usage", `${branch} can't be a branch's name`);
  const scratch = mkdtempSync(path.join(tmpdir(), "trunkline-import-"));
  try {
    return await asGitFault(async () => {
      const target = openTarget(repository, cwd, scratch);
      refuseTaken(target, branch);
      const forge = openChange ? changeForge(kind, target.origin, env) : null;
      const { made, commit, ledger } = await commitImport(
        asked,
        wanted,
        { target, folder, scratch },
        out,
      );
      const isPushed = commit !== null && target.origin !== null && (openChange || target.isClone);
      if (isPushed) localGit(target.root, ["push", "--quiet", "origin", `refs/heads/${branch}`]);
      const request = requestOf(made, branch, target);
      // What the forge refuses is told last: all else is done.
      const answer = isPushed && forge ? await askForMerge(forge, request).catch(asFault) : null;
      const change = answer instanceof CommandError ? null : answer;
      const form = commit === null ? null : formOf(request, target);
      const more = { branch, commit, pushed: isPushed, url: change?.url ?? form };
      const exit = tellImport(made, asked, { folder: folder || ".", more }, out);
      tellBranch({ ...more, change, openChange, target, ledger }, out);
      if (answer instanceof CommandError) throw answer;
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

interface Committed {
  made: Made;
  /** Null where nothing differs. */
  commit: string | null;
  /** What there is to say of the ledger. */
  ledger: string | null;
}

async function commitImport(
  asked: ImportAsked,
  { branch, files, cwd }: BranchAsked,
  { target, folder, scratch }: { target: ImportTarget; folder: string; scratch: string },
  out: Output,
): Promise<Committed> {
  const { root, tip: onto } = target;
  const work = path.join(scratch, "files", nameOf(folder, target));
  const before = await fillFolder(work, folder, target);
  const made = await writeImport(asked, work, out).catch((error) => {
    if (!(error instanceof CommandError)) throw error;
    // A folder of this machine says nothing to whoever reads it.
    const message = error.message.replaceAll(work, folder || "the repository");
    throw new CommandError(error.exit, message, error.help, error);
  });
  const ledger = await boundLedger(work);
  const changes = await changesOf(root, work, before);
  if (changes.length === 0) return { made, commit: null, ledger };
  const message = await messageOf(made, { folder, files, cwd, ledger });
  const commit = commitChanges({ root, onto, folder, changes, message, scratch });
  localGit(root, ["branch", "--", branch, commit]);
  return { made, commit, ledger };
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

const requestOf = ({ report }: Made, branch: string, { onto }: ImportTarget): ChangeRequest => ({
  ...{ branch, onto, title: `Import from ${report.system}` },
  body: `${headlineMarkdown(report)}\n\n\`report.md\` has the rest.`,
});

/** Where people fill it in themselves. */
const formOf = (request: ChangeRequest, { origin }: ImportTarget): string | null =>
  origin === null ? null : requestUrl(origin, request.onto, request.branch, request);

interface Told {
  branch: string;
  commit: string | null;
  pushed: boolean;
  url: string | null;
  change: RequestedChange | null;
  openChange: boolean;
  target: ImportTarget;
  ledger: string | null;
}

function tellBranch(
  { branch, commit, pushed, url, change, openChange, target: { onto, origin }, ledger }: Told,
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
  if (change !== null) {
    out.note(`its merge is asked for: ${change.url}`);
    return;
  }
  if (!pushed && origin !== null) out.note(`next: git push origin ${branch}`);
  if (origin !== null)
    out.note(url === null ? `then ask for a merge into ${onto}` : `then ask for the merge: ${url}`);
}
