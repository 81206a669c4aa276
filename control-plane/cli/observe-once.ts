// Files that are read once, whole: plain or gzipped, each kind of log. Parts of one growing log go on from each other, the
// oldest first, so that a run which begins in one and ends in the next is one.

import { createReadStream, type ReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { LogLines } from "#migrators/runlog/lines.ts";
import type { LogItem, LogReader, RunLogFormat } from "#migrators/runlog/log.ts";
import { headBytes, type LogChoice } from "#migrators/runlog/open-log.ts";
import { objectSplitter } from "#migrators/runlog/split.ts";
import { CommandError } from "./exit.ts";
import { formatFor, readerFor } from "./observe-log.ts";
import type { Sender } from "./observe-sender.ts";
import type { Output } from "./output.ts";

const chunkBytes = 1 << 20;
/** Lines that can't be read are named up to this many a file, and counted. */
const namedUnread = 5;

export interface ReadOnce {
  bytes: number;
  /** Lines that could not be read. */
  unread: number;
  /** Half lines at the ends of logs that may still grow. */
  halves: number;
}

interface Part {
  file: string;
  place: string;
  head: string;
  format: RunLogFormat;
  changed: string;
  /** Of its first line with a time. */
  first: number;
}

/** @throws CommandError where a file can't be read, or is no log of the kind */
export async function readOnce(
  files: readonly string[],
  cwd: string,
  choice: LogChoice,
  sender: Sender,
  out: Output,
): Promise<ReadOnce> {
  const parts: Part[] = [];
  for (const file of files) parts.push(await partOf(file, cwd, choice));
  parts.sort((a, b) => a.first - b.first);
  const done: ReadOnce = { bytes: 0, unread: 0, halves: 0 };
  let before: { format: RunLogFormat; reader: LogReader } | null = null;
  for (const part of parts) {
    const { format, head, changed, file } = part;
    const goesOn: boolean = format.grows && before?.format === format;
    const reader: LogReader = goesOn
      ? (before as { reader: LogReader }).reader
      : readerFor(format, head, { name: file, changed }, choice).reader;
    await readPart(part, reader, sender, out, done);
    before = { format, reader };
  }
  return done;
}

async function readPart(
  { file, place, format, head }: Part,
  reader: LogReader,
  sender: Sender,
  out: Output,
  done: ReadOnce,
): Promise<void> {
  let unread = 0;
  // Of this part alone: what lies between two parts nobody has told.
  const span = reader.span;
  span.first = null;
  span.last = null;
  const take = (items: readonly LogItem[], text = ""): boolean => {
    let isFull = false;
    for (const item of items)
      if (item.kind === "unread") {
        // By its text: of lines that are passed over nobody counts how many they are.
        if (++unread <= namedUnread)
          out.note(`warning: ${file}: ${item.why}: ${text.slice(0, 120)}`);
      } else if (item.kind === "run") isFull = sender.add(item.run, format) || isFull;
    return isFull;
  };
  const lines = format.pieces === "lines" ? new LogLines(format.words?.(head) ?? null) : null;
  const objects = format.pieces === "objects" ? objectSplitter() : null;
  const decoder = new TextDecoder();
  let line = 0;
  const readLines = (all: readonly string[]): boolean => {
    let isFull = false;
    for (const text of all) isFull = take(reader.read(text, ++line), text) || isFull;
    return isFull;
  };
  const readObjects = (chunk: string, isEnd = false): boolean => {
    let isFull = false;
    for (const piece of (isEnd ? objects?.end() : objects?.push(chunk)) ?? [])
      if (piece.cut) unread++;
      else isFull = take(reader.read(piece.text, piece.line), piece.text) || isFull;
    return isFull;
  };
  for await (const chunk of bytesOf(place, file)) {
    done.bytes += chunk.length;
    const isFull = lines
      ? readLines(lines.push(chunk))
      : readObjects(decoder.decode(chunk, { stream: true }));
    out.progress(`${file}: ${Math.floor(done.bytes / 1_048_576)} MB, ${sender.sent.runs} runs`);
    if (isFull) await sender.sendAhead();
  }
  // The rest of a line of a log that grows comes yet, and its number may have more digits.
  if (lines && format.grows) done.halves += lines.pending > 0 ? 1 : 0;
  else if (lines) readLines(lines.end());
  else readObjects("", true);
  if (lines) unread += lines.cut;
  if (reader.open) sender.addOpen(reader.open(), format);
  else take(reader.end());
  const { first, last } = span;
  const observed =
    first === null || last === null || format.covers !== "whole"
      ? {}
      : { observed: range(first, last) };
  await sender.send(observed);
  if (unread > namedUnread) out.note(`warning: ${file}: ${unread} lines in all could not be read`);
  done.unread += unread;
}

const range = (first: number, last: number) => ({
  from: new Date(first).toISOString(),
  to: new Date(last).toISOString(),
});

async function partOf(file: string, cwd: string, choice: LogChoice): Promise<Part> {
  const place = path.resolve(cwd, file);
  const { mtime } = await stat(place).catch((error: Error) => {
    throw new CommandError("refused", `can't read ${file}: ${error.message}`, null, error);
  });
  const head = await headText(place, file);
  const format = formatFor(head, file, choice.kind);
  const changed = mtime.toISOString().slice(0, 10);
  const { reader } = readerFor(format, head, { name: file, changed }, choice);
  let line = 0;
  if (format.pieces === "lines" && format.grows)
    for (const text of head.split("\n")) {
      if (reader.span.first !== null) break;
      reader.read(text, ++line);
    }
  return { file, place, head, format, changed, first: reader.span.first ?? 0 };
}

/** The begin of a file, by which it is told. @throws CommandError where it can't be read */
export async function headText(place: string, file: string): Promise<string> {
  const bytes: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(place, file)) {
    bytes.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= headBytes) break;
  }
  return Buffer.concat(bytes).subarray(0, headBytes).toString("utf8");
}

/** What it yields is there until the next is asked for. */
async function* bytesOf(place: string, file: string): AsyncGenerator<Buffer> {
  let source: ReadStream | null = null;
  try {
    const mark = Buffer.alloc(2);
    await using handle = await open(place);
    await handle.read(mark, 0, 2, 0); // At a place: what is read on begins at the begin.
    const isGzip = mark[0] === 0x1f && mark[1] === 0x8b;
    const encoding =
      mark[0] === 0xff && mark[1] === 0xfe
        ? "utf-16le"
        : mark[0] === 0xfe && mark[1] === 0xff
          ? "utf-16be"
          : null;
    if (!isGzip && encoding === null) {
      // One buffer for all of it: a log of any size takes no more memory than a small one.
      const chunk = Buffer.alloc(chunkBytes);
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, chunkBytes);
        if (bytesRead === 0) return;
        yield chunk.subarray(0, bytesRead);
      }
    }
    source = createReadStream(place, { highWaterMark: chunkBytes });
    const bytes: AsyncIterable<Buffer> = isGzip ? source.pipe(createGunzip()) : source;
    const decoder = encoding === null ? null : new TextDecoder(encoding);
    // As Windows writes files: from here on it is UTF-8.
    for await (const chunk of bytes)
      yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      "refused",
      `can't read ${file}: ${(error as Error).message}`,
      null,
      error,
    );
  } finally {
    source?.destroy();
  }
}
