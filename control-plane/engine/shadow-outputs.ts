// What an attempt in shadow leaves behind is measured when it has ended, and kept with the run.

import { createWriteStream, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { type ExpressionValues, renderTemplateText } from "#core/expression.ts";
import type { DeclaredOutput } from "#core/shadow/outputs.ts";
import type { Measured, MeasurePlace } from "#executors/measure/measure.ts";
import { measureAll } from "#executors/measure/measure-thread.ts";
import { StdoutDigest } from "#executors/measure/stdout-digest.ts";
import type { Db } from "#store/connect.ts";
import { putRunOutputs } from "#store/shadow.sql.ts";
import type { Claim } from "./held.ts";

/** Most of what a task writes that is kept to be measured. */
const mostWritten = 256 * 2 ** 20;

export interface Measuring {
  /** Takes what the task writes, with secrets masked: to standard output alone where that is told apart. */
  write(bytes: Uint8Array): void;
  /** Takes standard output as it is, of which nothing but digests is kept; null: nobody asks for it. */
  stdout: ((bytes: Uint8Array) => void) | null;
  /** Measures files before they are removed. */
  left(place: MeasurePlace): Promise<void>;
  /** Measures what was written, and keeps all; without `keep` nothing is. */
  end(keep: boolean): Promise<void>;
}

/**
 * What is compared with a guard's digest is the standard output as it is; what is normalized before has to be kept as text until
 * the end, and so without secrets.
 * @param isSplit Standard output is told apart.
 * @throws ExpressionError for a path that has no value
 */
export function measuring(
  db: Db,
  claim: Claim,
  declared: readonly DeclaredOutput[],
  values: ExpressionValues,
  isSplit: boolean,
): Measuring {
  const outputs = declared.map((output) => ({ ...output, of: placeOf(output.of, values) }));
  const ofStdout = outputs.filter(({ of }) => of === "stdout");
  const asItIs = isSplit ? ofStdout.filter(({ normalize }) => normalize.length === 0) : [];
  const written = ofStdout.filter((one) => !asItIs.includes(one));
  const raw = asItIs.length === 0 ? null : new StdoutDigest();
  const files = outputs.filter(({ of }) => of !== "stdout");
  const found: Measured[] = [];
  const folder = written.length === 0 ? null : mkdtempSync(join(tmpdir(), "trunkline-output-"));
  const stream = folder === null ? null : createWriteStream(join(folder, "out"));
  let bytes = 0;
  return {
    write(piece) {
      bytes += piece.length;
      if (bytes <= mostWritten) stream?.write(piece);
    },
    stdout: raw && ((piece) => raw.push(piece)),
    async left(place) {
      if (files.length > 0) found.push(...(await measureAll(files, place)));
    },
    async end(keep) {
      try {
        if (stream !== null && folder !== null) {
          stream.end();
          await finished(stream);
          if (keep) found.push(...(await measureWritten(written, folder, bytes)));
        }
      } finally {
        if (folder !== null) await rm(folder, { recursive: true, force: true });
      }
      if (keep && raw !== null) found.push(...raw.end(asItIs));
      if (keep && found.length > 0) await put(db, claim, found);
    },
  };
}

async function measureWritten(
  outputs: readonly DeclaredOutput[],
  directory: string,
  bytes: number,
): Promise<Measured[]> {
  if (bytes > mostWritten)
    return outputs.map(({ name }) => ({
      name,
      problem: `It has ${bytes} bytes; at most ${mostWritten} are measured.`,
    }));
  const asFiles = outputs.map((output) => ({ ...output, of: { file: "out" } }));
  return measureAll(asFiles, { directory, owner: null });
}

function placeOf(of: DeclaredOutput["of"], values: ExpressionValues): DeclaredOutput["of"] {
  if (of === "stdout") return of;
  return "file" in of
    ? { file: renderTemplateText(of.file, values) }
    : { glob: renderTemplateText(of.glob, values) };
}

async function put(
  db: Db,
  { run, idx, attempt }: Claim,
  found: readonly Measured[],
): Promise<void> {
  const measured = found.map((one) => ("problem" in one ? null : one));
  await putRunOutputs(db, {
    ...{ run, idx, attempt },
    names: found.map(({ name }) => name),
    digests: measured.map((one) => one?.digest ?? null) as string[],
    bytes: measured.map((one) => one?.bytes ?? null) as never,
    rows: measured.map((one) => one?.rows ?? null) as never,
    files: measured.map((one) => one?.files ?? null) as number[],
    problems: found.map((one) => ("problem" in one ? one.problem : null)) as string[],
  });
}
