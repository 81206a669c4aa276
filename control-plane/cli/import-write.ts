// `trunkline import --out`: the files of an import on disk. They are made apart and moved into place when all are there; what
// somebody has edited since the import before is merged.

import { readdir } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { JobCounts } from "#migrators/job-counts.ts";
import { Accounts, ledgerLines } from "#migrators/ledger.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { Mapping } from "#migrators/mapping.ts";
import { type ImportReport, reportOf } from "#migrators/report.ts";
import { Risks } from "#migrators/risks.ts";
import type { Finding } from "#migrators/statement.ts";
import { release } from "#migrators/translate/draft.ts";
import { projectDraft } from "#migrators/translate/project-draft.ts";
import { readerOf } from "#migrators/translate/read-draft.ts";
import type { SpecFile } from "#migrators/translate/spec-text.ts";
import { translated } from "#migrators/translate/translate.ts";
import { orderWaves } from "#migrators/translate/wave-order.ts";
import { draftWaves, type WaveDraft, waveFile } from "#migrators/translate/waves.ts";
import { type WrittenPipeline, writtenPipeline } from "#migrators/translate/written-pipeline.ts";
import { paramsFiles, projectFile, reportFiles, sharedFiles } from "#migrators/write.ts";
import { CommandError, type Exit } from "./exit.ts";
import { commandsBeside } from "./import-beside.ts";
import { type FileNote, ImportFiles } from "./import-files.ts";
import { ImportFolder, isUnfinished } from "./import-folder.ts";
import { writeLedger } from "./import-ledger.ts";
import {
  namesFile,
  namesIn,
  projectNameIn,
  sharedNamesFile,
  sharedNamesIn,
} from "./import-names.ts";
import { overlapBeside } from "./import-overlap.ts";
import type { ImportInput } from "./import-read.ts";
import { ledgerFile, readRecord, recordFile } from "./import-record.ts";
import { wavesOfPeople } from "./import-waves.ts";
import type { Output } from "./output.ts";

export interface ImportAsked extends ImportInput {
  mapping: Mapping;
}

/** What was written, and what there is to say of it. */
export interface Made {
  report: ImportReport;
  conflicts: FileNote[];
  left: FileNote[];
  /** All pipelines, and the waves that were drafted of them. */
  pipelines: readonly WrittenPipeline[];
  waves: readonly WaveDraft[];
}

/** Writes the files below `root`. @throws CommandError where they can't be; nothing is written then. */
export async function writeImport(asked: ImportAsked, root: string, out: Output): Promise<Made> {
  await refuseForeign(root);
  return writeAll(root, asked, out);
}

/** Tells what was written. @param more Of the first line of JSON. */
export function tellImport(
  { report, conflicts, left }: Made,
  { estate, mapping }: ImportAsked,
  { folder, more = {} }: { folder: string; more?: Record<string, unknown> },
  out: Output,
): Exit {
  const { jobs, attributes, decisions } = report;
  const findings = findingsOf(estate);
  out.json({ jobs, attributes, findings: findings.map(flat), conflicts, left, ...more });
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
  if (jobs.input === 0) out.note("warning: there is no job in these files: are they whole?");
  for (const name of mapping.unknown())
    out.note(`warning: the mapping has ${name}, which is in none of the files`);
  const missing = mapping.missing();
  if (missing > 0) out.note(`names that are not in the mapping, and taken as they are: ${missing}`);
  if (decisions.length > 0)
    out.note(
      `${path.join(folder, "params.yaml")} lists what is missing: answer it and give it with --params`,
    );
  for (const { file, message } of left) out.note(`${path.join(folder, file)} ${message}`);
  for (const { file, line, message } of conflicts)
    out.error(
      `error: ${path.join(folder, file)}${line === undefined ? "" : `:${line}`}: ${message}`,
    );
  return jobs.refused > 0 || refused > 0 || conflicts.length > 0 ? "failed" : "ok";
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

/** @throws CommandError where the folder is somebody else's. */
async function refuseForeign(root: string): Promise<void> {
  const entries = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw new CommandError("refused", `can't write to ${root}: ${error.message}`, null, error);
  });
  if (entries.includes(recordFile) || (await isUnfinished(root))) return;
  if (entries.some((name) => name !== ".git" && name !== ".trunkline"))
    throw new CommandError(
      ...(["refused", `${root} has files that no import has written`] as const),
      "name a new folder",
    );
}

async function writeAll(
  root: string,
  { estate, params, given, mapping }: ImportAsked,
  out: Output,
): Promise<Made> {
  try {
    await using folder = await ImportFolder.open(root);
    const isAgain = (await folder.read(recordFile)) !== null;
    const before = isAgain ? await readRecord(root) : {};
    const { names, renamed } = await namesIn(folder, before);
    const shared = sharedNamesIn(folder);
    await using files = new ImportFiles(folder, before, renamed);
    await files.write(projectFile(estate, await projectNameIn(folder)));
    const accounts = new Accounts();
    const holdsPlaced = params.holds === "placed";
    const bootPlaced = params.reboot === "placed";
    const project = projectDraft(estate, { mapping, names, shared, holdsPlaced, bootPlaced });
    const counts = new JobCounts();
    const beside = await commandsBeside(root);
    const read = readerOf(project.files);
    let current: readonly SpecFile[] = [];
    const today = Temporal.Now.plainDateISO("UTC").toString();
    const risks = new Risks({
      ...(params.left && { left: params.left }),
      beside,
      overlap: (own, other) => overlapBeside(root, read(current).pipeline, own, other, today),
    });
    const pipelines: WrittenPipeline[] = [];
    let count = 0;
    for (const { draft, files: written } of translated(project, accounts)) {
      for (const file of written) await files.write(file);
      current = written;
      pipelines.push(writtenPipeline(draft));
      const specs = draft.tasks.map(({ name, spec }) => [name, spec] as const);
      risks.addWritten({ ...draft.spec, tasks: Object.fromEntries(specs) });
      for (const { job, groups } of draft.tasks) {
        let around: LegacyJob | null = null;
        for (const each of [draft.job, ...groups, job]) {
          counts.add(each, true);
          risks.add(each, around);
          around = each;
        }
      }
      release(draft);
      if (++count % 100 !== 0) continue;
      out.progress(`${count} of ${project.pipelines.length} pipelines`);
      // Ctrl-C is heard between them.
      await setImmediate();
    }
    for (const job of estate.jobs) counts.add(job, false);
    const tally = await writeLedger(folder.fresh, ledgerLines(estate.files, accounts), out);
    folder.take(ledgerFile);
    const decisions = [...estate.decisions, ...project.decisions.values()];
    const theirs = await wavesOfPeople(root, before);
    const waves = draftWaves(estate.system, pipelines, theirs.texts);
    const counted = { counts, risks, tally };
    const report = reportOf({ ...estate, decisions }, counted, orderWaves(waves), project);
    for (const file of [...theirs.removed, ...waves.map(waveFile)]) await files.write(file);
    for (const file of sharedFiles(project)) await files.write(file);
    for (const file of paramsFiles(decisions, given)) await files.write(file);
    for (const file of reportFiles(report)) await files.replace(file);
    const called = names.text();
    if (called !== "") await files.replace({ path: namesFile, text: called });
    const sharedText = shared.text();
    if (sharedText !== "") await files.replace({ path: sharedNamesFile, text: sharedText });
    await files.commit();
    return { report, conflicts: files.conflicts, left: files.left, pipelines, waves };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const message = `can't write ${root}: ${(error as Error).message}`;
    throw new CommandError("refused", message, null, error);
  }
}
