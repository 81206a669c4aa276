// `trunkline access diff`: which rights a change of the control repository widens or narrows; from Git, without a server.

import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Asks for everybody and every action what teams and policies say on both sides, and lists what differs. Pipelines are\n" +
    "those of the projects' folders, where these are on this machine, as they are; of others one with the project's owner\n" +
    "and tags stands for all, and one more for each tag that teams or policies have. What a change of a project itself does\n" +
    "to rights is part of `trunkline plan --registration`.",
  arguments: {
    FROM: { required: true, description: "a branch, a tag, a commit, HEAD~1 and the like" },
    TO: { description: "the same; default: the files as they are" },
    DIR: { description: "the control repository's folder; default: here" },
  },
  options: { exitCode: { type: "boolean", description: "end with 10 when something differs" } },
  examples: [
    { command: "trunkline access diff HEAD", description: "what you have changed" },
    {
      command: "trunkline access diff origin/main HEAD --output json",
      description: "one {what, who, widened, narrowed} a line",
    },
  ],
  exits: ["failed", "changes"],
  async run({ args, options, out, cwd }) {
    const { projectRoot } = await import("./project-root.ts");
    const { asGitFault } = await import("./git-fault.ts");
    const { openLocalProject, sideAt, sideOfFiles } = await import("./read-revisions.ts");
    const { accessOf, groundOfSide } = await import("./access-ground.ts");
    const { comparedResources } = await import("./access-resources.ts");
    const { accessChanges } = await import("#access/access-changes.ts");
    const { accessChangeLines } = await import("#core/access/access-change.ts");
    const root = projectRoot(cwd, args.DIR);
    const { before, after } = await asGitFault(async () => {
      await using repository = await openLocalProject(root);
      const from = await sideAt(repository, args.FROM);
      const to =
        args.TO === undefined ? await sideOfFiles(repository) : await sideAt(repository, args.TO);
      return { before: await groundOfSide(from, root), after: await groundOfSide(to, root) };
    });
    for (const warning of after.warnings) out.error(warning);
    const { resources, own } = await comparedResources(before, after);
    const { changes } = await accessChanges(
      await accessOf(before, own),
      await accessOf(after, own),
      resources,
    );
    for (const change of changes) {
      out.json(change);
      for (const line of accessChangeLines(change)) out.text(line);
    }
    if (changes.length === 0) out.note("no right is widened or narrowed");
    return options.exitCode && changes.length > 0 ? "changes" : "ok";
  },
});
