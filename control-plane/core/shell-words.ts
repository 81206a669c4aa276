// Words of a shell script: quotes, expansions, and the expressions of ours among them.

import type { Word } from "./shell-command.ts";
import {
  checkPending,
  deepest,
  marker,
  peek,
  type Reader,
  refuse,
  refuseFrom,
  skipContinuation,
  startsWith,
  stopNull,
} from "./shell-reader.ts";

const endsWord = new Set([" ", "\t", "\n", ";", "&", "|", "<", ">", "(", ")", ""]);

/** One word: quotes, expansions and expressions included. */
export function readWord(reader: Reader): Word {
  const start = reader.position;
  const markers: number[] = [];
  let literal = "";
  let prefix: string | null = null;
  let unquoted = "";
  const expansion = () => {
    prefix ??= literal;
  };
  while (!endsWord.has(peek(reader))) {
    const character = peek(reader);
    if (character === marker) {
      expansion();
      markers.push(reader.position++);
    } else if (character === "\\") {
      if (skipContinuation(reader)) continue;
      if (peek(reader, 1) === marker) reader.verdicts.set(reader.position + 1, "backslash");
      literal += peek(reader, 1);
      reader.position = Math.min(reader.position + 2, reader.text.length);
    } else if (character === "'") {
      literal += readSingleQuotes(reader);
    } else if (character === '"') {
      const inside = readDoubleQuotes(reader);
      if (!inside.isPlain) expansion();
      literal += inside.text;
    } else if (character === "`") {
      expansion();
      readBackticks(reader);
    } else if (character === "$") {
      const plain = readDollar(reader, false);
      if (plain === "") expansion();
      else literal += plain ?? "";
    } else {
      literal += character;
      unquoted += character;
      reader.position++;
    }
  }
  const raw = reader.text.slice(start, reader.position);
  const isBare = unquoted === raw && /^(\{|\}|\[|\[\[|\]|\]\])$/.test(raw);
  return {
    literal: prefix === null ? literal : null,
    fixed: literal,
    raw,
    prefix: prefix ?? literal,
    markers,
    hasBrace: !isBare && unquoted.includes("{"),
    hasBracket: !isBare && unquoted.includes("["),
    hasGlob: !isBare && /[*?[]/.test(unquoted),
  };
}

function readSingleQuotes(reader: Reader): string {
  const start = reader.position + 1;
  const close = reader.text.indexOf("'", start);
  const end = close === -1 ? reader.text.length : close;
  refuse(reader, start, end, "singleQuotes");
  const inside = reader.text.slice(start, end);
  reader.position = Math.min(end + 1, reader.text.length);
  checkPending(reader, inside);
  return inside;
}

/** Reads "…"; its text is without the expansions that it holds. */
function readDoubleQuotes(reader: Reader): { text: string; isPlain: boolean } {
  const start = reader.position++;
  let text = "";
  let isPlain = true;
  while (reader.position < reader.text.length && peek(reader) !== '"') {
    const character = peek(reader);
    if (character === "\\") {
      refuse(reader, reader.position, reader.position + 2, "backslash");
      if (peek(reader, 1) !== "\n")
        text += '$`"\\'.includes(peek(reader, 1)) ? peek(reader, 1) : `\\${peek(reader, 1)}`;
      reader.position += 2;
    } else if (character === "`") {
      isPlain = false;
      readBackticks(reader);
    } else if (character === "$") {
      const plain = readDollar(reader, true);
      if (plain === "" || plain === null) isPlain = false;
      else text += plain;
    } else {
      if (character === marker) {
        isPlain = false;
        reader.verdicts.set(reader.position, "doubleQuotes");
      }
      if (character !== marker) text += character;
      reader.position++;
    }
  }
  reader.position = Math.min(reader.position + 1, reader.text.length);
  checkPending(reader, reader.text.slice(start, reader.position));
  return { text, isPlain };
}

/** False when it is never closed. */
export function readBackticks(reader: Reader): boolean {
  const start = reader.position++;
  while (reader.position < reader.text.length && peek(reader) !== "`")
    reader.position += peek(reader) === "\\" ? 2 : 1;
  const isClosed = peek(reader) === "`";
  reader.position = Math.min(reader.position + 1, reader.text.length);
  refuse(reader, start, reader.position, "backticks");
  checkPending(reader, reader.text.slice(start, reader.position));
  return isClosed;
}

/**
 * What begins with `$`: "" for an expansion, the literal text when it is none, null when it never ends.
 * `isQuoted`: inside double quotes or a here-document.
 */
export function readDollar(reader: Reader, isQuoted: boolean): string | null {
  const next = peek(reader, 1);
  if (startsWith(reader, "$((")) return readArithmetic(reader);
  if (next === "(") return readCommandSubstitution(reader);
  if (next === "{") return readBraces(reader, isQuoted);
  if (next === "[") return stopNull(reader, "oldArithmetic");
  if (next === "\\" && peek(reader, 2) === "\n") return stopNull(reader, "oddContinuation");
  if (next === "'" && !isQuoted) {
    reader.position++;
    if (readSingleQuotes(reader).includes("\\")) return stopNull(reader, "ansiQuotes");
    return "";
  }
  reader.position++;
  if (/[#?*@!$\d-]/.test(next) && next !== "") {
    reader.position++;
    return "";
  }
  const name = /^[A-Za-z_]\w*/.exec(reader.text.slice(reader.position, reader.position + 256));
  if (name) {
    reader.position += name[0].length;
    return "";
  }
  // `$"…"` is translated text in bash, `$` and quotes elsewhere: in neither case a known literal.
  return next === '"' && !isQuoted ? "" : "$";
}

function readCommandSubstitution(reader: Reader): string | null {
  const start = reader.position;
  const outer = reader.pending;
  reader.pending = [];
  reader.position += 2;
  const isClosed = reader.readCommands(reader, ")") === ")";
  if (!isClosed) return stopNull(reader, "oddSyntax");
  if (reader.pending.length > 0) return stopNull(reader, "oddHereDocument");
  reader.pending = outer;
  checkPending(reader, reader.text.slice(start, reader.position));
  return "";
}

/** `$((…))`: what could also be a subshell in `$( )`, or hides quotes, is not followed. */
function readArithmetic(reader: Reader): string | null {
  const start = reader.position;
  let depth = 2;
  reader.position += 3;
  while (depth > 0) {
    const character = peek(reader);
    if (character === "" || "'\"\\`\n{".includes(character))
      return refuseFrom(reader, start, "arithmetic", "oddArithmetic");
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (depth === 1 && peek(reader, 1) !== ")")
      return refuseFrom(reader, start, "arithmetic", "oddArithmetic");
    reader.position++;
  }
  refuse(reader, start, reader.position, "arithmetic");
  return "";
}

/** `${…}`. */
function readBraces(reader: Reader, isQuoted: boolean): string | null {
  if (++reader.depth > deepest) return stopNull(reader, "tooDeep");
  const start = reader.position;
  reader.position += 2;
  if (" \t\n|".includes(peek(reader))) return refuseFrom(reader, start, "braces", "oddBraces");
  while (peek(reader) !== "}") {
    const character = peek(reader);
    const isOdd = character === "" || "'\\`\n{".includes(character);
    if (isOdd || (character === '"' && isQuoted))
      return refuseFrom(reader, start, "braces", "oddBraces");
    if (character === '"') readDoubleQuotes(reader);
    else if (character === "$" && "({".includes(peek(reader, 1) || " ")) {
      if (readDollar(reader, isQuoted) === null) return null;
    } else reader.position++;
  }
  reader.position++;
  reader.depth--;
  refuse(reader, start, reader.position, "braces");
  return "";
}
