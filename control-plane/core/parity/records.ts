// `migration/simulation.json` and `migration/backtest.json`: what an import has compared of the other scheduler's rules, and what
// that proves of a job as it is deployed.

import type { BacktestRecord, SimulationRecord } from "#schemas/types.ts";
import { type Validator, validateBacktested, validateSimulated } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { faultPlace, type JsonPlace, jsonPlace } from "../json-place.ts";
import { backtestFile, simulationFile } from "./record-files.ts";

/** @param contents By path. One with a mistake proves nothing: it is null, and told. */
export function readRecords(contents: ReadonlyMap<string, string | Uint8Array>): {
  simulation: SimulationRecord | null;
  backtest: BacktestRecord | null;
  diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const read = <Record>(file: string, validate: Validator): Record | null => {
    const content = contents.get(file);
    if (content === undefined) return null;
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    const told = (place: JsonPlace | null, what: string): null => {
      const { line, column } = place ?? { line: 1, column: 1 };
      diagnostics.push({
        ...{ code: "explanation-invalid", severity: "error", file },
        ...{ line, column, endLine: line, endColumn: column + 1 },
        message: `the record can't be read: ${what}`,
        help: "write it anew with `trunkline import … --record`",
      });
      return null;
    };
    let found: unknown;
    try {
      found = JSON.parse(text);
    } catch {
      return told(faultPlace(text), "is no JSON");
    }
    if (validate(found)) return found as Record;
    const [first] = validate.errors ?? [];
    if (first === undefined) return told(null, "is no record");
    const where = first.instancePath === "" ? "the file" : first.instancePath;
    return told(
      jsonPlace(text, stepsOf(first.instancePath, found)),
      `${where} ${first.message ?? "is not valid"}`,
    );
  };
  return {
    simulation: read<SimulationRecord>(simulationFile, validateSimulated),
    backtest: read<BacktestRecord>(backtestFile, validateBacktested),
    diagnostics,
  };
}

/** Of a JSON pointer: an index where there is a list. */
function stepsOf(pointer: string, root: unknown): (string | number)[] {
  let node = root as Record<string, unknown>;
  return pointer
    .split("/")
    .slice(1)
    .map((step) => {
      const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
      const own = Array.isArray(node) ? Number(key) : key;
      node = node[key] as Record<string, unknown>;
      return own;
    });
}

const again = `write ${simulationFile} by \`trunkline import SOURCE FILE… --simulate --compare --from DATE --to DATE --record\``;

/**
 * What the simulation of a job lacks, with what to do; null: nothing.
 * @param times Hash of what decides when it starts, as it is deployed.
 * @param months Fewest that it must be of.
 */
export function simulationLacks(
  record: SimulationRecord | null,
  job: string,
  times: string,
  months: number,
): string | null {
  const found = recorded(record, job);
  if (record === null || found === null) return `no simulation of it is on record: ${again}`;
  if (found.times !== times) return `its simulation is of other times: ${again}`;
  if (!found.equal) return "its simulation was not the same on both sides";
  const { from, to } = record;
  if (later(from, months) <= to) return null;
  return `its simulation is of ${from} to ${to}, which is less than ${months} months: ${again}`;
}

/** The same day of so many months later, whether there is one: what the file says may be no date. */
function later(date: string, months: number): string {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const all = year * 12 + month - 1 + months;
  const pad = (part: number) => `${part}`.padStart(2, "0");
  return `${Math.floor(all / 12)}-${pad((all % 12) + 1)}-${pad(day)}`;
}

/** Its newest dates in a row that were alike in a backtest; null: there is none. @param times As above. */
export function backtestedDates(
  record: BacktestRecord | null,
  job: string,
  times: string,
): number | "of other times" | null {
  const found = recorded(record, job);
  if (found === null) return null;
  return found.times === times ? found.alike : "of other times";
}

/** No name of a job is taken for what every object has. */
const recorded = <Job>(
  record: { jobs: { [name: string]: Job } } | null,
  job: string,
): Job | null =>
  record !== null && Object.hasOwn(record.jobs, job) ? (record.jobs[job] ?? null) : null;
