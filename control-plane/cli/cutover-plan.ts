// `trunkline cutover plan`: what a hand-over of a wave takes, from the project's files; it changes nothing.

import type { CutoverPlan } from "#migrators/cutover/plan.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { Output } from "./output.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "For each job of the wave the command that holds it in the other scheduler, the change to merge, what crosses the wave's\n" +
    "border and needs a bridge, and the last business date there and the first here. It writes nothing, and gives no command:\n" +
    "docs/migration/cut-over.md says in which order to do it.\n\n" +
    "The same files, tables and --at give the same plan. What only a server knows, runs in flight, is asked of it with --live.",
  arguments: {
    WAVE: { required: true, description: "as its file is called, without `.yaml`" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    at: {
      type: "string",
      value: "INSTANT",
      description: "when the wave is handed over; default: now",
    },
    crontab: {
      type: "list",
      value: "FILE",
      description: "a table that has jobs of the wave, to show the lines to comment out",
    },
    live: { type: "boolean", description: "ask the server for runs in flight on either side" },
    ...projectOption,
    ...connectionOptions,
  },
  examples: [
    {
      command: "trunkline cutover plan gl-1 --crontab etl01.crontab",
      description: "with the patch of the table",
    },
    {
      command: "trunkline cutover plan gl-1 --at 2026-12-01T12:00Z --output json",
      description:
        "{wave, stage, at, jobs: [{pipeline, job, hold, release, …}], change: {file, patch}, borders, pipelines, steps, warnings, …}",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, cwd } = input;
    const { instantOf } = await import("./instant.ts");
    const { readCutover } = await import("./cutover-files.ts");
    const at = options.at === undefined ? Date.now() : instantOf("--at", options.at);
    const plan = await readCutover({ cwd, folder: args.DIR, wave: args.WAVE, at }, options.crontab);
    const live = options.live ? await askLive(input, options.project, args.WAVE) : null;
    out.json({ ...plan, inFlight: live ?? "unknown" });
    const { askedQuietDays } = await import("#core/waves/quiet.ts");
    if (out.format === "text") printPlan(plan, live, askedQuietDays, out);
  },
});

type LiveInput = Parameters<typeof command.run>[0];

/** @throws CommandError when there is no server, or the wave isn't deployed. */
async function askLive(input: LiveInput, named: string | undefined, wave: string) {
  const { withServer } = await import("./connect.ts");
  const { onlyProject } = await import("./only-project.ts");
  return withServer(input, input.signal, async (api) => {
    const { ours, legacy } = await api.cutover(named ?? (await onlyProject(api)), wave);
    return { ours, legacy };
  });
}

type Live = Awaited<ReturnType<typeof askLive>> | null;

function printPlan(plan: CutoverPlan, live: Live, quietDays: number, out: Output): void {
  const { wave, stage, at, steps, guarded, jobs, tables, change, pipelines, borders } = plan;
  out.text(`${wave}: ${stage} → live, handed over ${at}`);
  section(
    out,
    "Steps",
    steps.map((step, n) => `${n + 1}. ${step}`),
  );
  if (!guarded)
    section(
      out,
      "To hold",
      jobs.flatMap(({ job, pipeline, task, hold }) => [
        `${job} (${[pipeline, task].filter(Boolean).join("/")})`,
        ...hold.map(({ kind, text }) => (kind === "shell" ? `    ${text}` : `    - ${text}`)),
      ]),
    );
  for (const { file, patch } of tables) section(out, file, patch.trimEnd().split("\n"), "");
  if (change.patch !== "") section(out, "To merge", change.patch.trimEnd().split("\n"), "");
  section(
    out,
    "Business dates",
    pipelines.map(
      ({ pipeline, lastLegacy, firstOurs }) =>
        `${pipeline}: last there ${shown(lastLegacy)}, first here ${shown(firstOurs)}`,
    ),
  );
  section(
    out,
    "Across the border",
    borders.flatMap(({ pipeline, awaits, bridge }) => [
      `${pipeline} waits for the ${awaits.kind} ${awaits.name}`,
      `    ${bridge.text}`,
    ]),
  );
  if (live !== null)
    section(out, "In flight", [
      ...live.ours.map(({ pipeline, runs }) => `here: ${pipeline} (${runs})`),
      ...live.legacy.map(({ job, source, start }) => `there: ${job} since ${start}, by ${source}`),
    ]);
  section(
    out,
    `To archive after ${quietDays} quiet days`,
    plan.archive.flatMap(({ job, commands }) => [
      job,
      ...commands.map(({ text }) => `    ${text}`),
    ]),
  );
  section(
    out,
    "To take away there",
    plan.removable.flatMap(({ kind, name, text }) => [`${kind} ${name}`, `    ${text}`]),
  );
  section(out, "Warnings", plan.warnings);
}

const shown = (due: { at: string; date: string } | null): string =>
  due === null ? "none" : `${due.date} (${due.at})`;

function section(out: Output, title: string, lines: readonly string[], indent = "  "): void {
  if (lines.length === 0) return;
  out.text();
  out.text(title);
  for (const line of lines) out.text(`${indent}${line}`);
}
