// `trunkline diff`: what differs between two revisions in meaning, not in text; from Git alone, or of what was deployed.

import type { Diagnostic } from "#core/diagnostic.ts";
import { hasChanges, type Plan } from "#core/plan.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { ConnectInput } from "./connect.ts";
import { CommandError } from "./exit.ts";
import { instantOf } from "./instant.ts";

export const command = defineCommand({
  description:
    "Shows the plan from one revision to another, in either direction: what was added, changed and removed, and what that\n" +
    "does to run times. Without TO it is up to the files as they are, with --deployed up to what is deployed. With\n" +
    "--deployed revisions are those that the server has deployed, by the first digits of their commits.",
  arguments: {
    FROM: { required: true, description: "a branch, a tag, a commit, HEAD~1 and the like" },
    TO: { description: "the same" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    pipeline: { type: "string", value: "NAME", description: "only of this pipeline" },
    at: {
      type: "string",
      value: "INSTANT",
      description: "count next runs from here; default: when TO was committed, or now",
    },
    environment: {
      type: "string",
      value: "NAME",
      description: "with the overlays of this environment",
    },
    exitCode: { type: "boolean", description: "end with 10 when something differs" },
    deployed: { type: "boolean", description: "of revisions that the server has deployed" },
    project: {
      type: "string",
      value: "NAME",
      description: "with --deployed: whose; not needed while there is one",
    },
    ...connectionOptions,
  },
  examples: [
    { command: "trunkline diff v1 v2", description: "what happened between two tags" },
    {
      command: "trunkline diff main --pipeline daily-revenue",
      description: "one pipeline against the files as they are",
    },
    {
      command: "trunkline diff 3f2a91c 77b0e4d --deployed",
      description: "between two deployed revisions",
    },
  ],
  exits: ["failed", "refused", "changes"],
  async run(input) {
    const { options, out } = input;
    const { plan, diagnostics } = await (options.deployed ? ofDeployed(input) : ofCheckout(input));
    const shown = options.pipeline === undefined ? plan : await only(plan, options.pipeline);
    const { printed } = await import("#core/diagnostic.ts");
    out.json({ ...shown, diagnostics: diagnostics.map(printed) });
    if (out.format === "text") {
      const { renderPlan } = await import("#core/render-plan.ts");
      out.text(renderPlan(shown));
      for (const { file, line, message } of diagnostics)
        out.note(`${file}:${line}: ${message}; its pipeline is compared as it was`);
    }
    return options.exitCode && hasChanges(shown) ? "changes" : "ok";
  },
});

interface Asked extends ConnectInput {
  args: { FROM: string; TO: string | undefined; DIR: string | undefined };
  options: ConnectInput["options"] & {
    at: string | undefined;
    environment: string | undefined;
    pipeline: string | undefined;
    project: string | undefined;
  };
  signal: AbortSignal;
  out: { note(line: string): void };
}

interface Compared {
  plan: Plan;
  diagnostics: Diagnostic[];
}

async function ofCheckout({ args, options, cwd }: Asked): Promise<Compared> {
  if (options.project !== undefined)
    throw new CommandError("usage", "--project goes with --deployed", "DIR names a checkout");
  const { asGitFault } = await import("./git-fault.ts");
  const { projectRoot } = await import("./project-root.ts");
  const { preview } = await import("./preview.ts");
  const at =
    options.at === undefined
      ? null
      : Temporal.Instant.fromEpochMilliseconds(instantOf("--at", options.at));
  const root = projectRoot(cwd, args.DIR);
  const { plan, diagnostics } = await asGitFault(() =>
    preview({
      ...{ root, from: args.FROM, to: args.TO, at },
      environment: options.environment ?? null,
    }),
  );
  return { plan, diagnostics: diagnostics.filter(({ severity }) => severity === "error") };
}

async function ofDeployed(input: Asked): Promise<Compared> {
  const { args, options, signal, out } = input;
  for (const [name, given] of Object.entries({
    DIR: args.DIR,
    "--at": options.at,
    "--environment": options.environment,
  }))
    if (given !== undefined)
      throw new CommandError("usage", `${name} does nothing with --deployed`);
  const { withServer } = await import("./connect.ts");
  const { onlyProject } = await import("./only-project.ts");
  const found = await withServer(input, signal, async (api) =>
    api.difference(options.project ?? (await onlyProject(api)), {
      from: args.FROM,
      ...(args.TO === undefined ? {} : { to: args.TO }),
      ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
    }),
  );
  if (found.scripts === "unknown")
    out.note("changed scripts are not in it: the server no longer has the older revision's files");
  return { plan: found.plan, diagnostics: [] };
}

/** The part of a plan that is about one pipeline, with a hash of its own. */
async function only(plan: Plan, name: string): Promise<Plan> {
  const { planHash } = await import("#core/plan.ts");
  const { sha256 } = await import("./read-revisions.ts");
  const { endingCalendars: _, ...rest } = plan;
  const part: Plan = {
    ...rest,
    changes: plan.changes.filter(({ pipeline }) => pipeline === name),
    pools: [],
    readableBy: null,
    broken: [],
  };
  return { ...part, hash: planHash(part, sha256) };
}
