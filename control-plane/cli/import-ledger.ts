// The ledger of an import on disk, where it may be larger than all else together.

import { createReadStream, createWriteStream, writeFileSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { createGzip } from "node:zlib";
import type { LedgerLine } from "#migrators/ledger.ts";
import { ledgerText } from "#migrators/ledger-text.ts";
import { Tally } from "#migrators/tally.ts";
import { hashOfFile, ledgerFile } from "./import-record.ts";
import type { Output } from "./output.ts";

/** As much as this is written at once. */
const charactersPerWrite = 500_000;

/** Beyond it, forges warn or refuse and every clone pays: the ledger is compressed, then left out. */
const mostLedgerBytes = 50_000_000;

/** Line by line: an estate of 100,000 jobs has millions of them. */
export async function writeLedger(
  folder: string,
  lines: Iterable<LedgerLine>,
  out: Output,
): Promise<Tally> {
  await using file = await open(path.join(folder, ledgerFile), "w");
  const tally = new Tally();
  let text = "";
  let count = 0;
  for (const line of lines) {
    tally.add(line);
    count++;
    text += ledgerText(line);
    if (text.length < charactersPerWrite) continue;
    writeFileSync(file.fd, text);
    text = "";
    out.progress(`${count} lines of the ledger`);
    await setImmediate();
  }
  writeFileSync(file.fd, text);
  return tally;
}

/** Makes it fit for a commit in a folder: as it is, or compressed. Null, or why it is neither. */
export async function boundLedger(work: string, most = mostLedgerBytes): Promise<string | null> {
  const [plain, packed] = [path.join(work, ledgerFile), path.join(work, `${ledgerFile}.gz`)];
  const { size } = await stat(plain);
  await rm(packed, { force: true });
  if (size <= most) return null;
  await pipeline(createReadStream(plain), createGzip(), createWriteStream(packed));
  const hash = await hashOfFile(plain);
  await rm(plain);
  const packedSize = (await stat(packed)).size;
  if (packedSize <= most) return null;
  await rm(packed);
  return `the ledger is not in the commit: compressed it has ${Math.ceil(packedSize / 1_000_000)} MB; an import of the same files with --out gives it again, with the SHA-256 ${hash}`;
}
