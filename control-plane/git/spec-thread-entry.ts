// The thread's side of `spec-thread.ts`: reads specs and hands them back in the few long texts that the store takes.

import { hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { readProject } from "#core/estate.ts";
import { projectFile } from "#core/estate-paths.ts";
import { readSpecs } from "#core/read-specs.ts";
import { createSourceReader, type SourceReader } from "#core/source.ts";
import { saidOf } from "#core/stored-spec.ts";
import type { Answer, Question, Told } from "./spec-thread.ts";

/** Made of what the specs have in common. */
let reader: SourceReader | null = null;
/** The specs of the portion that is being read. */
let contents: ReadonlyMap<string, Uint8Array> = new Map();

parentPort?.on("message", (question: Question) => {
  if ("shared" in question) reader = readerOf(question);
  else post(answer(question));
});

/** The texts, nine tenths of it, are handed over instead of copied. */
const post = (answer: Answer): void =>
  parentPort?.postMessage(answer, [answer.columns.texts.buffer as ArrayBuffer]);

const readerOf = ({
  shared,
  ceilings,
  environment,
}: Extract<Question, { shared: unknown }>): SourceReader =>
  createSourceReader(
    { content: (path) => contents.get(path) ?? shared.get(path) },
    { ...readProject(shared.get(projectFile), { environment }), ceilings },
  );

/** Of a pipeline all but the tasks: they are nine tenths of it, and its canonical JSON has them. */
function answer({ specs, contents: joined }: Extract<Question, { specs: unknown }>): Answer {
  const known = reader;
  if (known === null) throw new Error("specs came before what they have in common");
  let start = 0;
  contents = new Map(
    specs.map(({ path, bytes }) => {
      const content = joined.subarray(start, start + bytes);
      start += bytes;
      return [path, content];
    }),
  );
  const read = readSpecs(
    specs.map(({ path, inputs }) => known.read(path, inputs)),
    (text) => hash("sha256", text),
  );
  const told: Told = {
    sources: read.sources.map(({ pipeline, ...source }) => ({
      ...source,
      pipeline: pipeline && saidOf(pipeline),
    })),
    facts: read.planned.map(({ text: _, pipeline: __, ...facts }) => facts),
  };
  return { told: JSON.stringify(told), columns: read.columns };
}
