// What can be taken away in the scheduler before, by name, once a wave has been live and quiet for long enough.

import type { Border } from "#core/cutover/borders.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { WaveGuard } from "#core/waves/wave.ts";
import { itself, legacyNames } from "#migrators/observe/expected-starts.ts";
import { markerOf } from "./commands.ts";
import type { JobToHold } from "./jobs.ts";

export interface Removable {
  kind: "job" | "line" | "folder" | "guard" | "condition" | "variable" | "bridge";
  /** As it is called there. */
  name: string;
  /** How it is taken away. */
  text: string;
}

export interface ArchiveInput {
  wave: string;
  /** Of the wave. */
  members: readonly Pipeline[];
  jobs: readonly JobToHold[];
  /** With what each needs while both schedulers live. */
  borders: readonly (Border & { bridge: { text: string } })[];
  guard: WaveGuard | null;
}

/** Each once, in the order in which it is to go: what starts jobs last of all, so that nothing starts what is gone. */
export function removables({ wave, members, jobs, borders, guard }: ArchiveInput): Removable[] {
  const all = [
    ...borders.flatMap(bridgeOf),
    ...(guard === null ? [] : members.flatMap(guardsOf)),
    ...jobs.map((job) => jobOf(job, wave, members, guard !== null)),
    ...jobs.flatMap(folderOf),
  ];
  return [...new Map(all.map((one) => [`${one.kind} ${one.name}`, one])).values()];
}

function jobOf(
  { system, job, pipeline, file, instance }: JobToHold,
  wave: string,
  members: readonly Pipeline[],
  guarded: boolean,
): Removable {
  const at = instance === null ? "" : ` on ${instance}`;
  if (system === "autosys") {
    const of = members.find(({ name }) => name === pipeline);
    const names = of === undefined ? [] : legacyNames(of);
    const isBox = names.length > 1 && names.some((one) => one.task === itself && one.job === job);
    return {
      ...{ kind: "job", name: job },
      text: isBox
        ? `jil${at}: delete_box: ${job}, with its jobs ${others(names, job)}`
        : `jil${at}: delete_job: ${job}`,
    };
  }
  if (system === "control-m")
    return { kind: "job", name: job, text: `delete it from its folder, and load that${at}` };
  const line = guarded ? "the line that has its guard" : `the line with ${markerOf(wave).trim()}`;
  return { kind: "line", name: job, text: `delete ${line} from ${file ?? "the crontab"}${at}` };
}

const others = (names: readonly { job: string }[], box: string): string =>
  names.flatMap(({ job }) => (job === box ? [] : job)).join(", ");

/** Its order method was set to None by the hold. */
function folderOf({ system, job }: JobToHold): Removable[] {
  const at = job.lastIndexOf("/");
  if (system !== "control-m" || at <= 0) return [];
  const name = job.slice(0, at);
  const text = "delete it where it has no other jobs; else give it back its order method";
  return [{ kind: "folder", name, text }];
}

const guardsOf = (pipeline: Pipeline): Removable[] =>
  legacyNames(pipeline).map(({ task }) => {
    const name = task === itself ? pipeline.name : `${pipeline.name}/${task}`;
    const text = `trunkline-guard --job ${name}: it goes with its job; the last one of a host takes /etc/trunkline/guard.conf and its token along`;
    return { kind: "guard", name, text };
  });

function bridgeOf({
  direction,
  pipeline,
  awaits,
  by,
  bridge,
}: ArchiveInput["borders"][number]): Removable[] {
  const whose = `${direction === "in" ? "there" : "here"}, for ${pipeline}`;
  const fact: Removable[] =
    awaits.kind === "run" || awaits.name.startsWith("ended:")
      ? []
      : [
          {
            ...{ kind: awaits.kind === "event" ? "condition" : "variable", name: awaits.name },
            text: `${direction === "in" ? by.join(", ") || "what raises it" : pipeline} has it there: delete it once nothing there asks for it`,
          },
        ];
  return [
    {
      kind: "bridge",
      name: awaits.name,
      text: `${bridge.text} (${whose}): take it away once both sides of it are here`,
    },
    ...fact,
  ];
}
