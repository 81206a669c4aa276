// A part of the audit as lines: what a server answers and what a file keeps, so that both are checked by the same rules.

import type { RevisionEvidence } from "../provenance.ts";
import type { TrustTexts } from "../signatures/trust.ts";
import { ChainCheck, type ChainFault } from "./check-chain.ts";
import { checkParity, type ParityLine } from "./check-parity.ts";
import type { AuditHead, AuditRecord, AuditSeal } from "./record.ts";

/** What a record of a deployment refers to. */
export interface PackRevision {
  project: string;
  repository: string;
  path: string;
  commit: string;
  tree: string;
  plan: string;
  base: string | null;
  readBy: string | null;
  appliedBy: string;
  evidence: RevisionEvidence;
  /** The keys that the project trusts now; null where signatures are not looked at. */
  trust: TrustTexts | null;
}

export type PackLine =
  | {
      type: "pack";
      version: 1;
      at: string;
      /** What was asked for; whole seals are given. */
      from: string | null;
      to: string | null;
      /** The seal before the first; its head is null where the asker gave only its number. Null: from the first on. */
      start: { number: number; head: string | null } | null;
      /** The newest seal there is. */
      head: AuditHead | null;
      /** Whether the pack goes to the end, with what is not sealed yet. */
      complete: boolean;
    }
  | ({ type: "seal" } & AuditSeal)
  /** Of the seal before it. */
  | ({ type: "record" } & AuditRecord)
  | ({ type: "unsealed"; ageMs: number } & AuditRecord)
  /** Was to be sealed and isn't there. */
  | { type: "removed"; id: string }
  | ({ type: "revision" } & PackRevision)
  /** As Git has it, in base64. Null with the reason why it is not there. */
  | { type: "commit"; project: string; oid: string; content: string | null; missing: string | null }
  /** The same of a tree on the way from a commit to its project's folder. */
  | { type: "tree"; project: string; oid: string; content: string | null; missing: string | null }
  | ParityLine
  | { type: "end"; seals: number; records: number };

/** Acts whose records have hashes of what is known of parity. */
export const ofParity: ReadonlySet<string> = new Set(["judge parity", "report parity"]);

export interface PackCheckOptions {
  sha256: (text: string) => string;
  kept?: readonly AuditHead[];
}

/** Takes a pack line by line; what rests on Git is gathered for `checkEvidence`. */
export class PackCheck {
  /** Deployments that are on record in it, sealed. */
  readonly deployments: AuditRecord[] = [];
  readonly revisions: PackRevision[] = [];
  readonly commits: Extract<PackLine, { type: "commit" }>[] = [];
  readonly trees: Extract<PackLine, { type: "tree" }>[] = [];
  /** What the pack can't tell: a sentence each. */
  readonly unknown: string[] = [];
  /** Verdicts and reports that are what the audit has the hashes of. */
  parity = 0;
  /** What is young enough to wait for the sealer. */
  waiting = 0;
  head: AuditHead | null = null;
  readonly #options: PackCheckOptions;
  #chain: ChainCheck;
  #seal: AuditSeal | null = null;
  #records: AuditRecord[] = [];
  #seen = { seals: 0, records: 0 };
  #begun = false;
  #ended = false;
  readonly #faults: ChainFault[] = [];
  /** Whose lines come behind the seals. */
  readonly #ofParity = new Map<string, AuditRecord>();

  constructor(options: PackCheckOptions) {
    this.#options = options;
    this.#chain = new ChainCheck(options);
  }

  /** @throws Error for a line that is none of a pack. */
  add(line: PackLine): void {
    if (line.type !== "record") this.#close();
    if (!this.#begun && line.type !== "pack")
      throw new Error("it does not begin as a pack of the audit does");
    this.#take(line);
  }

  #take(line: PackLine): void {
    switch (line.type) {
      case "pack":
        if (line.version !== 1)
          throw new Error(`packs of version ${line.version} are not read here`);
        this.#begun = true;
        this.head = line.head;
        this.#chain = new ChainCheck({ ...this.#options, start: line.start });
        return;
      case "seal":
        this.#seal = line;
        this.#seen.seals++;
        return;
      case "record":
        this.#records.push(line);
        this.#seen.records++;
        if (line.act === "apply") this.deployments.push(line);
        if (ofParity.has(line.act)) this.#ofParity.set(line.id, line);
        return;
      case "parity":
      case "parity-report":
        this.#proveParity(line);
        return;
      case "unsealed":
        this.#chain.addUnsealed(line, line.ageMs);
        this.waiting++;
        return;
      case "removed":
        this.#chain.addLost(line.id);
        return;
      case "revision":
        this.revisions.push(line);
        return;
      case "commit":
        this.commits.push(line);
        return;
      case "tree":
        this.trees.push(line);
        return;
      case "end":
        this.#ended = true;
        if (line.seals !== this.#seen.seals || line.records !== this.#seen.records)
          this.#incomplete(
            `it holds ${this.#seen.seals} seals and ${this.#seen.records} records, and says ${line.seals} and ${line.records}`,
          );
        return;
      default:
        throw new Error(`no line of a pack is a "${(line as { type: unknown }).type}"`);
    }
  }

  /** Everything that is wrong; once all lines were added. */
  end(): ChainFault[] {
    this.#close();
    if (!this.#ended) this.#incomplete("it breaks off: its last line is missing");
    this.#chain.end();
    return [...this.#chain.faults, ...this.#faults];
  }

  /** What was followed. */
  get counts(): { seals: number; records: number; last: AuditHead | null } {
    const { seals, records, head } = this.#chain;
    return { seals, records, last: head };
  }

  #close(): void {
    if (this.#seal !== null) this.#chain.add(this.#seal, this.#records);
    this.#seal = null;
    this.#records = [];
  }

  #proveParity(line: ParityLine): void {
    const { record } = line;
    const { wrong, unknown } = checkParity(line, this.#ofParity.get(record), this.#options.sha256);
    for (const message of wrong)
      this.#faults.push({ fault: "evidence", record, seal: null, message });
    this.unknown.push(...unknown);
    if (wrong.length + unknown.length === 0) this.parity++;
  }

  #incomplete(message: string): void {
    this.#faults.push({ fault: "incomplete", record: null, seal: null, message });
  }
}
