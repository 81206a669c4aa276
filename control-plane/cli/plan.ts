// `trunkline plan`: what a merge would change, in pipelines and run times; from Git alone, without a server.

import { printed } from "#core/diagnostic.ts";
import { hasChanges } from "#core/plan.ts";
import { defineCommand } from "./command.ts";
import { instantOf } from "./instant.ts";

export const command = defineCommand({
  description:
    "Compares two revisions of the project in DIR, or HEAD with its files as they are. A revision is a branch, a tag,\n" +
    "a commit, HEAD~1 and the like. The same two revisions give the same plan anywhere. What only a server knows,\n" +
    "such as runs in flight, is not in it.",
  arguments: { DIR: { description: "the project's root; default: here" } },
  options: {
    from: {
      type: "string",
      value: "REV",
      description:
        "default: HEAD, or the parent of --to when that is given; nothing when it is the first commit",
    },
    to: { type: "string", value: "REV", description: "default: the files as they are" },
    at: {
      type: "string",
      value: "INSTANT",
      description: "count next runs from here; default: when --to was committed, or now",
    },
    exitCode: { type: "boolean", description: "end with 10 when there are changes" },
  },
  examples: [
    { command: "trunkline plan", description: "what you have changed since the last commit" },
    {
      command: "trunkline plan --from main --to my-branch",
      description: "what merging the branch would do",
    },
    {
      command: "trunkline plan --from v1 --to v2 --output json",
      description:
        "{changes: [{action, pipeline, file, before, after, nextRuns, dates?}], …} for programs",
    },
  ],
  exits: ["failed", "refused", "changes"],
  async run({ args, options, out, cwd }) {
    const at =
      options.at === undefined
        ? null
        : Temporal.Instant.fromEpochMilliseconds(instantOf("--at", options.at));
    const { asGitFault } = await import("./git-fault.ts");
    const { projectRoot } = await import("./project-root.ts");
    const { preview } = await import("./preview.ts");
    const root = projectRoot(cwd, args.DIR);
    const { from, to } = options;
    const { plan, uncommitted, diagnostics, textOf } = await asGitFault(() =>
      preview({ root, from, to, at }),
    );

    const found = diagnostics.map(printed);
    out.json({ ...plan, uncommitted, diagnostics: found, live: "unknown" });
    if (out.format === "text") {
      const { renderPlan } = await import("#core/render-plan.ts");
      const { renderDiagnostic } = await import("#core/render-diagnostic.ts");
      out.text(renderPlan(plan));
      for (const each of diagnostics)
        out.error(renderDiagnostic(each, { color: out.color, text: textOf(each.file) }));
    }
    if (diagnostics.some(({ severity }) => severity === "error")) return "failed";
    return options.exitCode && hasChanges(plan) ? "changes" : "ok";
  },
});
