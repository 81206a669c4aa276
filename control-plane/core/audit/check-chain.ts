// Follows the chain of the audit, seal by seal, and names whatever is not as it was sealed.

import {
  type AuditHead,
  type AuditRecord,
  type AuditSeal,
  noHead,
  recordText,
  sealText,
} from "./record.ts";

export const chainFaults = [
  /** A record's content is not what was sealed. */
  "changed",
  /** A sealed record, or one that was to be sealed, is gone. */
  "removed",
  /** A record stands where another was sealed. */
  "reordered",
  /** A record is in no seal though a sealer should have come to it. */
  "unsealed",
  /** A seal does not follow from the one before and from what it lists. */
  "broken seal",
  "missing seal",
  /** A seal has not the head that was kept elsewhere. */
  "other head",
  /** What a pack says of itself is not what it holds. */
  "incomplete",
  /** What a record refers to is not as the record says. */
  "evidence",
] as const;
export type ChainFaultKind = (typeof chainFaults)[number];

export interface ChainFault {
  fault: ChainFaultKind;
  /** Number of the record, or of the seal. */
  record: string | null;
  seal: number | null;
  message: string;
}

export interface ChainOptions {
  /** Hex digits. */
  sha256: (text: string) => string;
  /** The seal before the first that comes; its head is null where only its number is known. Null: the chain comes whole. */
  start?: { number: number; head: string | null } | null;
  /** Heads that were kept elsewhere: these seals must have them. */
  kept?: readonly AuditHead[];
}

/** One pass over a chain: seals in order, each with the records that are found of it. */
export class ChainCheck {
  readonly faults: ChainFault[] = [];
  records = 0;
  seals = 0;
  /** The newest seal that was followed. */
  head: AuditHead | null = null;
  readonly #sha256: (text: string) => string;
  readonly #kept: Map<number, string>;
  readonly #start: { number: number; head: string | null };
  readonly #sealed = new Set<string>();
  #before: { number: number; head: string | null };

  constructor({ sha256, start = null, kept = [] }: ChainOptions) {
    this.#sha256 = sha256;
    this.#kept = new Map(kept.map(({ number, head }) => [number, head]));
    this.#start = start ?? { number: 0, head: noHead };
    this.#before = this.#start;
  }

  /** @param records those with the seal's ids, as far as they are there */
  add(seal: AuditSeal, records: readonly AuditRecord[]): void {
    this.#follow(seal);
    const found = new Map(records.map((record) => [record.id, record]));
    const changed: AuditRecord[] = [];
    for (const [n, id] of seal.ids.entries()) {
      if (this.#sealed.has(id))
        this.#fault(
          "broken seal",
          { seal: seal.number, record: id },
          `record ${id} is sealed twice`,
        );
      this.#sealed.add(id);
      const record = found.get(id);
      if (record === undefined)
        this.#fault(
          "removed",
          { seal: seal.number, record: id },
          `record ${id} is gone; seal ${seal.number} has it`,
        );
      else if (this.#sha256(recordText(record)) !== seal.hashes[n]) changed.push(record);
      else this.records++;
    }
    for (const record of changed) this.#changed(seal, record);
  }

  /** A record that no seal has; one that is young may wait for it. */
  addUnsealed({ id, act, actor }: Pick<AuditRecord, "id" | "act" | "actor">, ageMs: number): void {
    if (ageMs > sealedWithinMs)
      this.#fault(
        "unsealed",
        { record: id },
        `record ${id} (${act} by ${actor}) is in no seal after ${Math.round(ageMs / 1000)} s: nobody seals, or it was not written by Trunkline`,
      );
  }

  /** A record that was to be sealed and isn't there. */
  addLost(id: string): void {
    this.#fault("removed", { record: id }, `record ${id} was removed before it was sealed`);
  }

  /** Heads that were kept of seals that the chain does not have. */
  end(): void {
    const last = this.#before.number;
    const { number: first, head } = this.#start;
    const kept = this.#kept.get(first);
    if (kept !== undefined && head !== null && head !== kept)
      this.#fault(
        "other head",
        { seal: first },
        `seal ${first}, before the first that is here, is said to have the head ${head}; kept elsewhere was ${kept}`,
      );
    for (const [number] of this.#kept)
      if (number > last)
        this.#fault(
          "missing seal",
          { seal: number },
          `seal ${number} was kept elsewhere; the chain ends with seal ${last}`,
        );
  }

  #follow(seal: AuditSeal): void {
    const { number } = seal;
    const before = this.#before;
    const expected = before.number + 1;
    if (number !== expected)
      this.#fault(
        "missing seal",
        { seal: expected },
        `behind seal ${expected - 1} comes seal ${number}${number > expected ? `: ${number - expected} are gone` : ""}`,
      );
    else if (before.head !== null && seal.previous !== before.head)
      this.#fault(
        "broken seal",
        { seal: number },
        `seal ${number} does not follow seal ${number - 1}: one of them was made anew`,
      );
    if (this.#sha256(sealText(seal)) !== seal.head)
      this.#fault(
        "broken seal",
        { seal: number },
        `the head of seal ${number} is not that of the ${seal.ids.length} records that it lists`,
      );
    const kept = this.#kept.get(number);
    if (kept !== undefined && kept !== seal.head)
      this.#fault(
        "other head",
        { seal: number },
        `seal ${number} has the head ${seal.head}, kept elsewhere was ${kept}: the chain was made anew`,
      );
    this.head = { number, head: seal.head };
    this.#before = this.head;
    this.seals++;
  }

  /** Whether it is another of the seal under its number, which a plain change is not. */
  #changed(seal: AuditSeal, record: AuditRecord): void {
    const original = seal.ids.find(
      (id, n) => id !== record.id && this.#sha256(recordText({ ...record, id })) === seal.hashes[n],
    );
    const at = { seal: seal.number, record: record.id };
    if (original === undefined)
      this.#fault(
        "changed",
        at,
        `record ${record.id} (${record.act} by ${record.actor}) is not what seal ${seal.number} has of it`,
      );
    else
      this.#fault(
        "reordered",
        at,
        `record ${record.id} is what seal ${seal.number} has as record ${original}`,
      );
  }

  #fault(fault: ChainFaultKind, at: { record?: string; seal?: number }, message: string): void {
    this.faults.push({ fault, record: at.record ?? null, seal: at.seal ?? null, message });
  }
}

/** What is committed is sealed within a second; a server that is restarted may take longer. */
const sealedWithinMs = 60_000;
