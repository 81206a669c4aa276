// The thread's side of `spec-thread.ts`: reads specs and hands them back in the few long texts that the store takes.

import { hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { readProject } from "#core/estate.ts";
import { projectFile } from "#core/estate-paths.ts";
import { plannedOf } from "#core/judge.ts";
import { createSourceReader, type SourceReader } from "#core/source.ts";
import { openColumns } from "#core/spec-columns.ts";
import { createTeller } from "#core/told-specs.ts";
import { readWaves } from "#core/waves/read.ts";
import type { Answer, Question } from "./spec-thread.ts";

/** Made of what the specs have in common. */
let reader: SourceReader | null = null;
/** The specs of the portion that is being read. */
const contents = new Map<string, Uint8Array>();
const teller = createTeller();

parentPort?.on("message", (question: Question) => {
  if ("shared" in question) reader = readerOf(question);
  else post(answer(question));
});

/** The bytes, nine tenths of it, are handed over instead of copied. */
const post = (answer: Answer): void =>
  parentPort?.postMessage(answer, [
    answer.columns.texts.buffer as ArrayBuffer,
    answer.contents.buffer as ArrayBuffer,
  ]);

const readerOf = ({
  shared,
  ceilings,
  environment,
}: Extract<Question, { shared: unknown }>): SourceReader =>
  createSourceReader(
    { content: (path) => contents.get(path) ?? shared.get(path) },
    {
      ...{ ...readProject(shared.get(projectFile), { environment }), ceilings },
      waves: readWaves(shared),
    },
  );

/** One spec after the other, of which only texts stay: 64 whole ones would be copied by each of a hundred collections. */
function answer({ specs, contents: joined }: Extract<Question, { specs: unknown }>): Answer {
  const known = reader;
  if (known === null) throw new Error("specs came before what they have in common");
  const columns = openColumns();
  let start = 0;
  for (const { path, inputs, bytes } of specs) {
    contents.set(path, joined.subarray(start, start + bytes));
    start += bytes;
    const source = known.read(path, inputs);
    contents.delete(path);
    const planned = source.pipeline && plannedOf(path, source.pipeline, sha256);
    if (planned) columns.add(planned);
    teller.add(source, planned);
  }
  return { told: teller.tell(), columns: columns.join(), contents: joined };
}

const sha256 = (text: string): string => hash("sha256", text);
