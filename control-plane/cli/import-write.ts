// `trunkline import --out`: the files of an import on disk. They are written beside and moved into place when all are there;
// what somebody has edited since is never written over.

import { createHash } from "node:crypto";
import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { waveName } from "#core/waves/wave.ts";
import { JobCounts } from "#migrators/job-counts.ts";
import { Accounts, type LedgerLine, ledgerLines } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { Mapping } from "#migrators/mapping.ts";
import { type ImportReport, reportOf } from "#migrators/report.ts";
import type { Finding } from "#migrators/statement.ts";
import { Tally } from "#migrators/tally.ts";
import { release } from "#migrators/translate/draft.ts";
import { projectDraft } from "#migrators/translate/project-draft.ts";
import { translated } from "#migrators/translate/translate.ts";
import { orderWaves } from "#migrators/translate/wave-order.ts";
import { draftWaves, waveFile } from "#migrators/translate/waves.ts";
import { type WrittenPipeline, writtenPipeline } from "#migrators/translate/written-pipeline.ts";
import { projectFile, reportFiles, sharedFiles, type WrittenFile } from "#migrators/write.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { ImportInput } from "./import-read.ts";
import { wavesOfPeople } from "./import-waves.ts";
import type { Output } from "./output.ts";

/** What the import before has written: path → hash. */
const recordFile = "import.json";
/** Drafted here and answered by people: once they have, it is theirs. */
const draftedFiles: readonly string[] = ["params.yaml", "mapping.yaml"];
const isDrafted = (file: string): boolean => draftedFiles.includes(file) || waveName(file) !== null;
type Written = Record<string, string>;
const charactersPerWrite = 1_000_000;

export async function writeImport(
  input: ImportInput,
  mapping: Mapping | undefined,
  { cwd, folder }: { cwd: string; folder: string },
  out: Output,
): Promise<Exit> {
  const root = path.resolve(cwd, folder);
  const before = await writtenBefore(root);
  await refuseEdited(root, before);
  const { estate } = input;
  const names = mapping ?? new Mapping();
  const report = await writeAll(root, before, { ...input, mapping: names }, out);
  const { jobs, attributes, decisions } = report;
  const findings = findingsOf(estate);
  out.json({ jobs, attributes, findings: findings.map(flat) });
  for (const { place, severity, message, help } of findings)
    out.text(
      `${place.file}:${place.line}:${place.column}: ${severity}: ${message}${help ? `\n  ${help}` : ""}`,
    );
  out.text(
    `${jobs.translated} of ${jobs.input} jobs are in ${folder}; ${jobs.refused} are refused`,
  );
  const { exact, equivalent, inert, refused } = attributes;
  out.text(
    `attributes: ${exact} exact, ${equivalent} equivalent, ${inert} inert, ${refused} refused (ledger.ndjson)`,
  );
  for (const name of names.unknown())
    out.note(`warning: the mapping has ${name}, which is in none of the files`);
  if (decisions.length > 0)
    out.note(
      `${path.join(folder, "params.yaml")} lists what is missing: answer it and give it with --params`,
    );
  return jobs.refused > 0 || refused > 0 ? "failed" : "ok";
}

const findingsOf = ({ files, findings }: LegacyEstate): Finding[] =>
  [...files.flatMap((file) => file.findings), ...findings].toSorted(
    (a, b) =>
      (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : 0) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );

const flat = ({ code, severity, place, message, help }: Finding) => ({
  ...{ code, severity, ...place, message, help: help ?? null },
});

async function writtenBefore(root: string): Promise<Written> {
  const entries = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw new CommandError("refused", `can't write to ${root}: ${error.message}`, null, error);
  });
  if (entries.includes(recordFile)) return readRecord(path.join(root, recordFile));
  if (entries.some((name) => name !== ".git"))
    throw new CommandError(
      ...(["refused", `${root} has files that no import has written`] as const),
      "name a new folder",
    );
  return {};
}

/** Only names that imports give: by others a file elsewhere would be deleted. */
async function readRecord(file: string): Promise<Written> {
  try {
    const { files } = JSON.parse(await readFile(file, "utf8")) as { files: Written };
    const own =
      /^(?:(?:pipelines|calendars|connections|migration\/waves)\/[a-z0-9_-]+\.yaml|pipelines\/[a-z0-9-]+\/(?:pipeline|tasks\/[\w-]+)\.yaml|[a-z]+\.(?:yaml|json|md))$/;
    return Object.fromEntries(Object.entries(files).filter(([name]) => own.test(name)));
  } catch (error) {
    const help = "delete the folder, or import into a new one";
    throw new CommandError("refused", `${file} is no record of an import`, help, error);
  }
}

/** Parameters that were answered are no longer the import's: they leave the record instead. */
async function refuseEdited(root: string, before: Written): Promise<void> {
  const edited: string[] = [];
  for (const [file, hash] of Object.entries(before)) {
    const content = await readFile(path.join(root, file)).catch(() => null);
    if (content === null || hashOf(content) === hash) continue;
    if (isDrafted(file)) delete before[file];
    else edited.push(file);
  }
  if (edited.length === 0) return;
  const more = edited.length > 3 ? ` and ${edited.length - 3} more` : "";
  throw new CommandError(
    ...([
      "refused",
      `${edited.slice(0, 3).join(", ")}${more} were edited since the import before`,
    ] as const),
    "import into a new folder and compare the two",
  );
}

const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/** Into a folder beside, then each file to its place: whoever looks meanwhile sees whole files. */
async function writeAll(
  root: string,
  before: Written,
  { estate, params, given, mapping }: ImportInput & { mapping: Mapping },
  out: Output,
): Promise<ImportReport> {
  const fresh = `${root}.import-${process.pid}`;
  try {
    const written: Written = {};
    const write = async ({ path: file, text }: WrittenFile) => {
      await mkdir(path.dirname(path.join(fresh, file)), { recursive: true });
      await writeFile(path.join(fresh, file), text);
      written[file] = hashOf(text);
    };
    await write(projectFile(estate, projectName(root)));
    const accounts = new Accounts();
    const project = projectDraft(estate, { mapping, holdsPlaced: params.holds === "placed" });
    const counts = new JobCounts();
    const pipelines: WrittenPipeline[] = [];
    let count = 0;
    for (const { draft, files } of translated(project, accounts)) {
      for (const file of files) await write(file);
      pipelines.push(writtenPipeline(draft));
      for (const { job, groups } of draft.tasks)
        for (const each of [draft.job, ...groups, job]) counts.add(each, true);
      if (++count % 100 === 0) out.progress(`${count} pipelines`);
      release(draft);
    }
    for (const job of estate.jobs) counts.add(job, false);
    const tally = await writeLedger(fresh, ledgerLines(estate.files, accounts), out);
    const decisions = [...estate.decisions, ...project.decisions.values()];
    const waves = draftWaves(estate.system, pipelines, await wavesOfPeople(root, before));
    const report = reportOf({ ...estate, decisions }, counts, tally, orderWaves(waves));
    for (const file of waves.map(waveFile)) await write(file);
    for (const file of [...sharedFiles(project), ...reportFiles(decisions, report, given)])
      await write(file);
    await moveInto(root, fresh, before, written);
    return report;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      "refused",
      `can't write ${root}: ${(error as Error).message}`,
      null,
      error,
    );
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Line by line: an estate of 100,000 jobs has millions of them. */
async function writeLedger(
  folder: string,
  lines: Iterable<LedgerLine>,
  out: Output,
): Promise<Tally> {
  await using file = await open(path.join(folder, "ledger.ndjson"), "w");
  const tally = new Tally();
  let text = "";
  let count = 0;
  for (const line of lines) {
    tally.add(line);
    text += `${JSON.stringify(line)}\n`;
    count++;
    if (text.length < charactersPerWrite) continue;
    await file.write(text);
    text = "";
    out.progress(`${count} lines of the ledger`);
  }
  await file.write(text);
  return tally;
}

async function moveInto(
  root: string,
  fresh: string,
  before: Written,
  written: Written,
): Promise<void> {
  // One that is not of the import before is somebody's.
  for (const file of draftedFiles)
    if (!Object.hasOwn(before, file) && (await exists(path.join(root, file)))) delete written[file];
  for (const folder of new Set(Object.keys(written).map((file) => path.dirname(file))))
    await mkdir(path.join(root, folder), { recursive: true });
  for (const file of [...Object.keys(written), "ledger.ndjson"])
    await rename(path.join(fresh, file), path.join(root, file));
  for (const file of Object.keys(before))
    if (!Object.hasOwn(written, file)) await rm(path.join(root, file), { force: true });
  const record = `${JSON.stringify({ files: written }, null, 1)}\n`;
  await writeFile(path.join(fresh, recordFile), record);
  // Last: until then the next import takes new files for edited ones rather than old ones for its own.
  await rename(path.join(fresh, recordFile), path.join(root, recordFile));
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** A folder's name as a project may be called. */
const projectName = (root: string): string =>
  path
    .basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 63) || "imported";
