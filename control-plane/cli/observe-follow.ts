// A log that grows, followed: from where it was read to, through rotation by renaming and by copying, truncation and restarts.
// How far it was read, and the reader's open runs, are kept on the server with the runs themselves: none is lost or told twice.

import { type FileHandle, open, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { LogClock } from "#migrators/runlog/clock.ts";
import { LogLines } from "#migrators/runlog/lines.ts";
import type { LogReader, RunLogFormat } from "#migrators/runlog/log.ts";
import { formatNamed, headBytes, type LogChoice } from "#migrators/runlog/open-log.ts";
import { CommandError } from "./exit.ts";
import { formatFor, readerFor } from "./observe-log.ts";
import { beginsAs, type FileHead, headOf, type Position, rotatedFrom } from "./observe-place.ts";
import type { Sender } from "./observe-sender.ts";
import type { Output } from "./output.ts";

export interface FollowOptions {
  file: string;
  cwd: string;
  choice: LogChoice;
  sender: Sender;
  out: Output;
  /** Ends it: what was read is sent before. */
  signal: AbortSignal;
  /** As the server has it. */
  position: object | null;
  /** Between two looks; 1 s when not given. */
  pollMs?: number;
}

const chunkBytes = 1 << 20;
/** How far a quiet log was read is told this often. */
const quietMs = 30_000;
/** So is where to go on from: with its open runs it may have 500 kB, and who starts again may read a little twice. */
const positionMs = 30_000;

/** Follows until the signal. @throws CommandError for what is no log that grows */
export async function follow(options: FollowOptions): Promise<void> {
  const follower = new Follower(options);
  await using _ = follower;
  await follower.begin();
  while (!options.signal.aborted) {
    await follower.readOn();
    await delay(options.pollMs ?? 1_000, undefined, { signal: options.signal }).catch(() => {});
    await follower.look();
  }
  await follower.stop();
}

class Follower {
  readonly #options: FollowOptions;
  readonly #place: string;
  #handle: FileHandle | null = null;
  #head: FileHead = { length: 0, hash: "", inode: 0 };
  /** Of the byte after the last whole line. */
  #offset = 0;
  #lines = new LogLines(null);
  #format: RunLogFormat | null = null;
  #reader: LogReader | null = null;
  /** The moment up to which the log is told without a gap, in milliseconds since 1970. */
  #from: number | null = null;
  #toldAt = 0;
  #positionAt = 0;
  readonly #chunk = Buffer.alloc(chunkBytes);

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#place = path.resolve(options.cwd, options.file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
  }

  /** From where the server has it, if the file is still to be found. */
  async begin(): Promise<void> {
    const { position, file, out } = this.#options;
    const kept = position as Position | null;
    const format = kept === null ? null : formatNamed(kept.format);
    this.#handle = await this.#open();
    await this.#beginFile();
    if (kept === null || format === null) return;
    this.#format = format;
    const clock = await this.#makeReader("", kept.saved);
    this.#words = kept.words;
    if (kept.last !== null) clock?.goOnFrom(kept.last);
    this.#from = kept.last;
    if (
      this.#handle !== null &&
      (await beginsAs(this.#handle, kept.head)) &&
      (await this.#size()) >= kept.offset
    ) {
      this.#head = kept.head;
      this.#moveTo(kept.offset);
      return;
    }
    const files = await rotatedFrom(this.#place, kept.head, kept.offset);
    if (files.length === 0) {
      out.note(
        `warning: ${file} is another file than the one that was followed, and that one is gone: what is missing is not observed`,
      );
      this.#missed();
    }
    await this.#readRotated(files, kept.offset);
  }

  /** Reads what has come, and tells it. */
  async readOn(): Promise<void> {
    const before = this.#offset;
    for (let isRead = true; isRead; ) isRead = await this.#readChunk();
    const { sender } = this.#options;
    const isQuiet = sender.isEmpty && Date.now() - this.#toldAt < quietMs;
    if (this.#offset !== before ? !isQuiet : !sender.isEmpty) await this.#tell();
  }

  /** Whether another file is there, or the same one begins anew. */
  async look(): Promise<void> {
    const { file, out } = this.#options;
    const handle = this.#handle;
    if (handle === null) {
      this.#handle = await this.#open();
      await this.#beginFile();
      return;
    }
    const [now, own] = [await stat(this.#place).catch(() => null), await handle.stat()];
    const isOther = now !== null && (now.ino !== own.ino || now.dev !== own.dev);
    const isAnew =
      own.size < this.#offset + this.#lines.pending || !(await beginsAs(handle, this.#head));
    if (isAnew) {
      const files = await rotatedFrom(this.#place, this.#head, this.#offset);
      if (files.length === 0) {
        out.note(
          `warning: ${file} was cut: what came between the last look and that is not observed`,
        );
        this.#missed();
      }
      await this.#readRotated(files, this.#offset);
      return;
    }
    // Whoever writes it has it open until it writes to the new one.
    if (!isOther || now.size === 0) return;
    await this.readOn();
    const files = await rotatedFrom(this.#place, this.#head, this.#offset);
    await handle.close();
    this.#handle = await this.#open();
    await this.#readRotated(files, this.#offset);
  }

  /** What was read, before the end. */
  async stop(): Promise<void> {
    // Where it can't, it is read again next time.
    if (this.#format !== null) await this.#tell(true).catch(() => {});
  }

  /** What was told so far, and what comes now, are not one. */
  #missed(): void {
    this.#from = null;
    const span = this.#reader?.span;
    if (span) Object.assign(span, { first: null, last: null });
  }

  /** Rests of files that were moved away, then the present one from its begin. */
  async #readRotated(files: readonly string[], offset: number): Promise<void> {
    const present = this.#handle;
    for (const [n, file] of files.entries()) {
      this.#handle = await open(file);
      await this.#beginFile();
      if (n === 0) this.#moveTo(offset);
      for (let isRead = true; isRead; ) isRead = await this.#readChunk();
      await this.#handle.close();
    }
    this.#handle = present;
    await this.#beginFile();
  }

  async #beginFile(): Promise<void> {
    if (this.#handle !== null) this.#head = await headOf(this.#handle);
    // The file before may be gone by the time that somebody starts again.
    this.#positionAt = 0;
    this.#moveTo(0);
  }

  #moveTo(offset: number): void {
    this.#offset = offset;
    this.#lines = new LogLines(this.#words);
  }

  #words: readonly string[] | null = null;

  /** False: nothing more is there. */
  async #readChunk(): Promise<boolean> {
    const { sender, file, out } = this.#options;
    const handle = this.#handle;
    if (handle === null) return false;
    const from = this.#offset + this.#lines.pending;
    if (this.#format === null && !(await this.#tellFormat(handle))) return false;
    const { bytesRead } = await handle.read(this.#chunk, 0, chunkBytes, from);
    if (bytesRead === 0) return false;
    // It may have been cut and written anew before that: then these bytes are in the middle of something else.
    if (!(await beginsAs(handle, this.#head))) return false;
    if (this.#head.length < 1_024) this.#head = await headOf(handle);
    const [format, reader] = [this.#format as RunLogFormat, this.#reader as LogReader];
    for (const text of this.#lines.push(this.#chunk.subarray(0, bytesRead)))
      for (const item of reader.read(text, 1))
        if (item.kind === "run") sender.add(item.run, format);
        else if (item.kind === "unread")
          out.note(`warning: ${file}: ${item.why}: ${text.slice(0, 120)}`);
    this.#offset = from + bytesRead - this.#lines.pending;
    sender.addOpen(reader.open?.() ?? [], format);
    out.progress(`${file}: ${Math.floor(this.#offset / 1_048_576)} MB, ${sender.sent.runs} runs`);
    if (!sender.isEmpty && bytesRead === chunkBytes) await this.#tell();
    return true;
  }

  /** A file that begins with half a line, or is empty yet, tells it later. */
  async #tellFormat(handle: FileHandle): Promise<boolean> {
    const { file, choice } = this.#options;
    const bytes = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(bytes, 0, headBytes, 0);
    const end = bytes.subarray(0, bytesRead).lastIndexOf(10);
    if (end < 0) return false;
    const head = bytes.toString("utf8", 0, end + 1);
    const format = formatFor(head, file, choice.kind);
    if (!format.grows || format.pieces !== "lines")
      throw new CommandError(
        "usage",
        `${file} is ${format.name}, which is written once and doesn't grow`,
        "read it without --follow, each time that it is made",
      );
    this.#format = format;
    await this.#makeReader(head, null);
    this.#moveTo(0);
    return true;
  }

  async #makeReader(head: string, saved: object | null): Promise<LogClock | null> {
    const { choice, file } = this.#options;
    const format = this.#format as RunLogFormat;
    const changed = (await this.#handle?.stat())?.mtime.toISOString().slice(0, 10) ?? "";
    const { reader, clock } = readerFor(format, head, { name: file, changed }, choice, saved);
    this.#reader = reader;
    this.#words = format.words?.(head) ?? null;
    return clock;
  }

  async #tell(isLast = false): Promise<void> {
    const { span, save } = this.#reader as LogReader;
    const isDue = isLast || Date.now() - this.#positionAt >= positionMs;
    const last = span.last ?? this.#from;
    const first = this.#from ?? span.first;
    const position: Position = {
      ...{ format: (this.#format as RunLogFormat).name, words: this.#words, head: this.#head },
      ...{ offset: this.#offset, last },
      saved: save ? (save.call(this.#reader) as object) : null,
    };
    const observed =
      first === null || last === null
        ? {}
        : {
            observed: {
              from: new Date(Math.min(first, last)).toISOString(),
              to: new Date(last).toISOString(),
            },
          };
    await this.#options.sender.send({ ...observed, ...(isDue && { position }) });
    if (isDue) this.#positionAt = Date.now();
    this.#from = last;
    this.#toldAt = Date.now();
  }

  async #size(): Promise<number> {
    return (await this.#handle?.stat())?.size ?? 0;
  }

  /** Null: it is not there yet, or being rotated. */
  async #open(): Promise<FileHandle | null> {
    try {
      return await open(this.#place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      const { file } = this.#options;
      throw new CommandError(
        "refused",
        `can't read ${file}: ${(error as Error).message}`,
        null,
        error,
      );
    }
  }
}
