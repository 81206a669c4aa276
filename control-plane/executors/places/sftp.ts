// A folder of a host that is reached by SFTP as a place of files.

import type { Attributes, FileEntryWithStats } from "ssh2";
import type { FilePattern } from "#core/file-pattern.ts";
import type { SshSettings } from "../ssh/session.ts";
import { asideName } from "./parts.ts";
import {
  Changed,
  Exists,
  type FoundFile,
  isSameFile,
  type Listing,
  type ListLimits,
  type Reading,
  type TransferPlace,
  type WriteTarget,
  type Writing,
} from "./place.ts";
import { partPath, SftpReading, SftpWriting } from "./sftp-file.ts";
import { isEnd, isMissing, SftpSession } from "./sftp-session.ts";
import { type Entry, walk } from "./walk.ts";

const fileKind = { mask: 0o170000, plain: 0o100000, folder: 0o040000 } as const;

export class SftpPlace implements TransferPlace {
  readonly text: string;
  readonly #sftp: SftpSession;
  /** Ends with a slash, unless it is empty: the user's home. */
  readonly #base: string;

  private constructor(sftp: SftpSession, text: string, path: string) {
    this.text = text;
    this.#sftp = sftp;
    this.#base = asBase(path);
  }

  /** @throws as `openSshSession` */
  static async open(settings: SshSettings, path: string): Promise<SftpPlace> {
    const { user, host, port } = settings.connection;
    const text = `sftp://${user}@${host}:${port}/${path.replace(/^\//, "")}`;
    return new SftpPlace(await SftpSession.open(settings), text, path);
  }

  async list(patterns: readonly FilePattern[], limits?: ListLimits): Promise<Listing> {
    return await walk(patterns, (folder) => this.#entries(folder), limits);
  }

  async stat(name: string): Promise<FoundFile | null> {
    return await this.#look(this.#base + name, name);
  }

  async read(file: FoundFile): Promise<Reading> {
    const handle = await this.#sftp.open(this.#base + file.name, "r");
    if (isSameFile(file, found(file.name, await this.#sftp.fstat(handle))))
      return new SftpReading(this.#sftp, handle);
    this.#sftp.closeFile(handle);
    throw new Changed(file.name);
  }

  async write(target: WriteTarget): Promise<Writing> {
    const path = this.#base + target.name;
    await this.#sftp.makeFolders(folderOf(path));
    return await SftpWriting.open(this.#sftp, path, target);
  }

  async discard(name: string, handle: string): Promise<void> {
    await this.#sftp.unlink(partPath(this.#base + name, handle)).catch(orNull);
  }

  async remove(file: FoundFile, key: string, isCopied: () => Promise<boolean>): Promise<void> {
    const path = this.#base + file.name;
    const aside = besides(path, asideName(key));
    await this.#sftp.rename(path, aside);
    try {
      const now = await this.#look(aside, file.name);
      if (!isSameFile(file, now) || !(await isCopied())) throw new Changed(file.name);
    } catch (error) {
      await this.#sftp.rename(aside, path);
      throw error;
    }
    await this.#sftp.unlink(aside);
  }

  async restore(name: string, key: string): Promise<void> {
    const path = this.#base + name;
    const aside = besides(path, asideName(key));
    if ((await this.#look(aside, name)) === null) return;
    await this.#sftp.rename(aside, path).catch(unlessExists);
  }

  async move(file: FoundFile, folder: string): Promise<void> {
    const to = asBase(folder) + file.name;
    await this.#sftp.makeFolders(folderOf(to));
    if (!isSameFile(file, await this.stat(file.name))) throw new Changed(file.name);
    await this.#sftp.rename(this.#base + file.name, to);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sftp.close();
  }

  async #look(path: string, name: string): Promise<FoundFile | null> {
    const stats = await this.#sftp.lstat(path).catch(orNull);
    return stats === null ? null : found(name, stats);
  }

  /** In batches, as the host gives them: a folder without end never fills the memory. */
  async *#entries(folder: string): AsyncGenerator<Entry> {
    const path = (this.#base + folder).replace(/(?<=.)\/$/, "") || ".";
    const handle = await this.#sftp.ask<Buffer>(`listing ${path}`, (sftp, answer) =>
      sftp.opendir(path, answer),
    );
    try {
      for (;;) {
        const batch = await this.#sftp
          .ask<FileEntryWithStats[]>(`listing ${path}`, (sftp, answer) =>
            sftp.readdir(handle, answer),
          )
          .catch((error: unknown) => {
            if (isEnd(error)) return null;
            throw error;
          });
        if (batch === null) return;
        for (const { filename: name, attrs } of batch) {
          if (name === "." || name === "..") continue;
          const file = found(name, attrs);
          if (file !== null) yield { kind: "file", file };
          else if (kindOf(attrs) === fileKind.folder) yield { kind: "folder", name };
        }
      }
    } finally {
      this.#sftp.closeFile(handle);
    }
  }
}

const asBase = (path: string): string => (path === "" || path.endsWith("/") ? path : `${path}/`);
const folderOf = (path: string): string =>
  path.slice(0, path.lastIndexOf("/") + 1).replace(/(?<=.)\/$/, "");
const besides = (path: string, name: string): string =>
  path.slice(0, path.lastIndexOf("/") + 1) + name;

const kindOf = ({ mode }: Attributes): number => mode & fileKind.mask;

/** Null for what is no plain file. */
function found(name: string, attributes: Attributes): FoundFile | null {
  if (kindOf(attributes) !== fileKind.plain) return null;
  const { size, mtime } = attributes;
  // The protocol's third version, which hosts speak, has seconds.
  return { name, size, modifiedMs: mtime * 1_000, mark: String(mtime) };
}

/** A newer one has its name; the other one is copied. */
function unlessExists(error: unknown): void {
  if (!(error instanceof Exists)) throw error;
}

function orNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
