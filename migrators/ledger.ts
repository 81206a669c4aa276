// The ledger: what became of every statement and attribute, each instance exactly once. It walks what was read, not what
// was understood, so that what nobody accounts for is there as well: refused, as `not-understood`.

import { NumberedAccounts } from "./numbered-accounts.ts";
import { maskSecrets } from "./secrets.ts";
import { shownValue } from "./shown.ts";
import type { LegacyAttribute, LegacyFile, Place, Statement } from "./statement.ts";

export const outcomes = ["exact", "equivalent", "inert", "refused"] as const;

/**
 * `exact`: the spec says the same. `equivalent`: under the assumption that the code names. `inert`: it changes nothing
 * about what runs. `refused`: it is not in any spec, and the code says why.
 */
export type Outcome = (typeof outcomes)[number];

export interface Account {
  outcome: Outcome;
  /** One of `finding-codes.ts`, or `same` of what is exact. */
  code: string;
  /** Where it went, such as `pipelines/nightly.yaml#tasks.load.run`. */
  target?: string;
}

/** A line of `ledger.ndjson`. */
export interface LedgerLine {
  file: string;
  line: number;
  /** Key of the job that it is part of; null: of none. */
  job: string | null;
  /** The attribute's name, or of a statement what it is, such as `insert_job`. */
  attribute: string;
  value: string;
  outcome: Outcome;
  code: string;
  target?: string;
}

const weight: Record<Outcome, number> = { inert: 0, exact: 1, equivalent: 2, refused: 3 };

const known: Record<Outcome, Map<string, Account>> = {
  ...{ exact: new Map(), equivalent: new Map(), inert: new Map(), refused: new Map() },
};

/** One object for all that is accounted for alike, since there are millions. */
const plain = (outcome: Outcome, code: string): Account =>
  known[outcome].getOrInsertComputed(code, () => ({ outcome, code }));

const isHeavier = (account: Account, than: Account | undefined): boolean =>
  than === undefined || weight[than.outcome] < weight[account.outcome];

function setIn(accounts: NumberedAccounts, index: number, account: Account): void {
  if (isHeavier(account, accounts.get(index))) accounts.set(index, account);
}

function placed(account: Account, placeOf: (target: string) => string | undefined): Account {
  const { outcome, code, target } = account;
  if (target === undefined) return account;
  const place = placeOf(target);
  if (place === target) return account;
  return place === undefined ? plain(outcome, code) : { outcome, code, target: place };
}

/** Who accounts for what. An instance that several passes account for has the weakest of what they say. */
export class Accounts {
  // Each task has such accounts: maps that nothing is in would take as much memory as what is said.
  #accounts: Map<LegacyAttribute | Statement, Account> | null = null;
  /** Of attributes that are made anew, by their table and index. */
  #tables: Map<object, NumberedAccounts> | null = null;
  #refused: Map<Statement, string> | null = null;
  #jobs: Map<Statement, string> | null = null;

  add(of: LegacyAttribute | Statement, outcome: Outcome, code: string, target?: string): void {
    this.#set(of, target === undefined ? plain(outcome, code) : { outcome, code, target });
  }

  addAll(
    of: Iterable<LegacyAttribute | Statement>,
    outcome: Outcome,
    code: string,
    target?: string,
  ): void {
    for (const one of of) this.add(one, outcome, code, target);
  }

  /**
   * Takes over what others say, such as the passes of one pipeline that turned out well.
   * @param placeOf Where a target stands in the end.
   */
  addFrom(
    other: Accounts,
    placeOf: (target: string) => string | undefined = (target) => target,
  ): void {
    for (const [of, account] of other.#accounts ?? []) this.#set(of, placed(account, placeOf));
    for (const [table, accounts] of other.#tables ?? []) {
      const own = this.#tableOf(table);
      accounts.each((index, account) => setIn(own, index, placed(account, placeOf)));
    }
  }

  #set(of: LegacyAttribute | Statement, account: Account): void {
    if ("table" in of && of.table && of.index !== undefined)
      setIn(this.#tableOf(of.table), of.index, account);
    else {
      this.#accounts ??= new Map();
      if (isHeavier(account, this.#accounts.get(of))) this.#accounts.set(of, account);
    }
  }

  #tableOf(table: object): NumberedAccounts {
    this.#tables ??= new Map();
    return this.#tables.getOrInsertComputed(table, () => new NumberedAccounts());
  }

  /** Says which job a statement, and what is in it, is part of. */
  belongs(statement: Statement, job: string): void {
    this.#jobs ??= new Map();
    this.#jobs.set(statement, job);
  }

  /** All in the statement that is not inert is refused, whatever passes say of it. */
  refuse(statement: Statement, code: string): void {
    this.#refused ??= new Map();
    if (!this.#refused.has(statement)) this.#refused.set(statement, code);
  }

  of(one: LegacyAttribute | Statement): Account | undefined {
    if ("table" in one && one.table && one.index !== undefined)
      return this.#tables?.get(one.table)?.get(one.index);
    return this.#accounts?.get(one);
  }

  jobOf(statement: Statement): string | undefined {
    return this.#jobs?.get(statement);
  }

  refusalOf(statement: Statement): string | undefined {
    return this.#refused?.get(statement);
  }
}

/** Lines in the order of the files: a statement, its attributes, what is within it; comments between them. */
export function* ledgerLines(
  files: readonly LegacyFile[],
  accounts: Accounts,
): Generator<LedgerLine> {
  for (const file of files) {
    if (file.refused) yield refusedLine(file);
    let aside = 0;
    const { asides } = file;
    for (const statement of file.statements) {
      for (
        let next = asides[aside];
        next && isBefore(next.place, statement.place);
        next = asides[aside]
      )
        yield asideLine(asides[aside++] as { text: string; place: Place });
      yield* linesOf(statement, accounts);
    }
    for (; aside < asides.length; aside++)
      yield asideLine(asides[aside] as { text: string; place: Place });
  }
}

/** Of a file that is refused nothing else is known than that it is there. */
const refusedLine = ({ file, findings }: LegacyFile): LedgerLine => ({
  ...{ file, line: findings[0]?.place.line ?? 1, job: null, attribute: "file", value: file },
  ...{ outcome: "refused", code: findings[0]?.code ?? "file-refused" },
});

const isBefore = (a: Place, b: Place): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column);

const asideLine = ({
  text,
  place: { file, line },
}: {
  text: string;
  place: Place;
}): LedgerLine => ({
  ...{ file, line, job: null, attribute: "comment", value: maskSecrets(text) },
  ...{ outcome: "inert", code: "comment" },
});

/** In one piece: there are millions. */
const lineOf = (
  { file, line }: Place,
  job: string | null,
  attribute: string,
  value: string,
  { outcome, code, target }: Account,
): LedgerLine =>
  target === undefined
    ? { file, line, job, attribute, value, outcome, code }
    : { file, line, job, attribute, value, outcome, code, target };

/** In one loop: to hand each line up through all that it is within takes as long as to make it. */
function* linesOf(outermost: Statement, accounts: Accounts): Generator<LedgerLine> {
  const waiting = [
    { statement: outermost, within: null as string | null, above: null as string | null },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { statement, within, above } = next;
    const job = accounts.jobOf(statement) ?? within;
    const refused = accounts.refusalOf(statement) ?? above;
    const own = accounts.of(statement) ?? weakest(statement, accounts);
    const { kind, name, place, attributes, children } = statement;
    yield lineOf(place, job, kind, name ?? "", judged(own, refused));
    for (const attribute of attributes) {
      const value = shownValue(attribute, statement);
      const said = judged(accounts.of(attribute), refused);
      yield lineOf(attribute.place, job, attribute.name, value, said);
    }
    for (const child of children.toReversed())
      waiting.push({ statement: child, within: job, above: refused });
  }
}

/** What a statement comes to that nobody speaks of, such as an assignment: the weakest of what is said of its attributes, or where it has none of what is in it. */
function weakest(
  { attributes, children }: Pick<Statement, "attributes" | "children">,
  accounts: Accounts,
): Account | undefined {
  let found: Account | undefined;
  for (const one of attributes.length > 0 ? attributes : children) {
    const account = accounts.of(one) ?? ("children" in one ? weakest(one, accounts) : undefined);
    if (account === undefined) return undefined;
    if (!found || weight[account.outcome] > weight[found.outcome]) found = account;
  }
  return found;
}

function judged(account: Account | undefined, refused: string | null): Account {
  if (account?.outcome === "inert" || account?.outcome === "refused") return account;
  if (refused !== null) return { outcome: "refused", code: refused };
  return account ?? { outcome: "refused", code: "not-understood" };
}
