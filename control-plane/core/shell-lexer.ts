// Reads a POSIX shell script and says for each expression in it whether data may stand there.
//
// It must never believe to be outside quotes, comments, here-documents or arithmetic when a shell is inside. So it
// follows what dash, bash (as sh) and busybox agree on; where they differ it stops, and refuses what comes after.

import {
  declaresIntegers,
  isAssignment,
  judgeArgument,
  judgeWord,
  type Word,
} from "./shell-command.ts";
import type { Refusal } from "./shell-rules.ts";

/** Stands for an expression in the text given to `readScript`; a script itself can't hold NUL. */
export const marker = "\0";

interface HereDocument {
  delimiter: string;
  stripTabs: boolean;
  isQuoted: boolean;
}

interface Reader {
  readonly text: string;
  position: number;
  /** By place of the marker; null when data may stand there. */
  readonly verdicts: Map<number, Refusal | null>;
  pending: HereDocument[];
  /** Set at the first place where shells differ. */
  stopped: Refusal | null;
  definesAliases: boolean;
  declaresIntegers: boolean;
}

type Ending = "end" | ")" | ";;" | "esac";

/** The verdict for each marker, by its index in `text`. */
export function readScript(text: string): Map<number, Refusal | null> {
  const reader: Reader = {
    text,
    position: 0,
    verdicts: new Map(),
    pending: [],
    stopped: null,
    definesAliases: false,
    declaresIntegers: false,
  };
  while (reader.position < text.length) {
    const ending = readCommands(reader, "end");
    if (ending !== "end") stop(reader, "oddSyntax");
  }
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + 1)) {
    if (!reader.verdicts.has(at)) reader.verdicts.set(at, reader.stopped ?? "oddSyntax");
    if (reader.definesAliases) reader.verdicts.set(at, "aliases");
    if (reader.declaresIntegers) reader.verdicts.set(at, "integers");
  }
  return reader.verdicts;
}

function stop(reader: Reader, reason: Refusal): void {
  reader.stopped ??= reason;
  reader.position = reader.text.length;
}

/** Refuses all markers in a stretch of text. */
function refuse(reader: Reader, from: number, to: number, reason: Refusal): void {
  for (
    let at = reader.text.indexOf(marker, from);
    at !== -1 && at < to;
    at = reader.text.indexOf(marker, at + 1)
  )
    reader.verdicts.set(at, reason);
}

const peek = (reader: Reader, ahead = 0): string => reader.text[reader.position + ahead] ?? "";

const startsWith = (reader: Reader, text: string): boolean =>
  reader.text.startsWith(text, reader.position);

/** Words after which a command follows. */
const beforeCommand = new Set("if then else elif fi while until do done ! { } time".split(" "));

interface Command {
  words: Word[];
  /** After `time`, whose options precede the command. */
  isTimed: boolean;
  isLoop: boolean;
  inDoubleBrackets: boolean;
}

const newCommand = (): Command => ({
  words: [],
  isTimed: false,
  isLoop: false,
  inDoubleBrackets: false,
});

/** Reads commands up to what ends them: `)` of a subshell or $( ), `;;` or `esac` of a case, or the end. */
function readCommands(reader: Reader, until: "end" | ")" | ";;"): Ending {
  let command = newCommand();
  const finish = () => {
    if (declaresIntegers(command.words)) reader.declaresIntegers = true;
    if (command.words.some((word) => word.literal === "alias")) reader.definesAliases = true;
    const inside = command.inDoubleBrackets;
    command = newCommand();
    command.inDoubleBrackets = inside;
  };
  while (reader.position < reader.text.length) {
    const character = peek(reader);
    if (skipBlank(reader)) continue;
    if (character === "\n") {
      reader.position++;
      finish();
      readHereDocuments(reader);
    } else if (character === "#") {
      skipComment(reader);
    } else if (character === ")") {
      reader.position++;
      finish();
      return ")";
    } else if (character === "(") {
      readParenthesis(reader, command);
    } else if (character === "<" || character === ">") {
      readRedirection(reader);
    } else if (character === ";" || character === "&" || character === "|") {
      const isCaseEnd = startsWith(reader, ";;") || startsWith(reader, ";&");
      while (";&|".includes(peek(reader)) && peek(reader) !== "") {
        reader.position++;
        if (!isCaseEnd && character !== peek(reader)) break;
      }
      finish();
      if (isCaseEnd) return ";;";
    } else {
      const word = readWord(reader);
      if (isReserved(word) && command.words.length === 0 && !command.inDoubleBrackets) {
        if (word.raw === "esac" && until === ";;") {
          finish();
          return "esac";
        }
        readReserved(reader, command, word);
      } else takeWord(reader, command, word);
    }
  }
  finish();
  return "end";
}

const reserved = new Set([...beforeCommand, "case", "esac", "for", "select", "function", "coproc"]);

const isReserved = (word: Word): boolean => word.literal === word.raw && reserved.has(word.raw);

function readReserved(reader: Reader, command: Command, word: Word): void {
  if (word.raw === "time") command.isTimed = true;
  if (word.raw === "case") readCase(reader);
  if (word.raw === "coproc") stop(reader, "coproc");
  if (word.raw === "for" || word.raw === "select") {
    command.isLoop = true;
    command.words.push(word);
  }
  if (word.raw === "function") {
    while (skipBlank(reader));
    const name = readWord(reader);
    for (const place of name.markers) reader.verdicts.set(place, "commandWord");
    while (skipBlank(reader));
    if (startsWith(reader, "()")) reader.position += 2;
  }
}

function takeWord(reader: Reader, command: Command, word: Word): void {
  if (command.isTimed && command.words.length === 0 && word.raw.startsWith("-")) return;
  const isSubscript = /^[A-Za-z_]\w*\[/.test(word.raw);
  if (isSubscript && !/^[A-Za-z_]\w*\[[\w*?@!^.-]*\]/.test(word.raw)) {
    // bash reads `a[ … ]=` as one word, blanks and quotes included, and evaluates what is inside.
    for (const place of word.markers) reader.verdicts.set(place, "subscript");
    stop(reader, "subscript");
    return;
  }
  for (const place of word.markers) reader.verdicts.set(place, judge(command, word));
  if (word.literal === "[[" && command.words.length === 0) command.inDoubleBrackets = true;
  else if (word.literal === "]]") command.inDoubleBrackets = false;
  const isPrefix = command.words.length === 0 && isAssignment(word);
  if (isPrefix && peek(reader) === "(") stop(reader, "array");
  if (!isPrefix) command.words.push(word);
}

function judge(command: Command, word: Word): Refusal | null {
  if (command.inDoubleBrackets) return "doubleBrackets";
  const [, , keyword] = command.words;
  const inWordList = command.isLoop && keyword?.raw === "in";
  if (command.isLoop) return inWordList ? judgeWord(word) : "variableName";
  return judgeWord(word) ?? judgeArgument(word, command.words);
}

/** `(`: a subshell, or after a word the `()` of a function. */
function readParenthesis(reader: Reader, command: Command): void {
  const isFirst = command.words.length === 0;
  if (startsWith(reader, "((")) {
    stop(reader, "doubleParentheses");
    return;
  }
  reader.position++;
  if (!isFirst) {
    while (skipBlank(reader));
    if (peek(reader) !== ")" || command.words.length !== 1) {
      stop(reader, "oddSyntax");
      return;
    }
    reader.position++;
    command.words.length = 0;
    return;
  }
  if (readCommands(reader, ")") !== ")") stop(reader, "oddSyntax");
}

/** Between `case` and `esac`. */
function readCase(reader: Reader): void {
  const skip = () => {
    while (skipBlank(reader) || skipNewline(reader) || skipComment(reader));
  };
  skip();
  const subject = readWord(reader);
  for (const place of subject.markers) reader.verdicts.set(place, judgeWord(subject));
  skip();
  if (readWord(reader).raw !== "in") {
    stop(reader, "oddSyntax");
    return;
  }
  while (reader.position < reader.text.length) {
    skip();
    if (peek(reader) === "(") reader.position++;
    skip();
    const pattern = readWord(reader);
    if (pattern.raw === "esac") return;
    for (const place of pattern.markers) reader.verdicts.set(place, judgeWord(pattern));
    for (skip(); peek(reader) === "|"; skip()) {
      reader.position++;
      skip();
      const other = readWord(reader);
      for (const place of other.markers) reader.verdicts.set(place, judgeWord(other));
    }
    if (peek(reader) !== ")") {
      stop(reader, "oddSyntax");
      return;
    }
    reader.position++;
    const ending = readCommands(reader, ";;");
    if (ending === "esac") return;
    if (ending === ")") {
      stop(reader, "oddSyntax");
      return;
    }
  }
}

const operators = ["<<<", "<<-", "<<", "<>", "<&", ">>", ">|", ">&", "<", ">"];

function readRedirection(reader: Reader): void {
  const operator = operators.find((text) => startsWith(reader, text)) ?? "<";
  reader.position += operator.length;
  // Process substitution of bash; a syntax error elsewhere.
  if (peek(reader) === "(" && operator.length === 1) {
    reader.position++;
    if (readCommands(reader, ")") !== ")") stop(reader, "oddSyntax");
    return;
  }
  while (skipBlank(reader));
  const target = readWord(reader);
  if (target.raw === "") {
    stop(reader, "oddSyntax");
    return;
  }
  const fixed: Record<string, Refusal> = {
    "<<<": "hereString",
    "<<-": "delimiter",
    "<<": "delimiter",
    "<&": "duplicate",
    ">&": "duplicate",
  };
  for (const place of target.markers)
    reader.verdicts.set(place, fixed[operator] ?? judgeWord(target));
  if (operator !== "<<" && operator !== "<<-") return;
  if (target.literal === null) {
    stop(reader, "oddHereDocument");
    return;
  }
  const isQuoted = target.raw !== target.literal;
  reader.pending.push({ delimiter: target.literal, stripTabs: operator === "<<-", isQuoted });
}

/** The bodies of the here-documents of the line that has just ended. */
function readHereDocuments(reader: Reader): void {
  const documents = reader.pending;
  reader.pending = [];
  for (const { delimiter, stripTabs, isQuoted } of documents) {
    while (reader.position < reader.text.length) {
      const start = reader.position;
      const newline = reader.text.indexOf("\n", start);
      const end = newline === -1 ? reader.text.length : newline;
      const line = reader.text.slice(start, end);
      refuse(reader, start, end, "hereDocument");
      if ((stripTabs ? line.replace(/^\t+/, "") : line) === delimiter) {
        reader.position = Math.min(end + 1, reader.text.length);
        break;
      }
      if (!isQuoted && !closesOnLine(reader, start, end)) {
        stop(reader, "oddHereDocument");
        return;
      }
      reader.position = Math.min(end + 1, reader.text.length);
    }
  }
}

/** Each expansion in a line of an unquoted here-document must end on it: only then all shells see the same body. */
function closesOnLine(reader: Reader, start: number, end: number): boolean {
  if (reader.text[end - 1] === "\\") return false;
  const line: Reader = {
    ...reader,
    text: reader.text.slice(start, end),
    position: 0,
    pending: [],
    verdicts: new Map(),
    stopped: null,
  };
  while (line.position < line.text.length) {
    const character = peek(line);
    if (character === "\\") line.position += 2;
    else if (character === "$" && "({['\"".includes(peek(line, 1) || " ")) {
      if ("'\"".includes(peek(line, 1))) line.position += 2;
      else if (readDollar(line, true) === null) return false;
    } else if (character === "`") {
      if (!readBackticks(line)) return false;
    } else line.position++;
  }
  return line.stopped === null && line.pending.length === 0;
}

function skipBlank(reader: Reader): boolean {
  const character = peek(reader);
  if (character === " " || character === "\t") {
    reader.position++;
    return true;
  }
  return skipContinuation(reader);
}

/** A backslash before a newline. Odd places, such as between two characters of one operator, differ among shells. */
function skipContinuation(reader: Reader): boolean {
  if (!startsWith(reader, "\\\n")) return false;
  const before = reader.text[reader.position - 1] ?? " ";
  const after = peek(reader, 2);
  if ("$<>&|;(){}#`!".includes(before) || after === "#" || after === "\\") {
    stop(reader, "oddContinuation");
    return false;
  }
  reader.position += 2;
  return true;
}

function skipNewline(reader: Reader): boolean {
  if (peek(reader) !== "\n") return false;
  reader.position++;
  readHereDocuments(reader);
  return true;
}

function skipComment(reader: Reader): boolean {
  if (peek(reader) !== "#") return false;
  const start = reader.position;
  const newline = reader.text.indexOf("\n", start);
  reader.position = newline === -1 ? reader.text.length : newline;
  refuse(reader, start, reader.position, "comment");
  return true;
}

const endsWord = new Set([" ", "\t", "\n", ";", "&", "|", "<", ">", "(", ")", ""]);

/** One word: quotes, expansions and expressions included. */
function readWord(reader: Reader): Word {
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
      if (inside === null) expansion();
      else literal += inside;
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

/** A here-document that waits while a word goes on over a line end begins at different places. */
function checkPending(reader: Reader, inside: string): void {
  if (reader.pending.length > 0 && inside.includes("\n")) stop(reader, "oddHereDocument");
}

/** Reads "…"; gives its text when it holds no expansion. */
function readDoubleQuotes(reader: Reader): string | null {
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
      text += character;
      reader.position++;
    }
  }
  reader.position = Math.min(reader.position + 1, reader.text.length);
  checkPending(reader, reader.text.slice(start, reader.position));
  return isPlain ? text : null;
}

/** False when it is never closed. */
function readBackticks(reader: Reader): boolean {
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
function readDollar(reader: Reader, isQuoted: boolean): string | null {
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

function stopNull(reader: Reader, reason: Refusal): null {
  stop(reader, reason);
  return null;
}

function readCommandSubstitution(reader: Reader): string | null {
  const start = reader.position;
  const outer = reader.pending;
  reader.pending = [];
  reader.position += 2;
  const isClosed = readCommands(reader, ")") === ")";
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
  refuse(reader, start, reader.position, "braces");
  return "";
}

/** Stops, with a better reason for the expressions up to the line's end. */
function refuseFrom(reader: Reader, start: number, near: Refusal, after: Refusal): null {
  const newline = reader.text.indexOf("\n", start);
  refuse(reader, start, newline === -1 ? reader.text.length : newline, near);
  return stopNull(reader, after);
}
