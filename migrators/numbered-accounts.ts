// Accounts of attributes that have a number in a table: a few of one task, or millions of an export. As objects these would be
// most of what an import holds, so that from some thousands on they are three numbers each.

import type { Account } from "./ledger.ts";
import { doubled, Texts } from "./text/columns.ts";

/** From so many on they are packed. */
const mostLoose = 10_000;

export class NumberedAccounts {
  #loose: Map<number, Account> | null = new Map();
  #packed: PackedAccounts | null = null;

  get(index: number): Account | undefined {
    return this.#loose === null ? this.#packed?.get(index) : this.#loose.get(index);
  }

  set(index: number, account: Account): void {
    if (this.#loose === null) {
      this.#packed?.set(index, account);
      return;
    }
    this.#loose.set(index, account);
    if (this.#loose.size < mostLoose) return;
    this.#packed = new PackedAccounts();
    for (const [each, known] of this.#loose) this.#packed.set(each, known);
    this.#loose = null;
  }

  each(take: (index: number, account: Account) => void): void {
    if (this.#loose === null) this.#packed?.each(take);
    else for (const [index, account] of this.#loose) take(index, account);
  }
}

/**
 * What is said of one attribute is said of many: outcome and code, the beginning of the target, which names a task, and its
 * end, such as `.run`.
 */
class PackedAccounts {
  /** 0: nothing is said. */
  #kinds = new Uint16Array(1024);
  #begins = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  /** By kind. */
  readonly #accounts: (Account | undefined)[] = [undefined];
  readonly #kindOf = new Map<string, Map<string, number>>();
  readonly #beginTexts = new Texts();
  /** Few, and looked up with each. */
  readonly #endTexts = new Texts();
  /** Of what has no target. */
  readonly #none = this.#beginTexts.numberOf("");
  /** The beginnings that were given last, in turn, which are mostly the next one's too: to look one up takes as long as all else. */
  readonly #last = Array.from({ length: 4 }, () => ({ text: "", number: this.#none }));
  #next = 0;

  get(index: number): Account | undefined {
    const account = this.#accounts[this.#kinds[index] ?? 0];
    const begin = this.#begins[index] as number;
    if (account === undefined || begin === this.#none) return account;
    const target = this.#beginTexts.of(begin) + this.#endTexts.of(this.#ends[index] as number);
    return { outcome: account.outcome, code: account.code, target };
  }

  set(index: number, { outcome, code, target = "" }: Account): void {
    while (index >= this.#kinds.length) this.#grow();
    this.#kinds[index] = this.#kindOf
      .getOrInsertComputed(outcome, () => new Map<string, number>())
      .getOrInsertComputed(code, () => this.#accounts.push({ outcome, code }) - 1);
    const at = Math.max(target.lastIndexOf("."), target.lastIndexOf("#"));
    const cut = at > 0 ? at : target.length;
    this.#begins[index] = this.#beginOf(target, cut);
    this.#ends[index] = this.#endTexts.numberOf(target.slice(cut));
  }

  #beginOf(target: string, cut: number): number {
    for (const { text, number } of this.#last)
      if (text.length === cut && target.startsWith(text)) return number;
    const text = target.slice(0, cut);
    const number = this.#beginTexts.numberOf(text);
    this.#last[this.#next] = { text, number };
    this.#next = (this.#next + 1) % this.#last.length;
    return number;
  }

  each(take: (index: number, account: Account) => void): void {
    for (let index = 0; index < this.#kinds.length; index++) {
      const account = this.get(index);
      if (account) take(index, account);
    }
  }

  #grow(): void {
    this.#kinds = doubled(this.#kinds);
    this.#begins = doubled(this.#begins);
    this.#ends = doubled(this.#ends);
  }
}
