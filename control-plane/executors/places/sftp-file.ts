// A file of a host while it is read by SFTP, or written beside the name that it gets at its end.

import { digestsOf, partName, wholeParts } from "./parts.ts";
import { Exists, type Reading, type WriteTarget, type Writing } from "./place.ts";
import { isMissing, type SftpSession } from "./sftp-session.ts";

/** Where a file is while it is written. */
export const partPath = (path: string, key: string): string =>
  path.slice(0, path.lastIndexOf("/") + 1) + partName(key);

export class SftpReading implements Reading {
  readonly #sftp: SftpSession;
  readonly #file: Buffer;

  constructor(sftp: SftpSession, file: Buffer) {
    this.#sftp = sftp;
    this.#file = file;
  }

  part(from: number, length: number): Promise<Uint8Array> {
    return this.#sftp.readAt(this.#file, from, length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sftp.closeFile(this.#file);
  }
}

export class SftpWriting implements Writing {
  readonly handle: string;
  readonly #sftp: SftpSession;
  readonly #path: string;
  readonly #target: WriteTarget;
  readonly #file: Buffer;

  private constructor(sftp: SftpSession, path: string, target: WriteTarget, file: Buffer) {
    this.handle = target.key;
    this.#sftp = sftp;
    this.#path = path;
    this.#target = target;
    this.#file = file;
  }

  static async open(sftp: SftpSession, path: string, target: WriteTarget): Promise<SftpWriting> {
    const part = partPath(path, target.key);
    const goesOn = target.handle === target.key;
    const kept = goesOn ? await sftp.open(part, "r+").catch(orNull) : null;
    // One that nobody goes on with is not written over: whoever still has it open writes to nothing.
    if (kept === null) await sftp.unlink(part).catch(orNull);
    // `w+` with `x`: for reading too, and never through a link that somebody put there.
    return new SftpWriting(sftp, path, target, kept ?? (await sftp.open(part, "wx+" as "w+")));
  }

  async kept(most: number): Promise<Buffer[]> {
    const { size } = await this.#sftp.fstat(this.#file);
    return await this.#digests(Math.min(most, wholeParts(size, this.#target)));
  }

  async put(index: number, bytes: Uint8Array): Promise<void> {
    await this.#sftp.writeAt(this.#file, bytes, index * this.#target.partBytes);
  }

  async proof(): Promise<Buffer[]> {
    return await this.#digests(Number.POSITIVE_INFINITY);
  }

  async commit(mayReplace: boolean): Promise<void> {
    await this.#sftp.sync(this.#file);
    const part = partPath(this.#path, this.#target.key);
    if (mayReplace) return await this.#sftp.replace(part, this.#path);
    await this.#sftp.rename(part, this.#path).catch((error: unknown) => {
      throw error instanceof Exists ? new Exists(this.#target.name) : error;
    });
  }

  async discard(): Promise<void> {
    await this.#sftp.unlink(partPath(this.#path, this.#target.key)).catch(orNull);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sftp.closeFile(this.#file);
  }

  #digests(most: number): Promise<Buffer[]> {
    return digestsOf(new SftpReading(this.#sftp, this.#file), { ...this.#target, most });
  }
}

function orNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
