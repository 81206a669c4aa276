// Which commands an imported pipeline runs where: by them imports beside each other find that they start the same work.

import type { PipelineSpec, TaskSpec } from "#schemas/types.ts";

export interface HostedSpec extends Omit<PipelineSpec, "tasks"> {
  tasks: Readonly<Record<string, TaskSpec>>;
}

/** A job of another scheduler, and what it runs. */
export interface HostedCommand {
  job: string;
  /** What it became. */
  pipeline: string;
  task: string;
  /** Of an import beside this one: the name of its folder. */
  folder?: string;
  /** Without what an import puts around it. */
  command: string;
  /** Of workers; none: the source names no host, so it may be any. */
  labels: readonly string[];
}

export function hostedCommands({ name, legacy, defaults, tasks }: HostedSpec): HostedCommand[] {
  return Object.entries(tasks).flatMap(([task, { run, runsOn, legacy: own }]) => {
    if (run === undefined || run === ":") return [];
    const job = own?.job ?? legacy?.job ?? `${name}.${task}`;
    return {
      job,
      pipeline: name,
      task,
      command: bare(run),
      labels: runsOn ?? defaults?.runsOn ?? [],
    };
  });
}

/** Whether they may run on one host. */
export const shareHost = (a: HostedCommand, b: HostedCommand): boolean =>
  a.labels.length === 0 ||
  b.labels.length === 0 ||
  a.labels.some((label) => b.labels.includes(label));

const around: ReadonlySet<string> = new Set(["", "cd || exit", "set +e"]);

const bare = (run: string): string =>
  run
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .filter((line) => !around.has(line))
    .join("\n");
