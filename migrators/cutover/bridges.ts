// What lets each side of a border hear of the other while both schedulers live.

import type { Border } from "#core/cutover/borders.ts";
import type { EmittedDate, Pipeline, Task } from "#core/pipeline.ts";
import { dateInCommand } from "#core/waves/bridge-line.ts";
import { itself, legacyNames } from "#migrators/observe/expected-starts.ts";
import { factsAsked } from "#migrators/observe/facts-asked.ts";
import { quoted } from "../translate/shell-text.ts";
import { exitCodeWords, undatedWords } from "./undated-events.ts";

export interface Bridge {
  /**
   * `guard`: the guard waits for our run, and ends as it does, so that jobs behind it start. `observed`: the end of the job
   * there is its event here. `command`: somebody runs it behind a job. `change`: a condition of a pipeline is to be written
   * otherwise.
   */
  kind: "guard" | "observed" | "command" | "change";
  text: string;
  /** A task here does it already, as the files say. */
  isBuilt: boolean;
}

type Estate = ReadonlyMap<string, Pipeline>;

/** @param estate All of the project, by name. */
export function bridgeOver(border: Border, estate: Estate): Bridge {
  if (border.direction === "in") return { ...inwards(border, estate), isBuilt: false };
  if (border.by.every((name) => estate.get(name)?.wave?.guard !== undefined)) return guardBridge;
  const words = tellingThere(border, estate);
  if (words === null) {
    const text = `${border.pipeline} waits by itself for ${border.awaits.name}: move both together`;
    return { kind: "change", text, isBuilt: false };
  }
  const tasks = border.by.flatMap((name) => estate.get(name)?.tasks ?? []);
  const jobs = namesOf(border.pipeline, estate);
  const isBuilt = tasks.some((task) => tells(task, words.marks) || startsJob(task, jobs));
  return { kind: "command", text: words.text, isBuilt };
}

const guardBridge: Bridge = {
  ...{ kind: "guard", text: "its guard with --follow ends as our run does" },
  isBuilt: true,
};

/** A line for the other scheduler, and what a script that has one like it has of it. Null: that one can't be told. */
function tellingThere(
  { pipeline, awaits, by }: Border,
  estate: Estate,
): { text: string; marks: string[][] } | null {
  const { system, instance } = estate.get(pipeline)?.legacy ?? {};
  const [raiser = ""] = by;
  const behind = `behind ${raisingTask(raiser, awaits, estate)} here: `;
  const job = jobOf(awaits, raiser, estate) ?? "JOB";
  if (system === "autosys" && awaits.kind === "variable") {
    const { name } = awaits;
    const text = `${behind}sendevent -E SET_GLOBAL -G ${quoted(`${name}=VALUE`)}`;
    return { text, marks: [["SET_GLOBAL", `${name}=`]] };
  }
  if (system === "autosys") {
    const text = `${behind}sendevent -E CHANGE_STATUS -s SUCCESS -J ${quoted(job)}`;
    return { text, marks: [["CHANGE_STATUS", job]] };
  }
  if (system !== "control-m" || awaits.kind === "variable") return null;
  const server = instance === undefined ? "SERVER" : quoted(instance);
  if (awaits.kind === "run") {
    const where = fileOf(awaits.name, raiser, estate);
    const text = `${behind}for each condition that ${job} adds when it ends OK${where}, ctm run event::add ${server}, its name, ${monthAndDay({ days: 0 })}`;
    return { text, marks: [["event::add"], ["ctmcontb", "-ADD"]] };
  }
  const added = `${quoted(awaits.name)} ${monthAndDay(emitted(raiser, awaits.name, estate))}`;
  return {
    text: `${behind}ctm run event::add ${server} ${added} (on the Control-M/Server: ctmcontb -ADD ${added})`,
    marks: [
      ["event::add", awaits.name],
      // The same by the Automation API.
      ["/run/event/", awaits.name],
      ["ctmcontb", "-ADD", awaits.name],
    ],
  };
}

/** The date of a condition there has no year. */
function monthAndDay(date: EmittedDate): string {
  if (date === "static") return "STAT";
  const days = "days" in date ? date.days : null;
  // By a calendar the date is not one that an expression finds.
  if (days === null) return "MMDD";
  const of = days === 0 ? "run.date" : `addDays(run.date, ${days})`;
  return `\${{ ${of}.substring(5, 10).replace('-', '') }}`;
}

function inwards({ pipeline, awaits, by }: Border, estate: Estate): Omit<Bridge, "isBuilt"> {
  const [raiser = ""] = by;
  const ended = endedJob(awaits);
  if (ended !== null)
    return {
      kind: "observed",
      text: `it is there with the end of ${ended}, once its runs are told: docs/migration/observe.md`,
    };
  const job = jobOf(awaits, raiser, estate);
  if (awaits.kind === "run")
    return {
      kind: "change",
      text: `await the event ${quoted(`ended:${job ?? "JOB"}`)} instead of ${awaits.name}: it is there with the job's end, once its runs are told`,
    };
  const place = raiser === "" ? "what raises it" : (job ?? raiser);
  if (awaits.kind === "variable")
    return {
      kind: "command",
      text:
        exitCodeWords(awaits.name) ??
        `where ${place} sets it there: trunkline variables set ${quoted(awaits.name)} VALUE`,
    };
  if (isUndated(awaits.name, estate.get(pipeline)))
    return { kind: "command", text: undatedWords(awaits.name, place) };
  const system = estate.get(raiser)?.legacy?.system;
  const date = system === undefined ? "DATE" : dateInCommand(system);
  return {
    kind: "command",
    text: `behind ${place} there: trunkline events raise ${quoted(awaits.name)} --date ${date}`,
  };
}

const isUndated = (event: string, waiter: Pipeline | undefined): boolean =>
  waiter !== undefined &&
  factsAsked(waiter).some(
    (fact) => fact.kind === "event" && fact.name === event && fact.date === "static",
  );

/** Of an event that is there with the end of a job of the other scheduler: the job. */
export const endedJob = ({ kind, name }: Border["awaits"]): string | null =>
  kind === "event" && name.startsWith("ended:") ? name.slice("ended:".length) : null;

/** Where the export has the job of a run, which tells its conditions. */
function fileOf(run: string, raiser: string, estate: Estate): string {
  const found = estate.get(raiser);
  const task = found?.tasks.find(({ name }) => name === run.split("/")[1]);
  const file = task?.legacy?.file ?? found?.legacy?.file;
  return file === undefined ? "" : ` (${file})`;
}

const namesOf = (pipeline: string, estate: Estate): string[] => {
  const found = estate.get(pipeline);
  return found === undefined ? [] : legacyNames(found).map(({ job }) => job);
};

/** The job that was what is awaited: of a run the pipeline or its task, of a fact the task that raises it. */
function jobOf(awaits: Border["awaits"], raiser: string, estate: Estate): string | null {
  const found = estate.get(raiser);
  if (found === undefined) return null;
  const named = awaits.kind === "run" ? awaits.name.split("/")[1] : raises(awaits, found)?.name;
  const names = legacyNames(found);
  const its = names.find(({ task }) => task === (named ?? itself)) ?? names.find(isWhole);
  return its?.job ?? null;
}
const isWhole = ({ task }: { task: string }): boolean => task === itself;

const raises = ({ kind, name }: Border["awaits"], { tasks }: Pipeline): Task | undefined =>
  tasks.find(({ effects }) =>
    effects.some((one) =>
      one.kind === "emit"
        ? kind === "event" && one.event === name
        : one.kind === "set" && kind === "variable" && one.variable === name,
    ),
  );

function raisingTask(raiser: string, awaits: Border["awaits"], estate: Estate): string {
  if (awaits.kind === "run") return awaits.name;
  const found = estate.get(raiser);
  const task = found && raises(awaits, found);
  return task === undefined ? raiser : `${raiser}/${task.name}`;
}

function emitted(raiser: string, event: string, estate: Estate): EmittedDate {
  const effects = estate.get(raiser)?.tasks.flatMap((task) => task.effects) ?? [];
  const found = effects.find((one) => one.kind === "emit" && one.event === event);
  return found?.kind === "emit" ? found.date : { days: 0 };
}

/** A script that has all words of one of the marks. */
const tells = ({ action }: Task, marks: readonly string[][]): boolean =>
  (action.kind === "command" || action.kind === "ssh") &&
  marks.some((words) => words.every((word) => action.script.includes(word)));

/** It starts the job there that waits, by a connector or by our script on a host of AutoSys. */
function startsJob({ action }: Task, jobs: readonly string[]): boolean {
  if (action.kind === "command" || action.kind === "ssh")
    return jobs.some((job) => action.script.includes(`trunkline-autosys ${job}`));
  if (action.kind !== "connector") return false;
  const { connectorName, inputs } = action;
  if (connectorName === "autosys") return jobs.includes(String(inputs.jobName));
  return connectorName === "control-m" && jobs.includes(`${inputs.folder}/${inputs.jobs}`);
}
