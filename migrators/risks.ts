// What an estate has that a migration should not carry over unseen: jobs that never start by themselves, events that nobody
// posts, commands that call the scheduler's own tools, commands that several jobs have.

import type { LegacyJob } from "./legacy.ts";
import { factsOf } from "./translate/condition-parts.ts";

export interface Risk {
  kind: RiskKind;
  title: string;
  /** What is there to do. */
  help: string;
  jobs: number;
  /** The first of them, by key. */
  examples: string[];
}

type RiskKind = keyof typeof risks;

const risks = {
  "never-starts": {
    title: "Jobs that neither days nor conditions start: by hand, by force or by another job only.",
    help: "ask who starts them, and leave out what nobody does",
  },
  "nobody-posts": {
    title: "Jobs that wait for events which no job of these files posts.",
    help: "export what posts them as well, or let it tell of them with `trunkline events emit`",
  },
  "scheduler-tools": {
    title: "Commands that call the scheduler's own tools.",
    help: "say the same by conditions, events, variables or `uses: pipeline`",
  },
  "same-command": {
    title: "Jobs with a command that another job has as well.",
    help: "look whether both shall run",
  },
} as const;

/** Programs of Control-M and AutoSys that change what is scheduled, or ask about it. */
const tools =
  /(?:^|[\s/;|&(`"'\\])(?:sendevent|autorep|autostatus|autoflags|job_depends|autocal_asc|jil|ctmorder|ctmcontb|ctmcreate|ctmdefine|ctmvar|ctmkilljob|ctmpsm|ctmloadset|ctmshout|ecactltb|ecaqrtab|ctm\s+(?:run|deploy|config))(?:$|[\s;|&)`"'.])/;

const mostExamples = 10;
/** Of longer commands the rest isn't looked at. */
const mostCharacters = 8_192;

/** Takes the jobs of an estate one by one. */
export class Risks {
  readonly #found = new Map<RiskKind, { jobs: number; examples: string[] }>();
  readonly #posted = new Set<string>();
  readonly #awaited = new Map<string, Set<string>>();
  readonly #commands = new Map<string, string[]>();
  readonly #seen = new Set<LegacyJob>();

  /** @param group In which it is, if that starts its members. A job that was added before isn't taken again. */
  add(job: LegacyJob, group: LegacyJob | null): void {
    if (this.#seen.has(job)) return;
    this.#seen.add(job);
    const { key, work, condition, schedule, result } = job;
    const startsWithGroup = group?.work.kind === "group" && group.work.gates;
    if (schedule.start.kind === "none" && condition === null && !startsWithGroup)
      if (work.kind !== "group" || work.gates) this.#tell("never-starts", key);
    for (const { effects } of [result, ...result.rules])
      for (const effect of effects) if (effect.kind === "emit") this.#posted.add(effect.event);
    for (const fact of condition === null ? [] : factsOf(condition))
      if (fact.kind === "event")
        this.#awaited.getOrInsertComputed(fact.event, () => new Set()).add(key);
    if (work.kind !== "command") return;
    const text = work.text.value.slice(0, mostCharacters);
    if (tools.test(text)) this.#tell("scheduler-tools", key);
    this.#commands.getOrInsertComputed(text, () => []).push(key);
  }

  /** Once all jobs were added. */
  all(): Risk[] {
    const waiting = new Set<string>();
    for (const [event, jobs] of this.#awaited)
      if (!this.#posted.has(event)) for (const job of jobs) waiting.add(job);
    for (const job of waiting) this.#tell("nobody-posts", job);
    for (const jobs of this.#commands.values())
      if (jobs.length > 1) for (const job of jobs) this.#tell("same-command", job);
    return (Object.keys(risks) as RiskKind[]).flatMap((kind) => {
      const found = this.#found.get(kind);
      return found ? [{ kind, ...risks[kind], ...found }] : [];
    });
  }

  #tell(kind: RiskKind, job: string): void {
    const found = this.#found.getOrInsertComputed(kind, () => ({ jobs: 0, examples: [] }));
    found.jobs++;
    if (found.examples.length < mostExamples) found.examples.push(job);
  }
}
