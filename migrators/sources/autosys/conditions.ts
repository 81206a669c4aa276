// Conditions of AutoSys: the text as a tree, and back. `&` and `|` are read from left to right and none binds closer.

import type {
  Comparison,
  JobStatus,
  LegacyCondition,
  LookBack,
} from "#migrators/legacy/condition.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";

export type ReadCondition =
  /** `mixed`: it has both operators side by side, so that who reads it as a program reads something else. */
  | { condition: LegacyCondition; mixed: boolean }
  /** `at`: offset in the text. `lookBack`: the look-back is at fault. */
  | { fault: string; at: number; lookBack: boolean };

const statuses: ReadonlyMap<string, JobStatus> = new Map([
  ...(["success", "failure", "done", "terminated"] as const).flatMap(
    (status): [string, JobStatus][] => [
      [status, status],
      [status.slice(0, 1), status],
    ],
  ),
  ["n", "notRunning"],
  ["notrunning", "notRunning"],
]);

/** Deeper than people write, and far from what a stack holds. */
const mostDepth = 100;

class Fault extends Error {
  readonly at: number;
  readonly lookBack: boolean;

  constructor(said: string, at: number, lookBack = false) {
    super(said);
    this.at = at;
    this.lookBack = lookBack;
  }
}

/** Reads a condition; `from` is what the parts of the tree are accounted by. Takes time linear in the text. */
export function readCondition(text: string, from: readonly LegacyAttribute[]): ReadCondition {
  try {
    return new Parser(text, from).whole();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: error.message, at: error.at, lookBack: error.lookBack };
  }
}

class Parser {
  readonly #text: string;
  readonly #from: readonly LegacyAttribute[];
  #at = 0;
  #mixed = false;

  constructor(text: string, from: readonly LegacyAttribute[]) {
    this.#text = text;
    this.#from = from;
  }

  whole(): { condition: LegacyCondition; mixed: boolean } {
    const condition = this.#expression(0);
    if (this.#at < this.#text.length)
      this.#fail("an operator is missing, or a parenthesis too many");
    return { condition, mixed: this.#mixed };
  }

  #expression(depth: number): LegacyCondition {
    if (depth > mostDepth) this.#fail(`parentheses are nested deeper than ${mostDepth}`);
    let kind: "all" | "any" | null = null;
    let of: LegacyCondition[] = [this.#term(depth)];
    for (;;) {
      const operator = this.#take(/\s*(&|\||AND\b|OR\b)/iy)?.[1];
      if (operator === undefined) break;
      const next = operator === "&" || /^and$/i.test(operator) ? "all" : "any";
      if (kind !== null && kind !== next) {
        this.#mixed = true;
        of = [{ kind, of, from: this.#from }];
      }
      kind = next;
      of.push(this.#term(depth));
    }
    this.#take(/\s*/y);
    return kind === null ? (of[0] as LegacyCondition) : { kind, of, from: this.#from };
  }

  #term(depth: number): LegacyCondition {
    if (this.#take(/\s*\(/y)) {
      const inner = this.#expression(depth + 1);
      if (!this.#take(/\)/y)) this.#fail("a parenthesis doesn't close");
      return inner;
    }
    const word = this.#take(/\s*([A-Za-z]+)\s*\(\s*/y)?.[1]?.toLowerCase();
    if (word === undefined) this.#fail("a status with a job in parentheses is missing");
    const status = statuses.get(word);
    if (status) {
      const { job, lookBack } = this.#job();
      return { kind: "status", job, status, lookBack, from: this.#from };
    }
    if (word === "e" || word === "exitcode") {
      const { job, lookBack } = this.#job();
      const compare = this.#compare();
      const code = this.#take(/\s*([+-]?\d{1,10})(?![\w.])/y)?.[1];
      if (code === undefined) this.#fail("an exit code is missing");
      return { kind: "exitCode", job, compare, code: Number(code), lookBack, from: this.#from };
    }
    if (word === "v" || word === "value") return this.#variable();
    return this.#fail(`there is no condition \`${word}()\``);
  }

  #variable(): LegacyCondition {
    const variable = this.#name();
    if (this.#take(/\s*,/y)) this.#fail("a global variable has no look-back", true);
    this.#closed();
    const compare = this.#compare();
    const found = this.#take(/\s*(?:"([^"]*)"|([^\s&|()"]+))/y);
    const value = found?.[1] ?? found?.[2];
    if (value === undefined) this.#fail("a value is missing");
    return { kind: "variable", variable, compare, value, from: this.#from };
  }

  #job(): { job: { name: string; instance: string | null }; lookBack: LookBack } {
    const name = this.#name();
    const instance = this.#take(/\s*\^\s*(\w+)/y)?.[1] ?? null;
    const lookBack = this.#take(/\s*,\s*/y) ? this.#lookBack() : ({ kind: "none" } as const);
    this.#closed();
    return { job: { name, instance }, lookBack };
  }

  #name(): string {
    const name = this.#take(/[^\s,^()&|"=<>!]+/y)?.[0];
    return name ?? this.#fail("a name is missing");
  }

  #closed(): void {
    if (!this.#take(/\s*\)/y)) this.#fail("a parenthesis doesn't close");
  }

  #compare(): Comparison {
    const found = this.#take(/\s*(!=|<=|>=|=|<|>)/y)?.[1];
    return (found as Comparison | undefined) ?? this.#fail("a comparison is missing");
  }

  /** `hhhh`, `hhhh.mm` or `hhhh:mm`: hours and minutes, no decimals. */
  #lookBack(): LookBack {
    const begin = this.#at;
    const found = this.#take(/(\d{1,4})(?:[.:](\d+))?(?![\w.:])/y);
    if (!found) return this.#fail("a look-back is written hhhh.mm", true);
    const [, hours, minutes] = found;
    if (minutes !== undefined && !/^[0-5]\d$/.test(minutes)) {
      this.#at = begin;
      this.#fail("the minutes of a look-back have two digits, up to 59", true);
    }
    const total = Number(hours) * 60 + Number(minutes ?? 0);
    if (Number(hours) === 9999) return { kind: "none" };
    return total === 0 ? { kind: "ownEnd" } : { kind: "minutes", minutes: total };
  }

  #take(shape: RegExp): RegExpExecArray | null {
    shape.lastIndex = this.#at;
    const found = shape.exec(this.#text);
    if (found) this.#at = shape.lastIndex;
    return found;
  }

  #fail(said: string, lookBack = false): never {
    throw new Fault(said, this.#at, lookBack);
  }
}

/** The condition as AutoSys reads it back: parentheses wherever both operators meet. */
export function conditionText(condition: LegacyCondition): string {
  switch (condition.kind) {
    case "all":
    case "any": {
      const operator = condition.kind === "all" ? " & " : " | ";
      return condition.of.map((each) => within(each)).join(operator);
    }
    case "status": {
      const { job, lookBack, status } = condition;
      return `${status.toLowerCase()}(${jobText(job)}${lookBackText(lookBack)})`;
    }
    case "exitCode": {
      const { job, lookBack, compare, code } = condition;
      return `exitcode(${jobText(job)}${lookBackText(lookBack)}) ${compare} ${code}`;
    }
    case "variable":
      return `value(${condition.variable}) ${condition.compare} "${condition.value}"`;
    case "event":
      throw new Error("AutoSys has no events of a date");
    default:
      return condition satisfies never;
  }
}

const within = (condition: LegacyCondition): string =>
  condition.kind === "all" || condition.kind === "any"
    ? `(${conditionText(condition)})`
    : conditionText(condition);

const jobText = ({ name, instance }: { name: string; instance: string | null }): string =>
  instance === null ? name : `${name}^${instance}`;

function lookBackText(lookBack: LookBack): string {
  if (lookBack.kind !== "minutes") return lookBack.kind === "none" ? "" : ", 0";
  const { minutes } = lookBack;
  const two = (number: number) => String(number).padStart(2, "0");
  return `, ${two(Math.floor(minutes / 60))}.${two(minutes % 60)}`;
}
