// Requests of SFTP: what a refusal means, and how bytes come and go in many small ones at a time.

import type { Attributes, OpenMode, SFTPWrapper } from "ssh2";
import { printable } from "#core/printable.ts";
import { untilStopped } from "../in-process.ts";
import { openSshSession, type SshSession, type SshSettings } from "../ssh/session.ts";
import { reason } from "../stop.ts";
import { Exists } from "./place.ts";

/** Codes of the protocol's answers. */
const codes = { end: 1, missing: 2 } as const;
/** Of one request: what every server takes. */
const pieceBytes = 32_768;
/** On the way at a time: 2 MiB, so that a distant host doesn't slow a copy down. */
const pieces = 64;

/** What a host answered instead of doing it. */
export class SftpRefused extends Error {
  override name = "SftpRefused";
  readonly code: number | null;

  constructor(message: string, code: number | null, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof SftpRefused && error.code === codes.missing;

export const isEnd = (error: unknown): boolean =>
  error instanceof SftpRefused && error.code === codes.end;

type Answer<T> = (error: Error | undefined | null, value: T) => void;

export class SftpSession {
  readonly #session: SshSession;
  readonly #sftp: SFTPWrapper;

  private constructor(session: SshSession, sftp: SFTPWrapper) {
    this.#session = session;
    this.#sftp = sftp;
  }

  /** @throws as `openSshSession` */
  static async open(settings: SshSettings): Promise<SftpSession> {
    const session = await openSshSession(settings);
    try {
      return new SftpSession(session, await session.sftp());
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** @param doing For people. @throws SftpRefused, and why the session is gone */
  async ask<T>(doing: string, ask: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T> {
    const { gone } = this.#session;
    gone.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    try {
      ask(this.#sftp, (error, value) => (error ? reject(error) : resolve(value)));
      return await untilStopped(promise, gone);
    } catch (error) {
      gone.throwIfAborted();
      const code = (error as { code?: unknown }).code;
      // A host may say anything.
      const why = printable(reason(error)).slice(0, 300);
      throw new SftpRefused(
        `${doing} failed: ${why}`,
        typeof code === "number" ? code : null,
        error,
      );
    }
  }

  lstat(path: string): Promise<Attributes> {
    return this.ask(`looking at ${path}`, (sftp, answer) => sftp.lstat(path, answer));
  }

  open(path: string, mode: OpenMode): Promise<Buffer> {
    return this.ask(`opening ${path}`, (sftp, answer) => sftp.open(path, mode, answer));
  }

  fstat(handle: Buffer): Promise<Attributes> {
    return this.ask("looking at what is open", (sftp, answer) => sftp.fstat(handle, answer));
  }

  /** Nobody waits for it: what it would free is gone with the session at the latest. */
  closeFile(handle: Buffer): void {
    if (!this.#session.gone.aborted) this.#sftp.close(handle, () => {});
  }

  unlink(path: string): Promise<void> {
    return this.ask(`deleting ${path}`, (sftp, answer: Answer<void>) =>
      sftp.unlink(path, answer as never),
    );
  }

  /** @throws Exists */
  async rename(from: string, to: string): Promise<void> {
    // Some servers replace without being asked to.
    if (await this.#isThere(to)) throw new Exists(to);
    await this.ask(`renaming ${from} to ${to}`, (sftp, answer: Answer<void>) =>
      sftp.rename(from, to, answer as never),
    );
  }

  /** At once where the server can do that, as OpenSSH and most others; else the old one goes before the new one comes. */
  async replace(from: string, to: string): Promise<void> {
    try {
      await this.ask(`renaming ${from} to ${to}`, (sftp, answer: Answer<void>) =>
        sftp.ext_openssh_rename(from, to, answer as never),
      );
    } catch (error) {
      if (!(error instanceof SftpRefused) || error.code !== null) throw error;
      await this.unlink(to).catch((why: unknown) => {
        if (!isMissing(why)) throw why;
      });
      await this.rename(from, to);
    }
  }

  /** Each folder of a path that isn't there. */
  async makeFolders(path: string): Promise<void> {
    if (path === "" || path === "/" || (await this.#isThere(path))) return;
    await this.makeFolders(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    await this.ask(`making the folder ${path}`, (sftp, answer: Answer<void>) =>
      sftp.mkdir(path, answer as never),
    ).catch(async (error: unknown) => {
      // Somebody else made it meanwhile.
      if (!(await this.#isThere(path))) throw error;
    });
  }

  /** Fewer bytes: the file ends there. */
  async readAt(handle: Buffer, from: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let end = length;
    await inPieces(length, async (at, size) => {
      for (let read = 0; read < size; ) {
        const got = await this.ask<number>("reading", (sftp, answer) =>
          sftp.read(handle, bytes, at + read, size - read, from + at + read, answer),
        ).catch((error: unknown) => {
          if (isEnd(error)) return 0;
          throw error;
        });
        read += got;
        if (got > 0) continue;
        end = Math.min(end, at + read);
        return;
      }
    });
    return bytes.subarray(0, end);
  }

  async writeAt(handle: Buffer, bytes: Uint8Array, from: number): Promise<void> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    await inPieces(bytes.length, (at, size) =>
      this.ask("writing", (sftp, answer: Answer<void>) =>
        sftp.write(handle, buffer, at, size, from + at, answer as never),
      ),
    );
  }

  /** To the host's disk, where the server can do that. */
  async sync(handle: Buffer): Promise<void> {
    await this.ask("writing to the disk", (sftp, answer: Answer<void>) =>
      sftp.ext_openssh_fsync(handle, answer as never),
    ).catch((error: unknown) => {
      if (!(error instanceof SftpRefused)) throw error;
    });
  }

  close(): void {
    this.#session.close();
  }

  async #isThere(path: string): Promise<boolean> {
    try {
      await this.lstat(path);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }
}

/** Several at a time; the first that fails ends it. */
async function inPieces(
  length: number,
  each: (at: number, size: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < length) {
      const at = next;
      next += pieceBytes;
      await each(at, Math.min(pieceBytes, length - at));
    }
  };
  await Promise.all(Array.from({ length: pieces }, work));
}
