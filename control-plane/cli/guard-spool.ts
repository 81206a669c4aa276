// The spool of guards that have no curl: their requests are files, which are brought to the server, and so are its answers.
//
//   new/NAME, then asks/NAME   projects/PROJECT/guard/PATH, or of an event projects/PROJECT/changes, and the body on the second line
//   answers/NAME               the status, and what the server answered on the second line
//
// Whoever can write there speaks for guards, and for nothing else: other paths are not brought.

import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Address } from "./connect.ts";

/** Between two looks: file systems of other hosts tell nobody of a change. */
const everyMs = 100;
/** What the guard that asked has given up by then. It waits 10 s, or 40 s for a run of ours. */
const staleMs = 60_000;
const longestBytes = 65_536;
/** Answers that nobody has fetched. */
const forgottenMs = 86_400_000;
/** So many are under way at a time, however many there are. */
const most = 64;
/** While there are very many of them. */
const relistMs = 1_000;

const name = /^[A-Za-z0-9+_-]{8,250}$/;
const paths =
  /^projects\/[a-z0-9-]{1,63}\/(?:guard\/(?:(ask|report|acknowledge)|run\?[a-z0-9_=&/-]{1,300})|(changes))$/;
/** Of all changes a guard's event alone. */
const event = /^\{"emit":\[\{"name":"[^"\\]+","date":"\d{8}","id":"[^"\\]+"\}\]\}$/;

export interface Spool {
  folder: string;
  server: Address;
  /** What can't be brought; the same words once. */
  onMessage: (message: string) => void;
}

/** Until the signal. @throws where the folder can't be made */
export async function serveSpool(spool: Spool, signal: AbortSignal): Promise<void> {
  const { folder } = spool;
  for (const part of ["new", "asks", "answers"]) {
    await mkdir(join(folder, part), { recursive: true });
    // A link would let a guard have its answer written elsewhere.
    if (!(await lstat(join(folder, part))).isDirectory())
      throw new Error(`${join(folder, part)} is no folder`);
  }
  const under = new Map<string, Promise<void>>();
  let tidied = 0;
  while (!signal.aborted) {
    if (Date.now() - tidied > forgottenMs / 24) {
      tidied = Date.now();
      await forget(folder);
    }
    const listed = Date.now();
    for (const letter of inTurn(await readdir(join(folder, "asks")))) {
      // Somebody may have asked meanwhile, who comes first.
      if (signal.aborted || Date.now() - listed > relistMs) break;
      if (!name.test(letter) || under.has(letter)) continue;
      const brought = bring(spool, letter, signal)
        .catch((error: Error) => spool.onMessage(`${letter}: ${error.message}`))
        .finally(() => under.delete(letter));
      under.set(letter, brought);
      if (under.size >= most) await Promise.race(under.values());
    }
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
  await Promise.all(under.values());
}

/** What a guard waits for, and then what it only tells, of each in the order of its calls: after an outage there may be thousands of these. */
function inTurn(letters: readonly string[]): string[] {
  const isTold = (letter: string) => /^[^-]+-[sear]-/.test(letter);
  const sorted = letters.toSorted();
  return [...sorted.filter((one) => !isTold(one)), ...sorted.filter(isTold)];
}

async function bring({ folder, server }: Spool, letter: string, signal: AbortSignal) {
  const file = join(folder, "asks", letter);
  const found = await read(file);
  if (found === null) return;
  const [path = "", body = ""] = found.text.split("\n");
  const known = paths.exec(path);
  const posted = known?.[1] ?? known?.[2];
  const isOther = known === null || (posted === "changes" && !event.test(body));
  // What has nobody that waits for it may be brought whenever it can.
  const mayBeLate = posted !== undefined && posted !== "ask";
  if (isOther || (!mayBeLate && Date.now() - found.at > staleMs)) {
    await rm(file, { force: true });
    return;
  }
  const answer = await fetch(new URL(`/api/v1/${path}`, server.url), {
    ...(posted === undefined ? {} : { method: "POST", body }),
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(45_000)]),
  }).catch(async (cause: Error) => {
    // An ask is taken back by whoever waits for it.
    await delay(2_000, undefined, { signal }).catch(() => {});
    throw new Error(`${server.url} can't be reached (${cause.message})`);
  });
  const text = (await answer.text()).replaceAll(/\s*\n\s*/g, " ");
  await writeFile(join(folder, "new", `${letter}.answer`), `${answer.status}\n${text}\n`);
  await rm(file, { force: true });
  await rename(join(folder, "new", `${letter}.answer`), join(folder, "answers", letter));
}

/** Null: it is gone, or no file that a guard has written. */
async function read(file: string): Promise<{ text: string; at: number } | null> {
  const facts = await lstat(file).catch(() => null);
  if (!facts?.isFile() || facts.size > longestBytes) {
    await rm(file, { force: true });
    return null;
  }
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
  if (handle === null) return null;
  await using _closed = handle;
  return { text: await handle.readFile("utf8"), at: facts.mtimeMs };
}

async function forget(folder: string): Promise<void> {
  for (const part of ["new", "answers"])
    for (const letter of await readdir(join(folder, part))) {
      const facts = await lstat(join(folder, part, letter)).catch(() => null);
      if (facts && Date.now() - facts.mtimeMs > forgottenMs)
        await rm(join(folder, part, letter), { force: true });
    }
}
