// AutoEdit of Control-M: `%%` variables in texts. Assignments are worked through in order, each seeing those before it; what
// is known is put in, and what only a run knows becomes a value of it. What nobody can know is named.

import { autoEditFunction } from "./autoedit-functions.ts";
import { systemValue } from "./autoedit-system.ts";
import { celText, constantOf, joined, type Piece } from "./pieces.ts";
import type { SetForNext } from "./set-for-next.ts";

/** What a text comes to, or why nobody can say. */
export type Resolved = { pieces: Piece[] } | { fault: string };

/** A name, with `\` of a global and `\\POOL\` of a pool before it, `$` of dates with four digits of the year. */
const reference = /%%(\\\\[\w$@#-]{1,60}\\|\\)?(\$?[A-Za-z@#_][\w@#$-]{0,80})/y;
/** A shell reads it alike where it stands in a text and where a variable has it. */
const plainWord = /^[\w.,:+=/@%-]*$/;
/** A chain of assignments could double a text each time. */
const longest = 100_000;

export class AutoEdit {
  readonly #assigned = new Map<string, Resolved>();
  readonly #identity: Readonly<Record<string, string | null>>;
  readonly #used = new Set<string>();

  /** @param identity what the scheduler calls the job and what is around it, by variable; null: it isn't known. */
  constructor(identity: Readonly<Record<string, string | null>>) {
    this.#identity = identity;
  }

  /** @param name with or without its `%%` */
  assign(name: string, value: string): void {
    const word = name.replace(/^%%/, "");
    const used = new Set(this.#used);
    const found = autoEditFunction(word, value, (text) => this.read(text)) ?? this.read(value);
    // What an assignment names is used when the assigned variable is.
    this.#used.clear();
    for (const each of used) this.#used.add(each);
    this.#assigned.set(word, found);
  }

  /** Another value for each attempt, or iteration, behind the first. @param name without its `%%` */
  forNext(name: string, { value, by }: SetForNext): void {
    const [first, later] = [this.#assigned.get(name), this.read(value)].map((read) =>
      read && "pieces" in read ? constantOf(read.pieces) : null,
    );
    const isPlain = (value: unknown): value is string =>
      typeof value === "string" && plainWord.test(value);
    if (!isPlain(first) || !isPlain(later)) {
      this.#assigned.set(name, {
        fault: `%%${name} is set for what runs next to more than a plain word`,
      });
      return;
    }
    const expression = `(run.${by} > 1 ? ${celText(later)} : ${celText(first)})`;
    const varied = { name: `${name.replaceAll(/\W/g, "_")}_OF_${by.toUpperCase()}`, expression };
    this.#assigned.set(name, { pieces: [{ ...varied, assumed: "rule-sets-rerun" }] });
  }

  /** By name without `%%`. */
  assigned(name: string): Resolved | undefined {
    return this.#assigned.get(name);
  }

  /** Whether some text that was read names it. */
  isUsed(name: string): boolean {
    return this.#used.has(name);
  }

  use(name: string): void {
    this.#used.add(name);
  }

  read(text: string): Resolved {
    const pieces: Piece[] = [];
    let from = 0;
    for (let at = text.indexOf("%%"); at >= 0; at = text.indexOf("%%", at)) {
      reference.lastIndex = at;
      const [, scope, word = ""] = reference.exec(text) ?? [];
      if (scope !== undefined)
        return {
          fault: `%%${scope}${word} is a variable of the server, which is set while it runs`,
        };
      if (word === "") {
        at += 2;
        continue;
      }
      const found = this.#named(word);
      if (found === null) return { fault: `%%${word} is neither the job's nor one that is known` };
      if ("fault" in found) return found;
      pieces.push(text.slice(from, at), ...found.pieces);
      at += 2 + found.length;
      // A dot joins, and is no part of the text.
      if (text[at] === ".") at++;
      from = at;
    }
    const all = joined([...pieces, text.slice(from)]);
    return lengthOf(all) > longest ? { fault: "a variable becomes too long" } : { pieces: all };
  }

  /** The longest name that is one. */
  #named(word: string): { pieces: Piece[]; length: number } | { fault: string } | null {
    for (let length = word.length; length > 0; length--) {
      const name = word.slice(0, length);
      const found = this.#assigned.get(name) ?? this.#ofSystem(name);
      if (!found) continue;
      this.#used.add(name);
      return "fault" in found ? found : { pieces: found.pieces, length };
    }
    return null;
  }

  #ofSystem(name: string): Resolved | undefined {
    if (Object.hasOwn(this.#identity, name)) {
      const value = this.#identity[name];
      return typeof value === "string"
        ? { pieces: joined([value]) }
        : { fault: `%%${name} isn't in the export` };
    }
    return systemValue(name);
  }
}

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece) => sum + (typeof piece === "string" ? piece.length : 100), 0);
