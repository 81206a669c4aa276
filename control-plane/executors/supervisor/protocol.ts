// Frames between a worker and its supervisor: who may say what, and how it looks on the wire.
// Frame: payload length (4 bytes, big-endian), type (1), attempt (4), payload.

import type { User } from "../user.ts";

export const frameTypes = {
  /** Worker to supervisor: a StartCommand as JSON. */
  start: 1,
  /** Worker to supervisor: a KillCommand as JSON. */
  kill: 2,
  /** Worker to supervisor: 4 bytes, so many output bytes more may be sent. */
  credit: 3,
  /** Worker to supervisor: still alive. */
  beat: 4,
  /** Supervisor to worker: 4 bytes, the id of the process group. */
  started: 16,
  /** Supervisor to worker: bytes of standard output and error in the order they were written; of error alone where they come apart. */
  output: 17,
  /** Supervisor to worker: a CommandExit as JSON; nothing of the group runs any more. */
  exited: 18,
  /** Supervisor to worker: the reason, as text, why nothing was started. */
  failed: 19,
  /** Supervisor to worker: bytes of standard output, where they come apart. */
  stdout: 20,
} as const;

export interface StartCommand {
  argv: [string, ...string[]];
  cwd: string;
  env: Record<string, string>;
  /** Standard output comes apart from error; the order of both is lost. */
  isSplit?: boolean;
  /** Each as a file without a name, at `secretPath` of its index. */
  secrets?: readonly string[];
  /** Instead of the supervisor's own user. */
  user?: Pick<User, "uid" | "gid" | "prefix"> | undefined;
}

export interface KillCommand {
  /** Between SIGTERM and SIGKILL; 0 sends SIGKILL at once. */
  graceMs: number;
}

export interface CommandExit {
  code: number | null;
  signal: string | null;
  /** Whether it was told to end before its main process ended. */
  killed: boolean;
}

export interface Frame {
  type: number;
  attempt: number;
  payload: Buffer;
}

/**
 * Output that one attempt may have on its way, in bytes: what bounds the memory of both sides.
 * Four reads of a pipe's 64 KiB keep the pipe busy while the worker stores the last one.
 */
export const outputWindow = 256 * 1024;

const headerBytes = 9;

export function encodeFrame(type: number, attempt: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame.writeUInt8(type, 4);
  frame.writeUInt32BE(attempt, 5);
  frame.set(payload, headerBytes);
  return frame;
}

export const encodeJson = (type: number, attempt: number, value: unknown): Buffer =>
  encodeFrame(type, attempt, Buffer.from(JSON.stringify(value)));

export function encodeNumber(type: number, attempt: number, value: number): Buffer {
  const payload = Buffer.allocUnsafe(4);
  payload.writeUInt32BE(value);
  return encodeFrame(type, attempt, payload);
}

/** Cuts a byte stream into frames; the pieces may come in any sizes. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete with this piece. */
  push(piece: Buffer): Frame[] {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const frames: Frame[] = [];
    let at = 0;
    while (bytes.length - at >= headerBytes) {
      const end = at + headerBytes + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      frames.push({
        type: bytes.readUInt8(at + 4),
        attempt: bytes.readUInt32BE(at + 5),
        payload: bytes.subarray(at + headerBytes, end),
      });
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return frames;
  }
}
