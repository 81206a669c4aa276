// `trunkline plan`: what a merge would change, in pipelines and run times; from Git alone, without a server.

import { printed } from "#core/diagnostic.ts";
import { distinct } from "#core/estate.ts";
import { isKept } from "#core/plan/deploying.ts";
import type { Durations } from "#core/plan/lengths.ts";
import type { LivePart } from "#core/plan/live.ts";
import { hasChanges } from "#core/plan.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { ConnectInput } from "./connect.ts";
import { CommandError } from "./exit.ts";
import { instantOf } from "./instant.ts";
import { environmentsJson, planOfEach } from "./plan-environments.ts";
import type { Preview } from "./preview.ts";
import { reportFormats } from "./report-formats.ts";

export const command = defineCommand({
  description:
    "Compares two revisions of the project in DIR, or HEAD with its files as they are. A revision is a branch, a tag,\n" +
    "a commit, HEAD~1 and the like. The same two revisions give the same plan anywhere. What only a server knows,\n" +
    "such as runs in flight, is asked of it with --live and is `unknown` otherwise. What the sections of a plan say is\n" +
    "in docs/plan.md.",
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
    durations: {
      type: "string",
      value: "FILE",
      description: "YAML: how long tasks take, by pipeline/task, for overlaps and deadlines",
    },
    recorded: {
      type: "boolean",
      description: "the same by what a server has learned; the file comes first",
    },
    registration: {
      type: "string",
      value: "FILE",
      description:
        "the project's file of the control repository, for what it and the rules beside it say, and by the teams.yaml beside it whose rights change; of a file in the project's own repository the old side's rules",
    },
    author: {
      type: "string",
      value: "EMAIL|LOGIN",
      description:
        "with --registration beside a teams.yaml: what policies would keep of a change that this person made, approved by nobody; stated, so nothing proves it",
    },
    live: {
      type: "boolean",
      description:
        "ask the server for what is deployed, runs in flight, holds, who awaits it, and gates of waves that go live",
    },
    project: {
      type: "string",
      value: "NAME",
      description: "with --live and --recorded: the project's name at the server; default: its own",
    },
    environment: {
      type: "string",
      value: "NAME",
      description:
        "with the overlays of this environment; default: without any, and then with those of each for which it is another plan",
    },
    exitCode: { type: "boolean", description: "end with 10 when there are changes" },
    ...connectionOptions,
  },
  formats: reportFormats,
  examples: [
    { command: "trunkline plan", description: "what you have changed since the last commit" },
    {
      command: "trunkline plan --from main --to my-branch",
      description: "what merging the branch would do",
    },
    {
      command: "trunkline plan --from v1 --to v2 --output json",
      description:
        "{changes: [{action, pipeline, file, before, after, meaning?, nextRuns, dates?}], downstream, overlaps, deadlines, rights, verdicts, owners?, live, …} for programs",
    },
    {
      command: "trunkline plan --from origin/main --to HEAD --output markdown",
      description: "for a comment of at most 65,536 characters",
    },
  ],
  exits: ["failed", "refused", "changes"],
  async run(input) {
    const { args, options, out, env, cwd } = input;
    const at =
      options.at === undefined
        ? null
        : Temporal.Instant.fromEpochMilliseconds(instantOf("--at", options.at));
    const { asGitFault } = await import("./git-fault.ts");
    const { projectRoot } = await import("./project-root.ts");
    const { preview } = await import("./preview.ts");
    const { durationsOf } = await import("./plan-inputs.ts");
    const { baseRules } = await import("./base-registration.ts");
    const root = projectRoot(cwd, args.DIR);
    const { from, to } = options;
    const declared = durationsOf(options.durations, cwd);
    const durations = async (name: string): Promise<Durations> => {
      if (!options.recorded) return declared;
      const { recordedDurations } = await import("./recorded-durations.ts");
      return new Map([...(await recordedDurations(input, options.project ?? name)), ...declared]);
    };
    const rules = await baseRules(options.registration, { cwd, root, from, to, at });
    const access = await accessOf(options.registration, cwd);
    const { author = null } = options;
    if (author !== null && access === null)
      throw new CommandError(
        "usage",
        "--author needs the teams and policies of a control repository",
        "name a file of its folder projects/ with --registration, beside a teams.yaml",
      );
    const asked = { root, from, to, at, durations, rules, access, author };
    const environment = options.environment ?? null;
    const made = await asGitFault(() => preview({ ...asked, environment }));
    const others = environment === null ? made.environments : [];
    const each = await asGitFault(() => planOfEach(asked, others, made.plan));
    const { plan, foresight, deploying, uncommitted, diagnostics, folder } = made;
    const live = options.live ? await askLive(input, options.project, made) : undefined;

    const found = diagnostics.map(printed);
    out.json({
      ...{ ...plan, ...foresight, uncommitted, diagnostics: found, live: live ?? "unknown" },
      ...(deploying === null ? {} : { deploying }),
      ...(each.length === 0 ? {} : { environments: environmentsJson(each) }),
    });
    if (out.format === "text") {
      const { renderPlan } = await import("#core/render-plan.ts");
      const { renderDiagnostic } = await import("#core/render-diagnostic.ts");
      out.text(renderPlan(plan, foresight, live, deploying));
      for (const { environment, made } of each) {
        out.text();
        out.text(`In ${environment}:`);
        out.text(renderPlan(made.plan, made.foresight, undefined, made.deploying));
      }
      const textIn = (file: string) =>
        [made, ...each.map(({ made: one }) => one)].flatMap((one) => one.textOf(file) ?? [])[0];
      const wrong = distinct(
        [made, ...each.map(({ made: one }) => one)].flatMap((one) => one.diagnostics),
      );
      for (const one of wrong)
        out.error(renderDiagnostic(one, { color: out.color, text: textIn(one.file) }));
    } else if (out.format !== "json") {
      const { planReport } = await import("./plan-report.ts");
      const { printReport } = await import("./print-report.ts");
      printReport(planReport({ plan, foresight, deploying, live, diagnostics, folder }), out, env);
    }
    const all = [made, ...each.map(({ made: one }) => one)];
    if (all.some((one) => one.diagnostics.some(({ severity }) => severity === "error")))
      return "failed";
    if (all.some((one) => isKept(one.deploying))) return "failed";
    const isChanged = all.some(({ plan, foresight }) => hasChanges(plan) || foresight.owners);
    return options.exitCode && isChanged ? "changes" : "ok";
  },
});

/** Null where nobody knows what people may. */
async function accessOf(registration: string | undefined, cwd: string) {
  if (registration === undefined) return null;
  const { planGround } = await import("./plan-access.ts");
  return planGround(registration, cwd);
}

/** Also the gates of waves that go live are asked for. @throws CommandError when there is no server, or it does not know the project. */
async function askLive(
  input: ConnectInput & { signal: AbortSignal },
  project: string | undefined,
  { plan, foresight }: Pick<Preview, "plan" | "foresight">,
): Promise<LivePart> {
  const { withServer } = await import("./connect.ts");
  const { liveOf } = await import("#core/plan/live.ts");
  const { checkedGate } = await import("#core/plan/gates.ts");
  const { askQuiet } = await import("./quiet-gate.ts");
  const { cutoverPoints } = await import("./cutover-points.ts");
  const name = project ?? plan.project;
  return withServer(input, input.signal, async (api) => {
    for (const [n, gate] of (foresight.gates ?? []).entries()) {
      if (gate.retires) {
        foresight.gates?.splice(n, 1, await askQuiet(api, name, gate));
        continue;
      }
      const { points, jobs } = await cutoverPoints(api, name, gate.wave);
      foresight.gates?.splice(n, 1, checkedGate(gate, points, jobs));
    }
    return liveOf(await api.live(name), plan);
  });
}
