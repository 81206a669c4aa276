// The numbered cases of Control-M and AutoSys, `test/golden/migrators`: what each means in `case.yaml`, its input, and what an import
// makes of it in `expected/`: the specs, what became of each attribute, what is said of it, and the starts of both sides, also where jobs wait for each other. Beside the
// numbered ones stand those of constructs that the reference has no number for. `-u` writes them anew; the
// thirty of cron are written by hand, in `sources/cron/normalize.test.ts`.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { readEstate } from "#cli/import-read.ts";
import { writeImport } from "#cli/import-write.ts";
import { Output } from "#cli/output.ts";
import { compareFires } from "#migrators/compare.ts";
import type { LedgerLine } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { Mapping } from "#migrators/mapping.ts";
import { legacyFires } from "#migrators/simulate.ts";
import { translate } from "#migrators/translate/translate.ts";
import { TranslatedFires } from "#migrators/translated-fires.ts";
import { temporaryFolder } from "#test/support/repository.ts";
import { sideBySide } from "#test/support/side-by-side.ts";

const golden = fileURLToPath(new URL("../golden/migrators", import.meta.url));

interface Case {
  /** In a sentence. */
  means: string;
  /** Business dates whose starts are compared, the second exclusive. */
  range?: [string, string];
  /** Where jobs wait for each other: how long they take and how they end. Both sides start the same, but for jobs that are said to differ. */
  runs?: {
    durations?: Record<string, string>;
    exitCodes?: Record<string, number>;
    differs?: string[];
  };
}

const numbers = (head: string, last: number): string[] =>
  Array.from({ length: last }, (_, index) => `${head}-${`${index + 1}`.padStart(2, "0")}`);

test.each([
  ["control-m", numbers("CM", 60)],
  ["autosys", numbers("AS", 54)],
  ["cron", numbers("CRON", 30)],
] as const)("%s has all of its cases", (system, wanted) => {
  const found = readdirSync(path.join(golden, system)).map((name) => name.replace(".yaml", ""));
  expect(wanted.filter((name) => !found.includes(name))).toEqual([]);
});

const nowhere = { write: () => true };
const out = () =>
  new Output({ format: "json", quiet: true, stdout: nowhere, stderr: nowhere, env: {} });

describe.each(["control-m", "autosys"] as const)("%s", (system) => {
  test.each(readdirSync(path.join(golden, system)))("%s", async (name) => {
    const folder = path.join(golden, system, name);
    const { range, runs } = load(readFileSync(path.join(folder, "case.yaml"), "utf8")) as Case;
    using work = temporaryFolder();
    const files = readdirSync(folder).filter((file) => file.startsWith("input"));
    const dates = range ? { from: range[0], to: range[1] } : null;
    const asked = { cwd: folder, params: "params.yaml", out: out(), range: dates };
    const root = path.join(work.path, "out");
    const input = await readEstate(system, files, asked);
    await writeImport({ ...input, mapping: new Mapping() }, root, out());
    const expected = path.join(folder, "expected");
    await expect(specsIn(root)).toMatchFileSnapshot(path.join(expected, "specs.yaml"));
    await expect(ledgerIn(root)).toMatchFileSnapshot(path.join(expected, "ledger.txt"));
    await expect(findingsOf(input.estate)).toMatchFileSnapshot(path.join(expected, "findings.txt"));
    if (dates === null) return;
    const { estate, params } = await readEstate(system, files, asked);
    const holdsPlaced = params.holds === "placed";
    const ours = new TranslatedFires(translate(estate, { holdsPlaced }), dates);
    const lines = estate.jobs.flatMap((job) => {
      const legacy = legacyFires[system](job, dates, estate);
      return [...compareFires(legacy, ours.of(job) ?? [])].map(({ at, date, side }) =>
        [job.key, date, new Date(at).toISOString().replace(".000", ""), side].join(" "),
      );
    });
    const text = lines.map((line) => `${line}\n`).join("");
    await expect(text).toMatchFileSnapshot(path.join(expected, "starts.txt"));
    if (runs === undefined) return;
    const waiting = await readEstate(system, files, asked);
    const { durations = {}, exitCodes = {}, differs = [] } = runs;
    const found = sideBySide(waiting.estate, durations, dates, exitCodes);
    expect(found.differences.map((line) => line.split(" ")[1])).toEqual(differs);
    const started = [
      ...found.starts,
      ...found.differences,
      ...found.never.map((one) => `never ${one}`),
    ];
    await expect(started.map((line) => `${line}\n`).join("")).toMatchFileSnapshot(
      path.join(expected, "runs.txt"),
    );
  });
});

/** What is the import's own business, or is there of every import. */
const aside = /^(?:import\.|report\.|ledger\.|trunkline\.yaml|mapping\.yaml|migration\/)/;

function specsIn(root: string): string {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !aside.test(file))
    .sort();
  return files
    .map((file) => `--- # ${file}\n${readFileSync(path.join(root, file), "utf8").trimEnd()}\n`)
    .join("");
}

const findingsOf = ({ files, findings }: LegacyEstate): string =>
  [...files.flatMap((file) => file.findings), ...findings]
    .map(({ severity, code, place, message }) => `${place.line}: ${severity} ${code}: ${message}\n`)
    .join("");

/** Where it stands, what it is, and what became of it. */
function ledgerIn(root: string): string {
  const lines = readFileSync(path.join(root, "ledger.ndjson"), "utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as LedgerLine)
    .map(({ line, attribute, value, outcome, code, target }) => {
      const said = `${line}: ${attribute}${value === "" ? "" : `=${JSON.stringify(value)}`}`;
      const where = target === undefined ? "" : ` -> ${target}`;
      return `${said}  ${outcome}${code === "same" ? "" : ` ${code}`}${where}\n`;
    })
    .join("");
}
