// What jobs are called here, by what the source calls them: a name that was given once stays with its job, whatever else an
// export adds, loses or moves, and no other job gets it, even when its own is gone.

import type { LegacyJob } from "../legacy.ts";
import { maskSecrets } from "../secrets.ts";
import { Names } from "../translate/names.ts";
import { yamlText } from "../translate/yaml-text.ts";

/** Of a pipeline, and of its tasks by job. */
export interface PipelineNames {
  name: string;
  tasks: Record<string, string>;
}

/** By job, or by group of jobs. */
export type NamesByJob = Readonly<Record<string, PipelineNames>>;

interface Given {
  name: string;
  tasks: Map<string, string>;
  taskNames: Names;
}

export class KeptNames {
  readonly #pipelines: Map<string, Given>;
  readonly #pipelineNames: Names;
  readonly #keys = new Map<LegacyJob, string>();
  readonly #sameKeys = new Map<string, number>();

  constructor(before: NamesByJob = {}) {
    this.#pipelines = new Map(
      Object.entries(before).map(([key, { name, tasks }]) => [
        key,
        {
          name,
          tasks: new Map(Object.entries(tasks)),
          taskNames: new Names(Object.values(tasks)),
        },
      ]),
    );
    this.#pipelineNames = new Names([...this.#pipelines.values()].map(({ name }) => name));
  }

  /**
   * @param root The group or the one job that the pipeline is made of, or the key of several.
   * @param wanted For one that has no name yet.
   * @param part Which of several pipelines it is that are made of the group; "" for the only one.
   */
  ofPipeline(root: LegacyJob | string, wanted: string, part = ""): string {
    return this.#pipelines.getOrInsertComputed(this.#keyOf(root, part), () => ({
      name: this.#pipelineNames.take(wanted),
      tasks: new Map(),
      taskNames: new Names(),
    })).name;
  }

  /** The same of a task, in a pipeline that has its name. */
  ofTask(root: LegacyJob | string, job: LegacyJob, wanted: string, part = ""): string {
    const given = this.#pipelines.get(this.#keyOf(root, part));
    if (given === undefined) throw new Error(`${this.#keyOf(root, part)} has no name yet`);
    return given.tasks.getOrInsertComputed(this.#keyOf(job, ""), () =>
      given.taskNames.take(wanted),
    );
  }

  /** All names that were ever given, as a file for people; "" for none. */
  text(): string {
    if (this.#pipelines.size === 0) return "";
    const sorted = [...this.#pipelines].toSorted(byKey);
    const names = sorted.map(([key, { name, tasks }]) => [
      key,
      { name, tasks: Object.fromEntries([...tasks].toSorted(byKey)) },
    ]);
    return `${head}${yamlText(Object.fromEntries(names))}`;
  }

  /** Of cron, whose lines have no names, its table and what it runs: a line keeps its name when others come before it. */
  #keyOf(job: LegacyJob | string, part: string): string {
    const key = typeof job === "string" ? printed(job) : this.#keyOfJob(job);
    return part === "" ? key : `${key} (${part})`;
  }

  #keyOfJob(job: LegacyJob): string {
    return this.#keys.getOrInsertComputed(job, () => {
      const { file, line } = job.statement.place;
      if (job.key !== `${file}:${line}`) return printed(job.key);
      const text = job.work.kind === "command" ? job.work.text.value : job.work.kind;
      const own = printed(`${file.split("/").at(-1)}: ${maskSecrets(text.slice(0, longest))}`);
      const count = (this.#sameKeys.get(own) ?? 0) + 1;
      this.#sameKeys.set(own, count);
      return count === 1 ? own : `${own} #${count}`;
    });
  }
}

const head = `# What jobs are called here. A name stays with its job, and no other job gets it, even when the job is gone: take a job out
# to free its names. Change a name here, and the next import renames what it wrote. Comments are not kept.
`;

/** Of a command that stands for its job. */
const longest = 200;

const printed = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
