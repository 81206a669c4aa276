// Secrets as files of one command: descriptors that it inherits, with their values in memory and under no name.

import type { ChildProcess } from "node:child_process";
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  openSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import type { Duplex } from "node:stream";
import type { User } from "../user.ts";

/** Scripts use 3 to 9 for themselves; shells take what is free from 10 on, and leave alone what they inherit. */
const firstDescriptor = 10;
const firstInherited = 3;

/** Where the command finds its secret number `index`. */
export const secretPath = (index: number): string => `/dev/fd/${firstDescriptor + index}`;

export interface OpenSecrets {
  /** Of `spawn`, from descriptor 3 on. */
  stdio: (number | "ignore" | "pipe")[];
  /** Hands over what is not in a file. */
  started(child: Pick<ChildProcess, "stdio">): void;
  /** Closes our side; the command has its own. */
  close(): void;
}

/**
 * On Linux a file in memory: it can be opened by its path again and again, each time from its start, and is gone with
 * the last process that has it. Elsewhere a stream that is read once, since such a path only leads to one and the same
 * place in it. @throws with the reason as a part of a sentence.
 */
export function openSecrets(
  values: readonly string[],
  user: Pick<User, "uid" | "gid"> | undefined,
  platform: NodeJS.Platform = process.platform,
): OpenSecrets {
  if (values.length === 0) return none;
  const unused = Array.from({ length: firstDescriptor - firstInherited }, () => "ignore" as const);
  if (platform !== "linux") return streams(values, unused);
  const open: number[] = [];
  const close = () => {
    for (const descriptor of open.splice(0)) closeSync(descriptor);
  };
  try {
    for (const value of values) open.push(fileInMemory(value, user));
    return { stdio: [...unused, ...open], started: () => {}, close };
  } catch (error) {
    close();
    throw error;
  }
}

const none: OpenSecrets = { stdio: [], started: () => {}, close: () => {} };

const streams = (values: readonly string[], unused: "ignore"[]): OpenSecrets => ({
  stdio: [...unused, ...values.map(() => "pipe" as const)],
  started: ({ stdio }) => {
    for (const [index, value] of values.entries()) {
      const stream = (stdio as unknown as Duplex[])[firstDescriptor + index] as Duplex;
      // A command that reads nothing of it, or half, has no fault.
      stream.on("error", () => stream.destroy());
      stream.end(value);
    }
  },
  close: () => {},
});

const memory = "/dev/shm";
/** Of `statfs`: what tmpfs says of itself, and ramfs. */
const memoryTypes: readonly number[] = [0x01021994, 0x858458f6];
/** O_TMPFILE: a file that never has a name, so that nothing is left of one whose maker is killed. Node has no word for it. */
const withoutName = 0o20000000 | constants.O_DIRECTORY;

/** A descriptor to read from. With O_EXCL nobody can give the file a name later. */
function fileInMemory(value: string, user: Pick<User, "uid" | "gid"> | undefined): number {
  if (!isMemory(memory))
    throw new Error(
      `it reads a secret as a file, and ${memory} of this machine is no file system in memory (tmpfs), which such a file needs`,
    );
  const flags = constants.O_RDWR | constants.O_EXCL | withoutName;
  const writable = openSync(memory, flags, 0o600);
  try {
    writeFileSync(writable, value);
    fchmodSync(writable, 0o400);
    if (user) fchownSync(writable, user.uid, user.gid);
    // What the command inherits can't be written to.
    return openSync(`/proc/self/fd/${writable}`, constants.O_RDONLY);
  } finally {
    closeSync(writable);
  }
}

function isMemory(folder: string): boolean {
  try {
    return memoryTypes.includes(statfsSync(folder).type);
  } catch {
    return false;
  }
}
