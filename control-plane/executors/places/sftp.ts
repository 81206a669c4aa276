// A folder of a host that is reached by SFTP as a place of files.

import type { Attributes, FileEntryWithStats, SFTPWrapper } from "ssh2";
import type { FilePattern } from "#core/file-pattern.ts";
import { openSshSession, type SshSession, type SshSettings } from "../ssh/session.ts";
import type { FoundFile, Listing, ListLimits, Place } from "./place.ts";
import { asked, isEnd, isMissing } from "./sftp-asked.ts";
import { type Entry, walk } from "./walk.ts";

const fileKind = { mask: 0o170000, plain: 0o100000, folder: 0o040000 } as const;

export class SftpPlace implements Place {
  readonly text: string;
  readonly #session: SshSession;
  readonly #sftp: SFTPWrapper;
  /** Ends with a slash, unless it is empty: the user's home. */
  readonly #base: string;

  private constructor(session: SshSession, sftp: SFTPWrapper, text: string, path: string) {
    this.text = text;
    this.#session = session;
    this.#sftp = sftp;
    this.#base = path === "" || path.endsWith("/") ? path : `${path}/`;
  }

  /** @throws as `openSshSession` */
  static async open(settings: SshSettings, path: string): Promise<SftpPlace> {
    const session = await openSshSession(settings);
    const { user, host, port } = settings.connection;
    try {
      const text = `sftp://${user}@${host}:${port}/${path.replace(/^\//, "")}`;
      return new SftpPlace(session, await session.sftp(), text, path);
    } catch (error) {
      session.close();
      throw error;
    }
  }

  async list(patterns: readonly FilePattern[], limits?: ListLimits): Promise<Listing> {
    return await walk(patterns, (folder) => this.#entries(folder), limits);
  }

  async stat(name: string): Promise<FoundFile | null> {
    try {
      const stats = await this.#ask<Attributes>("looking at", name, (sftp, answer) =>
        sftp.lstat(this.#at(name), answer),
      );
      return found(name, stats);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.close();
  }

  /** In batches, as the host gives them: a folder without end never fills the memory. */
  async *#entries(folder: string): AsyncGenerator<Entry> {
    const path = folder === "" ? this.#base || "." : this.#at(folder);
    const handle = await this.#ask<Buffer>("listing", folder, (sftp, answer) =>
      sftp.opendir(path, answer),
    );
    try {
      for (;;) {
        const batch = await this.#ask<FileEntryWithStats[]>("listing", folder, (sftp, answer) =>
          sftp.readdir(handle, answer),
        ).catch((error: unknown) => {
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
      this.#sftp.close(handle, () => {});
    }
  }

  #at(name: string): string {
    return this.#base + name;
  }

  #ask<T>(
    doing: string,
    name: string,
    ask: (sftp: SFTPWrapper, answer: (error: Error | undefined | null, value: T) => void) => void,
  ): Promise<T> {
    return asked(`${doing} ${name || "it"}`, this.#session.gone, (answer) =>
      ask(this.#sftp, answer),
    );
  }
}

const kindOf = ({ mode }: Attributes): number => mode & fileKind.mask;

/** Null for what is no plain file. */
function found(name: string, attributes: Attributes): FoundFile | null {
  if (kindOf(attributes) !== fileKind.plain) return null;
  const { size, mtime } = attributes;
  // The protocol's third version, which hosts speak, has seconds.
  return { name, size, modifiedMs: mtime * 1_000, mark: String(mtime) };
}
