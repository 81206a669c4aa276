// How many MB/s of output does the masker let through with 50 secrets, over one that always keeps back the longest one's tail?

import { Masker } from "#secrets/mask.ts";
import { formsOf } from "#secrets/masked-forms.ts";
import { randomFrom } from "./support/random.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const megabyte = 1_000_000;
/** What a command's pipe gives at once. */
const chunkBytes = 64 * 1024;
/** Over all of the output, a round. */
const passes = 60;
/** One in so many lines has a secret in it. */
const linesPerSecret = 2_000;

/** Passwords, tokens and one key of several lines. */
function secretsFor(random: () => number): string[] {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.!";
  const text = (length: number) =>
    Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
  const key = Array.from({ length: 26 }, () => text(64)).join("\n");
  return [key, ...Array.from({ length: 49 }, (_, index) => text(12 + index))];
}

/** Lines as loaders print them; some have a secret in one of its forms. */
function outputWith(secrets: readonly string[], random: () => number): Buffer[] {
  const forms = secrets.flatMap(formsOf);
  const lines = Array.from({ length: 60_000 }, (_, line) => {
    const secret = line % linesPerSecret === 0 ? forms[Math.floor(random() * forms.length)] : "";
    return `2026-11-26T06:${line % 60}:00Z INFO loader.orders: ${line} rows read in ${Math.floor(random() * 1e6)} ms ${secret}\n`;
  });
  const whole = Buffer.from(lines.join(""));
  const chunks: Buffer[] = [];
  for (let at = 0; at < whole.length; at += chunkBytes)
    chunks.push(whole.subarray(at, at + chunkBytes));
  return chunks;
}

/** The plain way, for raw values only: one regular expression, and the longest value's length is always kept back. */
function tailKeeper(secrets: readonly string[]) {
  const sorted = secrets.toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(sorted.map(RegExp.escape).join("|"), "g");
  const tail = (sorted[0]?.length ?? 1) - 1;
  let rest = "";
  return {
    push(bytes: Buffer): Uint8Array {
      const text = (rest + bytes.toString("latin1")).replaceAll(pattern, "***");
      const until = Math.max(0, text.length - tail);
      rest = text.slice(until);
      return Buffer.from(text.slice(0, until), "latin1");
    },
  };
}

/** MB/s that go in: of the fastest of some passes, since whoever else uses the machine is not what is asked about. */
function rateOf(makeMasker: () => { push(bytes: Buffer): Uint8Array }, chunks: Buffer[]): number {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const rates = Array.from({ length: scaled(passes) }, () => {
    const masker = makeMasker();
    const start = performance.now();
    for (const chunk of chunks) masker.push(chunk);
    return bytes / megabyte / ((performance.now() - start) / 1000);
  });
  return Math.max(...rates);
}

export async function run(rounds: number): Promise<Result> {
  const random = randomFrom(7);
  const secrets = secretsFor(random);
  const chunks = outputWith(secrets, random);
  const ourRate = async () => rateOf(() => new Masker(secrets), chunks);
  const theirRate = async () => rateOf(() => tailKeeper(secrets), chunks);
  await ourRate();
  await theirRate();
  const { ours, reference, ratio, all } = await alternate(rounds, theirRate, ourRate);
  const params = {
    reference: "one regular expression of the raw values, the longest one's tail kept back",
    secrets: secrets.length,
    forms: secrets.flatMap(formsOf).length,
    chunkBytes,
    all,
  };
  return { name: "mask", ratio, ours, reference, unit: "MB/s", params };
}
