// What lets each side of a border hear of the other while both schedulers live.

import type { Border } from "#core/cutover/borders.ts";
import { quoted } from "../translate/shell-text.ts";
import type { JobToHold } from "./jobs.ts";

export interface Bridge {
  /**
   * `guard`: the guard waits for our run, and ends as it does, so that jobs behind it start. `command`: the other scheduler
   * runs it behind the job. `change`: a condition of a pipeline is to be written otherwise. `none`: nothing is needed.
   */
  kind: "guard" | "command" | "change" | "none";
  text: string;
}

type System = JobToHold["system"] | null;

/** @param systems By pipeline: of which scheduler it was. */
export function bridgeOver(
  { direction, pipeline, awaits, by }: Border,
  systems: ReadonlyMap<string, System>,
  guarded: boolean,
): Bridge {
  if (direction === "in") return inwards(awaits, by);
  if (guarded) return { kind: "guard", text: "its guard with --follow ends as our run does" };
  const system = systems.get(pipeline) ?? null;
  const [raiser = ""] = by;
  if (system === "autosys")
    return {
      kind: "command",
      text: `behind ${raiser} here: ssh to a machine of AutoSys, sendevent -E CHANGE_STATUS -s SUCCESS -J JOB (the held job that ${pipeline} waits for)`,
    };
  if (system === "control-m")
    return {
      kind: "command",
      text: `behind ${raiser} here: add the condition that ${pipeline} waits for, for the run's date: ctm run event::add SERVER CONDITION MMDD`,
    };
  return { kind: "change", text: `${pipeline} waits by itself for ${raiser}: move both together` };
}

function inwards({ kind, name }: Border["awaits"], by: readonly string[]): Bridge {
  if (kind === "event")
    return {
      kind: "command",
      text: `behind ${by.length === 0 ? "what raises it" : `the job of ${by.join(", ")}`}: trunkline events emit ${quoted(name)} --date DATE`,
    };
  if (kind === "variable")
    return {
      kind: "command",
      text: `where it is set: trunkline variables set ${quoted(name)} VALUE`,
    };
  return {
    kind: "change",
    text: `await an event instead of ${name}, and raise it behind the job there: trunkline events emit NAME --date DATE`,
  };
}
