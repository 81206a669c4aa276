// What the import before has written into a folder: the hash of each file in `import.json`, their texts in `import.base.gz`,
// from which the next one tells what people have edited since.

import { createHash, hash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip, gunzipSync } from "node:zlib";
import { CommandError } from "./exit.ts";

export const recordFile = "import.json";
export const ledgerFile = "ledger.ndjson";
export const baseFile = "import.base.gz";

/** Path → hash of what the import made of it. */
export type Written = Record<string, string>;

export const hashOf = (content: string | Uint8Array): string => hash("sha256", content, "hex");

export async function hashOfFile(file: string): Promise<string> {
  const whole = createHash("sha256");
  await pipeline(createReadStream(file), whole);
  return whole.digest("hex");
}

/** Only names that imports give: by others a file elsewhere would be deleted. */
const own =
  /^(?:(?:(?:pipelines|calendars|connections|migration|migration\/waves)\/)?[a-z0-9_-]+\.yaml|pipelines\/[a-z0-9-]+\/(?:pipeline|tasks\/[\w-]+)\.yaml|[a-z]+\.(?:json|md|html))$/;

/** Whether an import has files of the name. */
export const isOfImport = (file: string): boolean =>
  own.test(file) || file === baseFile || file === ledgerFile;

/** @throws CommandError for a file that is no record. */
export async function readRecord(root: string): Promise<Written> {
  const file = path.join(root, recordFile);
  try {
    const { files } = JSON.parse(await readFile(file, "utf8")) as { files: Written };
    return Object.fromEntries(Object.entries(files).filter(([name]) => own.test(name)));
  } catch (error) {
    const help = "delete the folder, or import into a new one";
    throw new CommandError("refused", `${file} is no record of an import`, help, error);
  }
}

export const recordText = (files: Written): string => `${JSON.stringify({ files }, null, 1)}\n`;

/** The texts of some files as the import before has made them; what can't be read, or is not what the record says, is missing. */
export async function readBase(
  root: string,
  files: ReadonlySet<string>,
  before: Written,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (files.size === 0) return texts;
  for (const line of await linesOf(path.join(root, baseFile))) {
    const [file, text] = JSON.parse(line) as [string, string];
    if (files.has(file) && hashOf(text) === before[file]) texts.set(file, text);
  }
  return texts;
}

async function linesOf(file: string): Promise<string[]> {
  try {
    const bytes = gunzipSync(await readFile(file), { maxOutputLength: mostBytes });
    return bytes.toString().split("\n").slice(0, -1);
  } catch {
    return [];
  }
}

/** Of all texts together; an import of 100,000 jobs has a fifth. */
const mostBytes = 2 ** 29 - 2 ** 25;
const charactersPerWrite = 1_000_000;

/** Takes the texts of an import, one after the other. */
export class BaseWriter implements AsyncDisposable {
  readonly #gzip = createGzip({ level: 6 });
  readonly #written: Promise<void>;
  #text = "";

  constructor(folder: string) {
    this.#written = pipeline(this.#gzip, createWriteStream(path.join(folder, baseFile)));
    // Told by the next write or the end.
    this.#written.catch(() => {});
  }

  async add(file: string, text: string): Promise<void> {
    this.#text += `${JSON.stringify([file, text])}\n`;
    if (this.#text.length < charactersPerWrite) return;
    const rest = this.#text;
    this.#text = "";
    if (!this.#gzip.write(rest)) await Promise.race([once(this.#gzip, "drain"), this.#written]);
  }

  /** Once all are on disk. */
  async end(): Promise<void> {
    this.#gzip.end(this.#text);
    await this.#written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#gzip.destroy();
    await this.#written.catch(() => {});
  }
}
