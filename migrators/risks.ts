// What an estate has that a migration should not carry over unseen: jobs that never start by themselves, events that nobody
// posts, commands that call the scheduler's own tools, commands that several jobs have.

import {
  type HostedCommand,
  type HostedSpec,
  hostedCommands,
  shareHost,
} from "./hosted-commands.ts";
import { factsOf } from "./legacy/condition-parts.ts";
import type { LegacyJob } from "./legacy.ts";

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
  "other-system": {
    title: "Jobs whose command runs on the same host in an import beside this one, too.",
    help: "look which of both shall go on, and leave the other out of its wave",
  },
  "owner-left": {
    title: "Jobs of people who have left: they run as them, were defined by them or write to them.",
    help: "find who answers for them, and say other users and destinations in mapping.yaml",
  },
} as const;

/** Programs of Control-M and AutoSys that change what is scheduled, or ask about it. */
const tools =
  /(?:^|[\s/;|&(`"'\\])(?:sendevent|autorep|autostatus|autoflags|job_depends|autocal_asc|jil|ctmorder|ctmcontb|ctmcreate|ctmdefine|ctmvar|ctmkilljob|ctmpsm|ctmloadset|ctmshout|ecactltb|ecaqrtab|ctm\s+(?:run|deploy|config))(?:$|[\s;|&)`"'.])/;

const mostExamples = 10;
/** Of longer commands the rest isn't looked at. */
const mostCharacters = 8_192;

/** Attributes of Control-M that name who has made a job or changed it last. */
const makers: ReadonlySet<string> = new Set([
  ...["CREATED_BY", "AUTHOR", "CREATION_USER", "CHANGE_USERID", "CreatedBy", "Author"],
]);

export interface RiskOptions {
  /** People who have left, as their users are called. */
  left?: readonly string[];
  /** What imports beside this one run, by command. */
  beside?: ReadonlyMap<string, readonly HostedCommand[]>;
  /** Whether a job and one of an import beside start at one time, as the end of a sentence; null: nobody knows. */
  overlap?: (own: HostedCommand, beside: HostedCommand) => string | null;
}

/** Takes the jobs of an estate one by one. */
export class Risks {
  readonly #left: ReadonlySet<string>;
  readonly #beside: ReadonlyMap<string, readonly HostedCommand[]>;
  readonly #found = new Map<RiskKind, { jobs: number; examples: string[] }>();
  readonly #posted = new Set<string>();
  readonly #awaited = new Map<string, Set<string>>();
  readonly #commands = new Map<string, string[]>();
  readonly #seen = new Set<LegacyJob>();

  readonly #overlap: NonNullable<RiskOptions["overlap"]>;

  constructor({ left = [], beside = new Map(), overlap = () => null }: RiskOptions = {}) {
    this.#overlap = overlap;
    this.#left = new Set(left.map(personOf));
    this.#beside = beside;
  }

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
    if (this.#left.size > 0 && peopleOf(job).some((name) => this.#left.has(personOf(name))))
      this.#tell("owner-left", key);
    if (work.kind !== "command") return;
    const text = work.text.value.slice(0, mostCharacters);
    if (tools.test(text)) this.#tell("scheduler-tools", key);
    this.#commands.getOrInsertComputed(text, () => []).push(key);
  }

  /** Of a pipeline as it is written. */
  addWritten(spec: HostedSpec): void {
    if (this.#beside.size === 0) return;
    for (const one of hostedCommands(spec)) {
      const other = this.#beside.get(one.command)?.find((each) => shareHost(one, each));
      if (!other) continue;
      this.#tell("other-system", () => {
        const both = this.#overlap(one, other);
        return `${one.job} (${other.job}${both === null ? "" : `; ${both}`})`;
      });
    }
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

  /** @param job As a function it is worked out for an example alone. */
  #tell(kind: RiskKind, job: string | (() => string)): void {
    const found = this.#found.getOrInsertComputed(kind, () => ({ jobs: 0, examples: [] }));
    found.jobs++;
    if (found.examples.length < mostExamples)
      found.examples.push(typeof job === "string" ? job : job());
  }
}

/** `Ada@host`, `HOST\\ada` and `ada@example.com` are one. */
const personOf = (name: string): string =>
  name.trim().toLowerCase().replace(/^.*\\/, "").replace(/@.*$/, "");

const peopleOf = ({ user, inert, notifications, result }: LegacyJob): string[] => [
  ...(user ? [user.value] : []),
  ...inert.flatMap(({ attribute }) =>
    attribute && makers.has(attribute.name) ? attribute.value : [],
  ),
  ...notifications.flatMap(({ to }) => to),
  ...result.rules.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === "notify" ? effect.notification.to : [])),
  ),
];
