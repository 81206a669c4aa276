// Reads what follow.sh and end.sh say. The host may send anything: lines are short, numbers are checked, bytes are passed on
// as they come.

import { maxOutputFileBytes } from "#core/outputs.ts";
import { printable } from "#core/printable.ts";

export type HostWord =
  | { kind: "begun" | "adopted" | "missing" | "gone" | "unknown" | "still" | "over" | "runs" }
  | { kind: "elsewhere" | "failed"; text: string }
  | { kind: "data"; at: number; bytes: Buffer }
  | { kind: "gap"; from: number; to: number }
  /** `outputs`: null when there are more than may be; "none" when the file is no plain one. */
  | { kind: "end"; code: number; signal: string | null; outputs: Buffer | null | "none" };

/** The host doesn't speak as its script does: it did not run it. */
export class NotOurs extends Error {
  override name = "NotOurs";
}

const plain = ["begun", "adopted", "missing", "gone", "unknown", "still", "over", "runs"] as const;
const longestLine = 1_000;
/** Of what a login shell says before our script speaks. */
const longestGreeting = 65_536;

/** All words in order; ends where the source does. @throws NotOurs */
export async function* hostWords(
  source: AsyncIterable<Buffer>,
  nonce: string,
): AsyncGenerator<HostWord> {
  const input = new Input(source);
  await input.skipPast(`trunkline-${nonce}\n`);
  for (;;) {
    const line = await input.line();
    if (line === null) return;
    const [word = "", ...rest] = line.split(" ");
    const known = plain.find((one) => one === word);
    if (known !== undefined) yield { kind: known };
    else if (word === "elsewhere" || word === "failed")
      yield { kind: word, text: printable(rest.join(" ")).slice(0, 300) };
    else if (word === "gap") yield { kind: "gap", from: natural(rest[0]), to: natural(rest[1]) };
    else if (word === "data") yield* data(input, natural(rest[0]), natural(rest[1]));
    else if (word === "end") yield await end(input, rest);
    else throw notOurs(line);
  }
}

async function* data(input: Input, at: number, size: number): AsyncGenerator<HostWord> {
  for (let done = 0; done < size; ) {
    const bytes = await input.some(size - done);
    // The connection broke within: what is left is asked for again.
    if (bytes === null) return;
    yield { kind: "data", at: at + done, bytes };
    done += bytes.length;
  }
}

async function end(input: Input, [code, signal, size]: string[]): Promise<HostWord> {
  const word = { kind: "end", code: natural(code), signal: signalName(signal) } as const;
  if (size === "-1") return { ...word, outputs: "none" };
  const length = natural(size);
  if (length > maxOutputFileBytes) return { ...word, outputs: null };
  const outputs: Buffer[] = [];
  for (let left = length; left > 0; ) {
    const bytes = await input.some(left);
    if (bytes === null) throw new Error("the connection broke within the outputs");
    outputs.push(bytes);
    left -= bytes.length;
  }
  return { ...word, outputs: Buffer.concat(outputs) };
}

function natural(text = ""): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw notOurs(text);
}

function signalName(text = ""): string | null {
  if (text === "-") return null;
  if (/^(SIG)?[A-Z0-9+-]{1,12}$/.test(text)) return text.startsWith("SIG") ? text : `SIG${text}`;
  throw notOurs(text);
}

const notOurs = (text: string): NotOurs =>
  new NotOurs(`the host says "${printable(text).slice(0, 100)}", which is no answer`);

/** Bytes by lines and by lengths; never holds more than a chunk and a line. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async skipPast(text: string): Promise<void> {
    for (;;) {
      const at = this.#held.indexOf(text);
      if (at !== -1) {
        this.#held = this.#held.subarray(at + text.length);
        return;
      }
      if (this.#held.length > longestGreeting) throw notOurs(this.#held.toString("utf8"));
      if (!(await this.#more()))
        throw this.#held.length === 0
          ? new Error("the host closed the connection before it ran anything")
          : notOurs(this.#held.toString("utf8"));
    }
  }

  /** Without its end; null when the source ends within. */
  async line(): Promise<string | null> {
    for (;;) {
      const at = this.#held.indexOf("\n");
      if (at > longestLine || (at === -1 && this.#held.length > longestLine))
        throw notOurs(this.#held.toString("utf8", 0, longestLine));
      if (at !== -1) {
        const line = this.#held.toString("utf8", 0, at);
        this.#held = this.#held.subarray(at + 1);
        return line;
      }
      if (!(await this.#more())) return null;
    }
  }

  /** At least one byte and at most so many; null at the end. */
  async some(most: number): Promise<Buffer | null> {
    if (this.#held.length === 0 && !(await this.#more())) return null;
    const bytes = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(bytes.length);
    return bytes;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }
}
