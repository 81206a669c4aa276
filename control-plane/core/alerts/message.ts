// An alert in words, for every channel: a title, lines of facts in a fixed order, output, what to type. Channels cut and
// dress these; none has words of its own.

import { formatDuration } from "../duration.ts";
import { type AlertEvent, headlineOf } from "./event.ts";
import { isNews, kindWords, type Severity } from "./kind.ts";
import type { AlertOutput } from "./output.ts";

export const messageActs = [
  ...(["open", "again", "remind", "escalate", "acknowledge", "resolve", "digest", "test"] as const),
] as const;
export type MessageAct = (typeof messageActs)[number];

/** What a message is made of. Instants are ISO. */
export interface AlertWord {
  id: string;
  act: MessageAct;
  event: AlertEvent;
  output: AlertOutput | null;
  openedAt: string;
  acknowledgedBy: string | null;
  note: string | null;
  resolvedAt: string | null;
  resolution: string | null;
  /** When this is said. */
  now: string;
  /** The server's address for people, without a slash at its end; null: nobody said. */
  serverUrl: string | null;
}

export interface AlertMessage {
  title: string;
  severity: Severity;
  /** Over: whatever it was, nobody need act. */
  isOver: boolean;
  facts: { name: string; value: string }[];
  error: string | null;
  tail: readonly string[];
  links: { name: string; url: string }[];
  /** Command lines that help. */
  commands: string[];
}

export function messageOf(word: AlertWord): AlertMessage {
  const { event, act } = word;
  const isOver = act === "resolve";
  return {
    title: titleOf(word),
    severity: isOver ? "info" : event.severity,
    isOver,
    facts: factsOf(word).map(([name, value]) => ({ name, value })),
    error: isOver ? null : (word.output?.error ?? null),
    tail: isOver ? [] : (word.output?.tail ?? []),
    links: linksOf(word),
    commands: commandsOf(word),
  };
}

function titleOf({ act, event, acknowledgedBy, resolution, openedAt, now }: AlertWord): string {
  const where = event.environment === null ? "" : ` (${event.environment})`;
  const what = `${headlineOf(event)}${where}`;
  switch (act) {
    case "test":
      return `Test: ${what}`;
    case "open":
    case "digest":
      return what;
    case "again":
      return event.inRow > 1 ? `${what}, ${ordinal(event.inRow)} time in a row` : `${what} again`;
    case "remind":
      return `Still: ${what}, for ${lasting(openedAt, now)}`;
    case "escalate":
      return `Nobody has acknowledged: ${what}, for ${lasting(openedAt, now)}`;
    case "acknowledge":
      return `Acknowledged by ${acknowledgedBy}: ${what}`;
    case "resolve":
      return `Over: ${what}${resolution === null ? "" : `; ${resolution}`}`;
    default:
      return act satisfies never;
  }
}

function factsOf(word: AlertWord): [string, string][] {
  const { event } = word;
  const { task, run, deadline, lastSuccess, change, next } = event;
  const facts: [string, string | null][] = [
    ["What", event.message],
    ["Task", task === null ? null : taskLine(task)],
    ["Severity", event.severity],
    ["Environment", event.environment],
    ["Owner", event.owner],
    ["Tags", tagsLine(event.tags)],
    ["Run", run === null ? null : `${run.id} for ${run.date}${generation(run.generation)}`],
    ["Since", sinceLine(event)],
    ["Deadline", deadline === null ? null : deadlineLine(deadline, word.now)],
    ["Waiting for it", named(event.downstream, event.downstreamCount)],
    ["Also affected", named(event.affected.map(affectedLine), event.affectedCount)],
    ["Next", nextLine(event, next)],
    [
      "Last success",
      lastSuccess === null ? null : `${shown(lastSuccess.at)}, run ${lastSuccess.run}`,
    ],
    ["Change", change === null ? null : changeLine(change)],
    ["Acknowledged", word.acknowledgedBy === null ? null : byLine(word)],
    [
      "Ended",
      word.act === "resolve" && word.resolvedAt !== null
        ? `${shown(word.resolvedAt)}, after ${lasting(word.openedAt, word.resolvedAt)}`
        : null,
    ],
  ];
  return facts.flatMap(([name, value]): [string, string][] =>
    value === null || value === "" ? [] : [[name, value]],
  );
}

const taskLine = ({ name, attempt, of, exitCode, signal }: NonNullable<AlertEvent["task"]>) =>
  [
    `${name}, attempt ${attempt} of ${Math.max(attempt, of)}`,
    ...(exitCode === null ? [] : [`exit code ${exitCode}`]),
    ...(signal === null ? [] : [`signal ${signal}`]),
  ].join(", ");

const generation = (n: number): string => (n > 1 ? `, generation ${n}` : "");

const tagsLine = (tags: AlertEvent["tags"]): string =>
  Object.entries(tags)
    .map(([tag, words]) => `${tag}: ${words.join(", ")}`)
    .join("; ");

const sinceLine = ({ since, inRow }: AlertEvent): string =>
  inRow > 1 ? `${shown(since)}, ${inRow} runs in a row` : shown(since);

function deadlineLine(
  { kind, at, expectedAt }: NonNullable<AlertEvent["deadline"]>,
  now: string,
): string {
  const leftMs = Date.parse(at) - Date.parse(now);
  const left = leftMs >= 0 ? `${minutes(leftMs)} left` : `${minutes(-leftMs)} ago`;
  const expected = expectedAt === null ? "" : `, expected at ${shown(expectedAt)}`;
  return `${kind === "startBy" ? "to start" : "to finish"} by ${shown(at)}, ${left}${expected}`;
}

const minutes = (ms: number): string => {
  const count = Math.round(ms / 60_000);
  return count === 1 ? "1 minute" : `${count} minutes`;
};

const named = (some: readonly string[], count: number): string =>
  count > some.length && some.length > 0
    ? `${some.join(", ")} and ${count - some.length} more`
    : some.join(", ");

const affectedLine = ({ pipeline, kind }: AlertEvent["affected"][number]): string =>
  `${pipeline ?? "server"} ${kindWords[kind]}`;

function nextLine({ kind }: AlertEvent, next: AlertEvent["next"]): string | null {
  if (next?.what === "retry") return `tried again at ${shown(next.at)}`;
  if (kind !== "failed") return null;
  const due = next === null ? "" : `; the next run is due at ${shown(next.at)}`;
  return `no attempt is left${due}`;
}

const changeLine = ({
  commit,
  subject,
  author,
  number,
}: NonNullable<AlertEvent["change"]>): string =>
  `${commit.slice(0, 12)}${number === null ? "" : ` (#${number})`} by ${author}: ${subject}`;

const byLine = ({ acknowledgedBy, note }: AlertWord): string =>
  `by ${acknowledgedBy}${note === null ? "" : `: ${note}`}`;

function linksOf({ event, serverUrl }: AlertWord): AlertMessage["links"] {
  const { run, links } = event;
  const api = serverUrl === null || run === null ? null : `${serverUrl}/api/v1/runs/${run.id}`;
  const all: [string, string | null][] = [
    ["Run", api],
    ["Logs", api === null ? null : `${api}/logs`],
    ["Trace", links.trace],
    ["Runbook", links.runbook],
  ];
  return all.flatMap(([name, url]) => (url === null ? [] : [{ name, url }]));
}

function commandsOf({ id, act, event }: AlertWord): string[] {
  if (act === "resolve") return [];
  const { run, kind } = event;
  const ofRun =
    run === null
      ? []
      : kind === "failed"
        ? [`trunkline logs ${run.id}`, `trunkline rerun ${run.id}`]
        : isNews(kind)
          ? [`trunkline runs show ${run.id}`]
          : [`trunkline why ${run.id}`];
  const isNobodys = act === "acknowledge" || act === "test" || isNews(kind);
  const ack = isNobodys ? [] : [`trunkline alerts ack ${id}`];
  return [...ofRun, ...ack];
}

/** In UTC, to the minute: `2026-11-27 05:12 UTC`. */
export const shown = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")} UTC`;

function lasting(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  return ms < 60_000 ? "less than a minute" : formatDuration(Math.floor(ms / 60_000) * 60_000);
}

const ordinal = (n: number): string => {
  const ending =
    n % 100 >= 11 && n % 100 <= 13 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th");
  return `${n}${ending}`;
};

/** Plain text, as mail has it: everything, a fact a line. */
export function textOf({ title, facts, error, tail, links, commands }: AlertMessage): string {
  const width = Math.max(0, ...facts.map(({ name }) => name.length));
  const blocks = [
    title,
    [
      ...facts.map(({ name, value }) => `${`${name}:`.padEnd(width + 2)}${value}`),
      ...(error === null ? [] : [`${"Error:".padEnd(width + 2)}${error}`]),
    ].join("\n"),
    tail.length === 0 ? "" : ["Last lines:", ...tail.map((line) => `  ${line}`)].join("\n"),
    links.map(({ name, url }) => `${name}: ${url}`).join("\n"),
    commands.map((line) => `$ ${line}`).join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}
