// `trunkline cutover check`: proves that a wave may be handed over, or is, and keeps holds read back.

import { setTimeout } from "node:timers/promises";
import type { ApiClient } from "#api/client.ts";
import type { CheckPoint } from "#core/cutover/check.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError, type Exit } from "./exit.ts";
import { projectOption } from "./project-option.ts";

/** Between two readings of `--follow`. */
const everyMs = 60_000;
export const command = defineCommand({
  description:
    "Point by point: the gate holds, each job is held (and was read back) or has a guard that was answered, nothing runs on\n" +
    "either side, and what crosses the border has its bridge. It ends with 1 while a point fails, and says what to do.\n\n" +
    "What --crontab, --autorep and --control-m say of the jobs is kept on the server, as old as its file: a report that is read\n" +
    "again is no newer. Tables that cron itself reads (/etc/cron.d, /var/spool/cron) and standard input are of now. A wave with\n" +
    "`hold: {within: 15m}` starts its runs only while the newest reading is no older.",
  arguments: {
    WAVE: { required: true, description: "as its file is called, without `.yaml`" },
    DIR: { description: "the project's root, for what crosses the border; default: here" },
  },
  options: {
    ...actOptions,
    ...projectOption,
    crontab: {
      type: "list",
      value: "FILE",
      description: "all tables that could start the jobs: of `crontab -l`, or of /etc/cron.d",
    },
    autorep: {
      type: "list",
      value: "FILE",
      description: "what `autorep -J ALL` prints, or `autorep -q`",
    },
    controlM: {
      type: "list",
      value: "FILE",
      description: "statuses of the Automation API (run/jobs/status), or exported definitions",
    },
    source: {
      type: "string",
      value: "NAME",
      description: "what the reports are of, where there are several: a host, an instance",
    },
    follow: { type: "boolean", description: "read and check again each minute, until stopped" },
  },
  examples: [
    {
      command: "crontab -l | trunkline cutover check gl-1 --crontab -",
      description: "are the lines commented out?",
    },
    {
      command: "trunkline cutover check gl-1 --autorep holds.txt --follow",
      description: "with a file that something writes anew each minute",
    },
  ],
  exits: ["failed", "refused"],
  stopsItself: true,
  async run(input): Promise<Exit> {
    const { args, options, out, signal, cwd } = input;
    const files = {
      crontab: options.crontab,
      autorep: options.autorep,
      "control-m": options.controlM,
    };
    if (options.follow && Object.values(files).flat().includes("-"))
      throw new CommandError("usage", "--follow can't read standard input again", "name files");
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    const { readReports } = await import("./cutover-readings.ts");
    const { cutoverPoints } = await import("./cutover-points.ts");
    return withServer(input, signal, async (api): Promise<Exit> => {
      const project = options.project ?? (await onlyProject(api));
      const { WAVE: wave, DIR: folder } = args;
      for (;;) {
        const { jobs } = await api.cutover(project, wave);
        for (const { how, readAt, holds } of readReports(files, jobs, cwd)) {
          const source = options.source ?? how;
          const said = { wave, source, how, readAt: readAt.toISOString(), holds };
          await api.putLegacyHolds(project, said);
        }
        const { points } = await cutoverPoints(api, project, wave, (at, raised) =>
          bordersSeen(api, project, { wave, folder, cwd, at }, raised),
        );
        list(out, points);
        const isProven = points.every(({ state }) => state !== "failed");
        if (!options.follow) return isProven ? "ok" : "failed";
        const stopped = await setTimeout(everyMs, false, { signal }).catch(() => true);
        if (stopped) return isProven ? "ok" : "failed";
      }
    });
  },
});

type Out = Parameters<typeof command.run>[0]["out"];

/**
 * Null: there is no project here. A bridge of an event is seen once somebody has raised it from outside, or the other
 * scheduler's run was told, also where it was cleared since; one to the other scheduler where a task of ours is it.
 */
async function bordersSeen(
  api: ApiClient,
  project: string,
  asked: { wave: string; folder: string | undefined; cwd: string; at: number },
  raised: ReadonlySet<string>,
) {
  const { readCutover } = await import("./cutover-files.ts");
  const plan = await readCutover(asked).catch((fault: unknown) => {
    if (fault instanceof CommandError && asked.folder === undefined) return null;
    throw fault;
  });
  if (plan === null) return null;
  const variables = new Set((await api.variables({ project })).map(({ name }) => name));
  return plan.borders.map(({ direction, pipeline, awaits: { kind, name }, bridge }) => ({
    text: `${pipeline} waits for the ${kind} ${name} across the border: ${bridge.text}`,
    seen:
      bridge.isBuilt ||
      (direction === "in" && kind === "event" && raised.has(name)) ||
      (direction === "in" && kind === "variable" && variables.has(name)),
  }));
}

function list(out: Out, points: readonly CheckPoint[]): void {
  out.list(points, [
    { title: "POINT", value: ({ point }) => point },
    { title: "STATE", value: ({ state }) => state },
    { title: "WHAT", value: ({ text }) => text },
    { title: "REMEDY", value: ({ remedy }) => remedy ?? "" },
  ]);
  const failed = points.filter(({ state }) => state === "failed").length;
  out.note(failed === 0 ? "It may be handed over." : `${failed} of ${points.length} points fail.`);
}
