// `trunkline promote`: the files of one environment for another, as a plan, a patch, or a commit on a branch of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type FileChange, promotion, requestUrl } from "#core/promotion.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import type { Place } from "./promote-places.ts";

export const command = defineCommand({
  description:
    "Takes the deployed files of one environment over into the folder and branch of another, within the checkout that it is\n" +
    "called in, and shows what the merge would do there. What is said of an environment stays as it is: trunkline.yaml,\n" +
    "pools.yaml, routes.yaml, OWNERS, connections/, overlays/, secrets/, policies/ and migration/. Nothing is\n" +
    "checked out, committed or pushed unless --branch or --push say so.\n\n" +
    "Environments are projects of the server, by name or environment, or REVISION:FOLDER, which needs no server.",
  arguments: {
    PIPELINE: { variadic: true, description: "only files of these pipelines; default: all files" },
  },
  options: {
    from: { type: "string", value: "PLACE", description: "whose deployed revision is taken" },
    to: { type: "string", value: "PLACE", description: "whose branch and folder are to have it" },
    branch: {
      type: "string",
      value: "NAME",
      description: "commit it on this new branch of the local repository",
    },
    push: { type: "boolean", description: "with --branch: push the branch to origin" },
    patch: { type: "boolean", description: "print the patch alone, for git apply" },
    ...connectionOptions,
  },
  examples: [
    {
      command: "trunkline promote --from staging --to prod",
      description: "what would change in prod",
    },
    {
      command: "trunkline promote daily-revenue --from staging --to prod --branch promote-revenue",
      description: "one pipeline, committed on a branch",
    },
    {
      command: "trunkline promote --from main:staging --to main:prod --patch",
      description: "between two folders, without a server",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, cwd } = input;
    const { from, to, branch, push } = options;
    if (from === undefined || to === undefined)
      throw new CommandError(
        "usage",
        "--from and --to are needed",
        "such as --from staging --to prod",
      );
    if (push && branch === undefined)
      throw new CommandError("usage", "--push needs --branch", "what is pushed is that branch");
    const { placesOf } = await import("./promote-places.ts");
    const { hasRef, localGit, originOf } = await import("./local-git.ts");
    const places = await placesOf(input, from, to);
    const root = localGit(cwd, ["rev-parse", "--show-toplevel"]).trim();
    if (branch !== undefined && hasRef(root, `refs/heads/${branch}`))
      throw new CommandError("failed", `there is a branch ${branch} already`, "name a new one");
    const scratch = mkdtempSync(path.join(tmpdir(), "trunkline-promote-"));
    try {
      const made = await promote({ root, scratch, pipelines: args.PIPELINE, ...places });
      const { commit, onto, plan, foresight, patch } = made;
      const { renderPlan } = await import("#core/render-plan.ts");
      const files = made.changes.map(({ path: file, to: kept }) => ({
        path: file,
        action: kept === null ? "removed" : "copied",
      }));
      const isCommitted = branch !== undefined && commit !== null;
      if (isCommitted) localGit(root, ["branch", "--", branch, commit]);
      if (isCommitted && push)
        localGit(root, ["push", "--quiet", "origin", `refs/heads/${branch}`]);
      out.json({ from: places.from.name, to: places.to.name, files, plan, commit, patch });
      if (made.isNew)
        out.note(`${places.to.name} is new: there is no ${places.to.folder}/ on ${onto} yet`);
      if (options.patch) return void out.raw(patch);
      if (commit === null || plan === null)
        return void out.note(`${places.to.name} has the files of ${places.from.name} already`);
      for (const { path: file, action } of files) out.text(`${action.padEnd(8)} ${file}`);
      out.text();
      out.text(renderPlan(plan, foresight ?? undefined));
      if (!isCommitted)
        return void out.note(
          "nothing is written: --branch NAME commits it, --patch prints the change",
        );
      const origin = places.to.repository ?? originOf(root);
      const url = origin === null ? null : requestUrl(origin, onto, branch);
      out.note(`committed as ${commit.slice(0, 12)} on branch ${branch}`);
      if (!push) out.note(`next: git push origin ${branch}`);
      out.note(
        url === null ? `then ask for a merge into ${onto}` : `then ask for the merge: ${url}`,
      );
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
});

interface Promoting {
  root: string;
  scratch: string;
  pipelines: readonly string[];
  from: Place;
  to: Place;
}

async function promote({ root, scratch, pipelines, from, to }: Promoting) {
  const { asGitFault } = await import("./git-fault.ts");
  const { preview } = await import("./preview.ts");
  const { cloneFor, commitChanges, patchOf } = await import("./promote-commit.ts");
  const { filesOf, filesOfPipelines } = await import("./promote-files.ts");
  const { openLocalProject } = await import("./read-revisions.ts");
  return asGitFault(async () => {
    await using project = await openLocalProject(root);
    const source = await tipOf(project.source, from.revision, from.name);
    const onto = await tipOf(project.source, to.revision, to.name);
    const [here, there] = [
      await filesOf(project.source, source, from),
      await filesOf(project.source, onto, to),
    ];
    // Taken for an empty folder, it would remove everything of the target.
    if (here === null)
      throw new CommandError(
        "failed",
        `${from.name} is no folder: commit ${source.slice(0, 12)} has no ${from.folder}/`,
        "look at how it is written, such as main:staging",
      );
    const only =
      pipelines.length === 0
        ? null
        : await filesOfPipelines(project.source, { source, from }, { onto, to }, pipelines);
    const changes: FileChange[] = promotion(here, there ?? [], only);
    const nothing = {
      changes,
      commit: null,
      plan: null,
      foresight: null,
      patch: "",
      onto: to.revision,
      isNew: there === null,
    };
    if (changes.length === 0) return nothing;
    const what = pipelines.length === 0 ? "" : ` of ${pipelines.join(", ")}`;
    const message = `Promote ${from.name}${what} to ${to.name}\n\nPromoted-from: ${source}\n`;
    const oid = commitChanges({ root, onto, folder: to.folder, changes, message, scratch });
    const { plan, foresight } = await preview({
      ...{ root: cloneFor(root, to.folder, scratch), from: onto, to: oid, at: null },
      environment: to.environment,
    });
    return { ...nothing, commit: oid, plan, foresight, patch: patchOf(root, onto, oid) };
  });
}

/** A commit that is here; of a branch what origin has, where it is newer or the only one. */
async function tipOf(
  source: { resolve(revision: string): Promise<string | null> },
  revision: string,
  name: string,
): Promise<string> {
  const found =
    (await source.resolve(`refs/remotes/origin/${revision}`)) ?? (await source.resolve(revision));
  if (found !== null) return found;
  throw new CommandError(
    "failed",
    `${revision} of ${name} is not in this repository`,
    "call it in a checkout of that repository, and `git fetch` before",
  );
}
