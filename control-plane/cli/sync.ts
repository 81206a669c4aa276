// `trunkline sync`: deploys the branch's tip now, and releases a plan that was held.

import type { ApiClient, SyncResult } from "#api/client.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { renderPlan } from "#core/render-plan.ts";
import { actOptions, defineCommand } from "./command.ts";
import { commandHint, type HintInput } from "./command-hint.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { Output } from "./output.ts";

export const command = defineCommand({
  description:
    "Servers look at each branch by themselves; this looks now. A plan is held when it would remove many pipelines, when\n" +
    "the branch's history was rewritten, while projects of lower waves have not proved it, or when the project's registration\n" +
    "is gone: --confirm releases exactly that plan, and who did so and why is kept with the revision.",
  arguments: { PROJECT: { description: "default: every project of the server" } },
  options: {
    ...actOptions,
    confirm: { type: "string", value: "HASH", description: "release the held plan of this hash" },
    reason: {
      type: "string",
      value: "TEXT",
      description: "with --confirm: kept with the revision",
    },
  },
  examples: [
    { command: "trunkline sync", description: "deploy what was merged" },
    {
      command: 'trunkline sync finance --confirm 9f2c… --reason "folder is retired"',
      description: "apply a held plan; the hash is in `trunkline status`",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    return withServer(input, signal, async (api) => {
      const names =
        args.PROJECT === undefined
          ? (await api.projects()).map(({ name }) => name)
          : [args.PROJECT];
      if (options.confirm !== undefined && names.length !== 1)
        throw new CommandError(
          "usage",
          "--confirm needs the PROJECT",
          `one of: ${names.join(", ")}`,
        );
      const { confirm, reason } = options;
      if (reason !== undefined && confirm === undefined)
        throw new CommandError("usage", "--reason belongs to --confirm", "leave it out");
      const body = {
        ...(confirm === undefined ? {} : { confirm }),
        ...(reason === undefined ? {} : { reason }),
      };
      let exit: Exit = "ok";
      for (const project of names) {
        const result = await syncOne(api, project, body);
        out.json(result);
        if (out.format === "text") show(project, result, input);
        if (!isGood(result)) exit = "failed";
      }
      return exit;
    });
  },
});

/** A commit that was looked at before brings no findings along; its broken files are still broken. */
async function syncOne(
  api: ApiClient,
  project: string,
  body: { confirm?: string; reason?: string },
) {
  const result = await api.sync(project, body);
  // The confirmed end of a project leaves none.
  const isThere = (await api.projects()).some(({ name }) => name === project);
  const brokenFiles = isThere ? (await api.project(project)).brokenFiles : [];
  const known = new Set(result.diagnostics.map(({ file }) => file));
  const others = brokenFiles.flatMap((file) => file.diagnostics);
  const diagnostics = [...result.diagnostics, ...others.filter(({ file }) => !known.has(file))];
  return { project, ...result, diagnostics };
}

const isGood = ({ state, diagnostics }: SyncResult): boolean =>
  state === "Synced" && !diagnostics.some(({ severity }) => severity === "error");

function show(project: string, result: SyncResult, input: HintInput & { out: Output }): void {
  const { out } = input;
  const { state, commit, reason, plan, diagnostics } = result;
  if (plan !== null) out.text(renderPlan(plan));
  const at = commit === null ? "" : ` at ${commit.slice(0, 12)}`;
  const why = reason === null ? "" : `, ${state === "Synced" ? "but" : "since"} ${reason}`;
  out.text(`${out.style("bold", project)}: ${state}${at}${why}`);
  if (state === "Busy")
    out.note(`Another sync is under way: look with \`${commandHint("status", input)}\`.`);
  if (state === "Synced" && plan === null) out.note("Nothing changed.");
  if (state === "Held" && plan !== null) {
    const release = commandHint(`sync ${project} --confirm ${plan.hash}`, input);
    out.note(`Nothing was applied. Release it with:\n  ${release}`);
  }
  for (const each of diagnostics) out.error(renderDiagnostic(each, { color: out.color }));
}
