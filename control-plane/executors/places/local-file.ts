// A file of this host while it is read, or written beside the name that it gets at its end.

import { constants } from "node:fs";
import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { type LocalFolder, placed } from "./local-folder.ts";
import { digestsOf, partName, wholeParts } from "./parts.ts";
import type { Reading, WriteTarget, Writing } from "./place.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

export class LocalReading implements Reading {
  readonly #file: FileHandle;
  readonly #signal: AbortSignal;

  constructor(file: FileHandle, signal: AbortSignal) {
    this.#file = file;
    this.#signal = signal;
  }

  async part(from: number, length: number): Promise<Uint8Array> {
    this.#signal.throwIfAborted();
    const bytes = Buffer.allocUnsafe(length);
    let at = 0;
    while (at < length) {
      const { bytesRead } = await this.#file.read(bytes, at, length - at, from + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

interface WrittenAt {
  /** Closed with the writing. */
  folder: LocalFolder;
  /** What it is called there. */
  name: string;
  target: WriteTarget;
  signal: AbortSignal;
}

export class LocalWriting implements Writing {
  readonly handle: string;
  readonly #folder: LocalFolder;
  readonly #name: string;
  readonly #target: WriteTarget;
  readonly #file: FileHandle;
  readonly #signal: AbortSignal;

  private constructor({ folder, name, target, signal }: WrittenAt, file: FileHandle) {
    this.handle = target.key;
    this.#folder = folder;
    this.#name = name;
    this.#target = target;
    this.#file = file;
    this.#signal = signal;
  }

  static async open(at: WrittenAt): Promise<LocalWriting> {
    const { folder, target } = at;
    const part = folder.at(partName(target.key));
    const goesOn = target.handle === target.key;
    try {
      const kept = goesOn ? await open(part, O_RDWR | O_NOFOLLOW).catch(orNull) : null;
      // One that nobody goes on with is not written over: whoever still has it open writes to nothing.
      if (kept === null) await unlink(part).catch(orNull);
      const file = kept ?? (await open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666));
      return new LocalWriting(at, file);
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  async kept(most: number): Promise<Buffer[]> {
    const { size } = await this.#file.stat();
    return await this.#digests(Math.min(most, wholeParts(size, this.#target)));
  }

  async put(index: number, bytes: Uint8Array): Promise<void> {
    this.#signal.throwIfAborted();
    const from = index * this.#target.partBytes;
    let at = 0;
    while (at < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, from + at);
      at += bytesWritten;
    }
  }

  async proof(): Promise<Buffer[]> {
    return await this.#digests(Number.POSITIVE_INFINITY);
  }

  async commit(mayReplace: boolean): Promise<void> {
    const part = this.#folder.at(partName(this.#target.key));
    const path = this.#folder.at(this.#name);
    // Beyond the last part is what an earlier, longer one left.
    await this.#file.truncate(this.#target.size);
    await this.#file.sync();
    if (mayReplace) await rename(part, path);
    else await placed(part, path, this.#target.name);
    await this.#folder.sync();
  }

  async discard(): Promise<void> {
    await unlink(this.#folder.at(partName(this.#target.key))).catch(orNull);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    await this.#folder[Symbol.asyncDispose]();
  }

  #digests(most: number): Promise<Buffer[]> {
    return digestsOf(new LocalReading(this.#file, this.#signal), { ...this.#target, most });
  }
}

function orNull(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
}
