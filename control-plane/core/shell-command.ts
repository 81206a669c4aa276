// Judges an expression by its place in a simple command: which word it is part of, and which command reads it.

import {
  codeOption,
  codePrefix,
  declares,
  evaluatedVariables,
  type Refusal,
  runsAnyArgument,
  runsCodeOption,
  runsCommand,
  runsFirstOperand,
} from "./shell-rules.ts";

export interface Word {
  /** The word after quote removal; null when an expansion or an expression is part of it. */
  literal: string | null;
  /** What is left of the word when its expansions vanish: `"$1"eval` is `eval` where $1 is empty. */
  fixed: string;
  /** As written. */
  raw: string;
  /** Literal text before the first expression or expansion. */
  prefix: string;
  /** Places of the expressions that are part of it (not of a $( ) inside it). */
  markers: number[];
  /** An unquoted `{` or `[` that is more than the command `{`, `[` or `[[`. */
  hasBrace: boolean;
  hasBracket: boolean;
  /** An unquoted *, ? or [. */
  hasGlob: boolean;
}

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=/;

export const isAssignment = (word: Word): boolean => assignment.test(word.prefix);

/** Checks that hold for a word wherever it stands. */
export function judgeWord(word: Word): Refusal | null {
  if (word.hasBracket) return "subscript";
  if (word.hasBrace) return "braceList";
  const name = assignment.exec(word.prefix)?.[1];
  return name !== undefined && evaluatedVariables.has(name) ? "specialVariable" : null;
}

/**
 * May data be (part of) `word`, which follows `before` in one simple command? `before` holds the command word and
 * arguments, without assignments and redirections.
 */
export function judgeArgument(word: Word, before: readonly Word[]): Refusal | null {
  const [command, ...args] = before;
  if (!command) return isAssignment(word) ? null : "commandWord";
  // A brace list or a glob may expand to several words, the first of them `eval`.
  if (command.hasGlob || before.some((other) => other.hasBrace)) return "commandWord";
  const name = nameOf(command);
  if (name === "[" || name === "test") return judgeTest(args);
  if (name !== null && declares.has(name)) return judgeDeclaration(word, args);
  if (name === "find") return judgeFind(word, args);
  const hidden = name === null ? judgeHidden(command, word, args) : null;
  if (hidden !== null) return hidden;
  // A command word that is an expansion may vanish or be a wrapper: `$SUDO sh -c …`.
  if (name === null || runsCommand.has(name)) return judgeWrapped(word, args, name === null);
  return judgeNamed(name, word, args);
}

/** The same for a word of `for NAME in …`; `before` begins with `for`. */
export function judgeLoopWord(word: Word, before: readonly Word[]): Refusal | null {
  const [, name, keyword] = before;
  if (keyword?.raw !== "in") return "variableName";
  return evaluatedVariables.has(name?.literal ?? "") ? "specialVariable" : judgeWord(word);
}

/** Expressions before an operand of [ ] that is no fixed text: told `-v` by data, bash evaluates that operand. */
export function testOperators(words: readonly Word[]): number[] {
  const start = words.findIndex((word) => word.literal === "[" || nameOf(word) === "test");
  if (start === -1) return [];
  return words.flatMap((word, index) => {
    const follower = words[index + 1];
    return index > start && follower !== undefined && follower.literal === null ? word.markers : [];
  });
}

/** Whether one of the declarations gives variables that evaluate what they are assigned. */
export function declaresIntegers(words: readonly Word[]): boolean {
  return words.some((word, index) => {
    const name = nameOf(word);
    if (name === "integer" || name === "nameref") return index === 0;
    if (name === null || !declares.has(name)) return false;
    return words
      .slice(index + 1)
      .some((option) => option.hasBrace || /^[-+]\w*[in]/.test(option.literal ?? ""));
  });
}

const nameOf = (word: Word): string | null =>
  word.literal === null ? null : lastPart(word.literal);

const lastPart = (text: string): string => text.slice(text.lastIndexOf("/") + 1);

/** The command that a word with expansions becomes when they are empty. */
function judgeHidden(command: Word, word: Word, args: readonly Word[]): Refusal | null {
  const name = lastPart(command.fixed);
  if (name === "[" || name === "test") return judgeTest(args);
  return declares.has(name) ? judgeDeclaration(word, args) : judgeNamed(name, word, args);
}

const isOption = (word: Word | undefined): boolean => word?.literal?.startsWith("-") === true;

function judgeNamed(name: string, word: Word, args: readonly Word[]): Refusal | null {
  const previous = args.at(-1)?.fixed ?? "";
  if (name === "set") return args[0]?.literal === "--" ? null : "runsArguments";
  if (runsAnyArgument.has(name)) return "runsArguments";
  const isCode = codeOption.test(previous) || codePrefix.test(word.prefix);
  if (runsCodeOption.has(name)) return isCode ? "runsArguments" : null;
  if (!runsFirstOperand.has(name)) return null;
  // printf -v assigns to a variable, which may be one that evaluates.
  if (name === "printf" && previousOptions(args).includes("-v")) return "variableName";
  if (name.endsWith("awk") && previous === "-v" && isAssignment(word)) return null;
  const hasOperand = args.some((arg) => arg.literal !== null && !isOption(arg));
  return hasOperand && !isCode ? null : "runsArguments";
}

const previousOptions = (args: readonly Word[]): string[] =>
  args.flatMap((arg) => (isOption(arg) ? [(arg.literal ?? "").slice(0, 2)] : []));

/** `[` with an operator from data may be told `-v a[$(…)]`, which bash evaluates. */
function judgeTest(args: readonly Word[]): Refusal | null {
  const last = args.at(-1);
  if (last === undefined) return null;
  if (last.literal === "-v" || last.literal === "-R") return "variableName";
  return last.literal === null ? "testOperator" : null;
}

function judgeDeclaration(word: Word, args: readonly Word[]): Refusal | null {
  if (!isAssignment(word)) return "variableName";
  const plain = args.every((arg) => !isOption(arg) || /^-[xrpg]+$/.test(arg.literal ?? ""));
  return plain ? null : "integers";
}

/** `find` runs what follows -exec, and nothing before it. */
function judgeFind(word: Word, args: readonly Word[]): Refusal | null {
  const exec = args.findLastIndex((arg) => /^-(exec|execdir|ok|okdir)$/.test(arg.literal ?? ""));
  return exec === -1 ? null : judgeWrapped(word, args.slice(exec + 1), false);
}

function judgeWrapped(word: Word, args: readonly Word[], isUnknown: boolean): Refusal | null {
  for (const [index, arg] of args.entries()) {
    const name = lastPart(arg.fixed);
    // `.` is a folder here, unless it comes first: `command . file`.
    if (name === "" || (arg.literal === "." && index > 0)) continue;
    const refusal = declares.has(name)
      ? judgeDeclaration(word, args.slice(index + 1))
      : judgeNamed(name, word, args.slice(index + 1));
    if (refusal !== null) return refusal;
    if (name === "[" || name === "test") {
      const inTest = judgeTest(args.slice(index + 1));
      if (inTest !== null) return inTest;
    }
  }
  if (isUnknown) return codeOption.test(args.at(-1)?.fixed ?? "") ? "runsArguments" : null;
  if (isAssignment(word)) return null;
  // The wrapper's own operands (`timeout 5`, `sudo -u etl`) are not yet the command.
  const hasCommand = args.some(
    (arg, index) =>
      arg.literal !== null &&
      !isOption(arg) &&
      !isOption(args[index - 1]) &&
      !isAssignment(arg) &&
      !/^\d/.test(arg.literal),
  );
  return hasCommand ? null : "commandWord";
}
