// `trunkline cutover back`: what hands a wave back to the scheduler before, and with --perform the release of its jobs.

import { spawn } from "node:child_process";
import path from "node:path";
import type { ApiClient } from "#api/client.ts";
import type { BackPlan } from "#migrators/cutover/back.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import type { Output } from "./output.ts";
import { projectOption } from "./project-option.ts";
import { replaceFile } from "./replace-file.ts";

export const command = defineCommand({
  description:
    "The revert of the commit that said `live` hands the wave back: what is due until it is deployed is Trunkline's, what is due\n" +
    "later the other scheduler's. This shows the revert, the commands that let the jobs go afterwards, and the business dates.\n\n" +
    "--perform gives these commands here, on a machine that has the other scheduler's programs, and takes the marker out of the\n" +
    "tables that --crontab names. It refuses while the wave is live on the server: both sides would start.",
  arguments: {
    WAVE: { required: true, description: "as its file is called, without `.yaml`" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    at: { type: "string", value: "INSTANT", description: "when it goes back; default: now" },
    crontab: {
      type: "list",
      value: "FILE",
      description: "a table that has held lines of the wave; --perform writes it",
    },
    perform: { type: "boolean", description: "give the commands" },
    ...projectOption,
    ...actOptions,
  },
  examples: [
    { command: "trunkline cutover back gl-1", description: "what a fail-back takes" },
    {
      command: "trunkline cutover back gl-1 --perform --crontab /etc/cron.d/gl",
      description: "after the revert is deployed",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, cwd, env } = input;
    const { instantOf } = await import("./instant.ts");
    const { readBack } = await import("./cutover-files.ts");
    const at = options.at === undefined ? Date.now() : instantOf("--at", options.at);
    const plan = await readBack({ cwd, folder: args.DIR, wave: args.WAVE, at }, options.crontab);
    if (!options.perform) {
      out.json({ ...plan, tables: plan.tables.map(({ file, patch }) => ({ file, patch })) });
      if (out.format === "text") printBack(plan, out);
      return;
    }
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    await withServer(input, input.signal, async (api) => {
      const project = options.project ?? (await onlyProject(api));
      await refuseLive(api, project, args.WAVE);
      const released = await perform(plan, { cwd, env }, out);
      await forgetHolds(api, project, args.WAVE, released);
      out.value({ wave: args.WAVE, released }, () => `${released.length} jobs are released`);
    });
  },
});

/** @throws CommandError */
async function refuseLive(api: ApiClient, project: string, wave: string): Promise<void> {
  const { pipelines, ours } = await api.cutover(project, wave);
  const live = pipelines.filter(({ stage }) => stage === "live");
  if (live.length > 0)
    throw new CommandError(
      "failed",
      `the wave "${wave}" is live: with its jobs released both sides would start them`,
      "merge the revert of the commit that said `live`, and wait until it is deployed",
    );
  const [first] = ours;
  if (first)
    throw new CommandError(
      "failed",
      `"${first.pipeline}" has runs that haven't ended here`,
      "wait for their end; what waits for a proof of holds starts once `trunkline cutover check` has read them back, or cancel it and start it there",
    );
}

/** What was read of them before is no proof any more, whichever source told it. */
async function forgetHolds(
  api: ApiClient,
  project: string,
  wave: string,
  released: readonly string[],
): Promise<void> {
  const known = (await api.legacyHolds(project, { wave })).filter(({ job }) =>
    released.includes(job),
  );
  for (const [source, rows] of Map.groupBy(known, (row) => row.source)) {
    const holds = rows.map(({ job }) => ({ job, state: "active" as const }));
    await api.putLegacyHolds(project, { wave, source, how: rows[0]?.how ?? "autorep", holds });
  }
}

/** Answers which jobs were released. @throws CommandError at the first command that fails. */
async function perform(plan: BackPlan, at: Place, out: Output): Promise<string[]> {
  const released: string[] = [];
  for (const { job, release } of plan.jobs) {
    const isShell = release.every(({ kind }) => kind === "shell");
    if (!isShell) continue;
    for (const one of release) {
      if (one.kind !== "shell") continue;
      out.note(one.text);
      const code = await codeOf(one.words, at);
      if (code !== 0)
        throw new CommandError(
          "failed",
          `\`${one.text}\` ended with ${code}; released so far: ${released.join(", ") || "none"}`,
          "release the others when it works: a release that is given again changes nothing",
        );
    }
    released.push(job);
  }
  for (const { file, after } of plan.tables) {
    out.note(`writing ${file}`);
    replaceFile(path.resolve(at.cwd, file), after);
  }
  const byHand = plan.jobs.filter(({ job }) => !released.includes(job));
  for (const { release } of byHand) for (const { text } of release) out.note(`by hand: ${text}`);
  return released;
}

/** Where commands are given. */
interface Place {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** No shell reads the words. */
function codeOf([program = "", ...words]: readonly string[], place: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...place, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (cause) =>
      reject(
        new CommandError(
          "failed",
          `can't run ${program}: ${cause.message}`,
          "do it on a machine that has the other scheduler's programs",
          cause,
        ),
      ),
    );
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function printBack(plan: BackPlan, out: Output): void {
  const { wave, stage, at, steps, jobs, tables, change, pipelines } = plan;
  out.text(`${wave}: ${stage} → observe, handed back ${at}`);
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length === 0) return;
    out.text();
    out.text(title);
    for (const line of lines) out.text(`  ${line}`);
  };
  section(
    "Steps",
    steps.map((step, n) => `${n + 1}. ${step}`),
  );
  section("The revert", change.patch.trimEnd().split("\n").filter(Boolean));
  section(
    "To release",
    jobs.flatMap(({ job, pipeline, release }) => [
      `${job} (${pipeline})`,
      ...release.map(({ text }) => `    ${text}`),
    ]),
  );
  for (const { file, patch } of tables) section(file, patch.trimEnd().split("\n"));
  section(
    "Business dates",
    pipelines.map(
      ({ pipeline, lastOurs, firstLegacy }) =>
        `${pipeline}: last here ${lastOurs?.date ?? "none"}, first there ${firstLegacy?.date ?? "none"}`,
    ),
  );
}
