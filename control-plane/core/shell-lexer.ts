// Reads a POSIX shell script and says for each expression in it whether data may stand there.
//
// It must never believe to be outside quotes, comments, here-documents or arithmetic when a shell is inside. So it
// follows what dash, bash (as sh) and busybox agree on; where they differ it stops, and refuses what comes after.

import {
  declaresIntegers,
  isAssignment,
  judgeArgument,
  judgeLoopWord,
  judgeWord,
  testOperators,
  type Word,
} from "./shell-command.ts";
import { readHereDocuments, skipComment, skipNewline } from "./shell-lines.ts";
import {
  deepest,
  type Ending,
  marker,
  peek,
  type Reader,
  skipBlank,
  startsWith,
  stop,
} from "./shell-reader.ts";
import type { Refusal } from "./shell-rules.ts";
import { readWord } from "./shell-words.ts";

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
    depth: 0,
    readCommands,
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

/** Words after which a command follows. */
const beforeCommand = new Set("if then else elif fi while until do done ! { } time".split(" "));

const reserved = new Set([...beforeCommand, "case", "esac", "for", "select", "function", "coproc"]);

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
  if (++reader.depth > deepest) stop(reader, "tooDeep");
  const ending = readCommandList(reader, until);
  reader.depth--;
  return ending;
}

function readCommandList(reader: Reader, until: "end" | ")" | ";;"): Ending {
  let command = newCommand();
  const finish = () => {
    if (declaresIntegers(command.words)) reader.declaresIntegers = true;
    if (command.words.some((word) => word.literal === "alias")) reader.definesAliases = true;
    for (const place of testOperators(command.words)) reader.verdicts.set(place, "testOperator");
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
        if (word.literal === "esac" && until === ";;") {
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

/** Only words without quotes are; a line continuation inside one is no quote. */
const isReserved = (word: Word): boolean =>
  word.literal !== null &&
  word.literal === word.raw.replaceAll("\\\n", "") &&
  reserved.has(word.literal);

function readReserved(reader: Reader, command: Command, word: Word): void {
  if (word.literal === "time") command.isTimed = true;
  if (word.literal === "case") readCase(reader);
  if (word.literal === "coproc") stop(reader, "coproc");
  if (word.literal === "for" || word.literal === "select") {
    command.isLoop = true;
    command.words.push(word);
  }
  if (word.literal === "function") {
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
  else if (word.raw === "]]") command.inDoubleBrackets = false;
  const isPrefix = command.words.length === 0 && isAssignment(word);
  if (isPrefix && peek(reader) === "(") stop(reader, "array");
  if (!isPrefix) command.words.push(word);
}

function judge(command: Command, word: Word): Refusal | null {
  if (command.inDoubleBrackets) return "doubleBrackets";
  if (command.isLoop) return judgeLoopWord(word, command.words);
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
