// Lock-out: who fails to prove itself again and again is not heard for a while. Kept in this process, so each server counts
// for itself: with three servers somebody has three times as many tries, against secrets of 256 bits.

import { isIPv6 } from "node:net";

export interface Limits {
  /** Failures within the window after which nothing more is heard until it is over. */
  most: number;
  windowMs: number;
  /** Addresses that are remembered; the one that failed the longest ago is forgotten first. */
  addresses: number;
}

export const failureLimits: Limits = { most: 10, windowMs: 60_000, addresses: 10_000 };

export class FailedAttempts {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #byAddress = new Map<string, { count: number; since: number }>();

  /** @param now milliseconds of a clock that only goes forward */
  constructor(limits: Limits = failureLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** 0 when it is heard. */
  lockedForMs(address: string): number {
    const found = this.#byAddress.get(networkOf(address));
    if (found === undefined || found.count < this.#limits.most) return 0;
    return Math.max(0, found.since + this.#limits.windowMs - this.#now());
  }

  /** True for the failure with which the lock-out begins, so that it can be told once. */
  failed(address: string): boolean {
    const key = networkOf(address);
    const now = this.#now();
    const before = this.#byAddress.get(key);
    const isOver = before === undefined || now - before.since >= this.#limits.windowMs;
    const entry = isOver ? { count: 1, since: now } : { ...before, count: before.count + 1 };
    const locks = entry.count === this.#limits.most;
    if (locks) entry.since = now;
    this.#byAddress.delete(key);
    this.#byAddress.set(key, entry);
    if (this.#byAddress.size > this.#limits.addresses) {
      const [oldest] = this.#byAddress.keys();
      if (oldest !== undefined) this.#byAddress.delete(oldest);
    }
    return locks;
  }

  get size(): number {
    return this.#byAddress.size;
  }
}

/** One customer has a whole IPv6 network of /64; an IPv4 address may be written as one of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%")[0] as string).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
