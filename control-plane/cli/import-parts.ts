// An import on a branch in parts: what each wave adds to the commit before it. Each part has a record of its own, since the next
// import takes for removed what the record has and the folder has not.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FileChange } from "#core/promotion.ts";
import { waveName } from "#core/waves/wave.ts";
import { type WaveStep, waveSteps } from "#migrators/translate/wave-steps.ts";
import type { WrittenInto } from "./import-branches.ts";
import {
  BaseWriter,
  baseFile,
  readBase,
  readRecord,
  recordFile,
  recordText,
  type Written,
} from "./import-record.ts";
import { objectsOf } from "./import-tree.ts";

/** What an import before has written into a folder, with its texts. */
export interface Recorded {
  record: Written;
  texts: ReadonlyMap<string, string>;
}

export interface ImportPart {
  /** Whose it is; none: there was no wave to draft. */
  waves: readonly string[];
  changes: readonly FileChange[];
}

/** Of a folder without a record nothing. */
export async function recordedIn(folder: string, hasRecord: boolean): Promise<Recorded> {
  if (!hasRecord) return { record: {}, texts: new Map() };
  const record = await readRecord(folder);
  return { record, texts: await readBase(folder, new Set(Object.keys(record)), record) };
}

/** The parts that differ from what was there, in their order: what waves share comes with the first. */
export async function partsOf(
  { made, work, before, earlier, changes }: WrittenInto,
  { root, scratch }: { root: string; scratch: string },
): Promise<ImportPart[]> {
  const { report, waves, pipelines } = made;
  const changed = new Set(changes.flatMap(({ path }) => (before.has(path) ? ownerOf(path) : [])));
  const steps = waveSteps(waves, report.waves, {
    written: pipelines,
    present: {
      changedWave: (name) => changed.has(`wave ${name}`),
      changedPipeline: (name) => changed.has(`pipeline ${name}`),
    },
  });
  const stepOf = placesOf(steps);
  const records = changes.filter(isRecord);
  const own = changes.filter((one) => !isRecord(one));
  const last = Math.max(0, ...own.map(({ path }) => stepOf(path)));
  const later = await recordedIn(work, true);
  const parts: ImportPart[] = [];
  for (const [step, { waves }] of steps.entries()) {
    const ofStep = own.filter(({ path }) => stepOf(path) === step);
    // The record may differ where nothing else does.
    if (ofStep.length === 0 && (own.length > 0 || records.length === 0)) continue;
    const isThere = (file: string) => stepOf(file) <= step;
    const record =
      step >= last
        ? records
        : await recordUntil(root, path.join(scratch, `record-${step}`), isThere, {
            earlier,
            later,
          });
    parts.push({ waves, changes: [...ofStep, ...record] });
    if (step >= last) break;
  }
  return parts;
}

const isRecord = ({ path: file }: FileChange): boolean => file === recordFile || file === baseFile;

/** With which step a file comes: what is no wave's with the first. */
function placesOf(steps: readonly WaveStep[]): (file: string) => number {
  const owners = new Map<string, number>(
    steps.flatMap(({ waves, pipelines }, step) => [
      ...waves.map((name) => [`wave ${name}`, step] as const),
      ...[...pipelines].map((name) => [`pipeline ${name}`, step] as const),
    ]),
  );
  return (file) => owners.get(ownerOf(file)) ?? 0;
}

function ownerOf(file: string): string {
  const wave = waveName(file);
  const [, pipeline] = /^pipelines\/([^/]+?)(?:\.yaml|\/.+)$/.exec(file) ?? [];
  return wave === null ? `pipeline ${pipeline}` : `wave ${wave}`;
}

/** The record of a part: of what comes later it has what the import before has said. */
async function recordUntil(
  root: string,
  folder: string,
  isThere: (file: string) => boolean,
  { earlier, later }: { earlier: Recorded; later: Recorded },
): Promise<FileChange[]> {
  const record: Written = {};
  await mkdir(folder, { recursive: true });
  await using base = new BaseWriter(folder);
  for (const file of new Set([...Object.keys(later.record), ...Object.keys(earlier.record)])) {
    const { record: hashes, texts } = isThere(file) ? later : earlier;
    const hash = hashes[file];
    if (hash === undefined) continue;
    record[file] = hash;
    const text = texts.get(file);
    if (text !== undefined) await base.add(file, text);
  }
  await base.end();
  await writeFile(path.join(folder, recordFile), recordText(record));
  const files = [recordFile, baseFile];
  const oids = objectsOf(
    root,
    files.map((file) => path.join(folder, file)),
  );
  return files.map((file, index) => ({
    path: file,
    to: { path: file, mode: "100644", oid: oids[index] as string },
  }));
}
