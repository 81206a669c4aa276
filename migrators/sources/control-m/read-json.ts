// Automation API JSON as statements: each object, and each array that holds one, is a statement; every other member is an
// attribute. `jsonc-parser` reports events with offsets, so keys that stand twice are two attributes or two statements.

import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import type {
  Finding,
  LegacyAttribute,
  LegacyFile,
  OpenStatement,
  Place,
  Statement,
} from "#migrators/statement.ts";
import { decode } from "#migrators/text/decode.ts";
import { LineIndex } from "#migrators/text/lines.ts";
import { helpOfFault } from "./not-read.ts";

/** Statement of an array; of an object it is its `Type`, or `object`. */
const arrayKind = "[]";

const mostDepth = 100;

class Refusal extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** An object or an array that is not closed yet. */
interface Open {
  statement: OpenStatement;
  /** Of its key, if it has one, and of its own first character. */
  start: number;
  opening: number;
  array: boolean;
  keys: Map<string, Place>;
  /** Holds no object or array so far. */
  scalarsOnly: boolean;
}

/** Reads the bytes of one file. What is no JSON refuses it, with the first fault's place; nothing is thrown. */
export function readJson(file: string, bytes: Uint8Array): LegacyFile {
  const decoded = decode(bytes);
  const found: LegacyFile = {
    ...{ file, encoding: "unknown", statements: [], asides: [], findings: [], refused: false },
  };
  if ("fault" in decoded) return refuse(found, { file, line: 1, column: 1 }, decoded.fault);
  const { text, encoding } = decoded.decoded;
  const lines = new LineIndex(file, text);
  found.encoding = encoding;
  try {
    collect(text, lines, found);
    return found;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { offset, message } = error;
    const place = lines.place(Math.min(offset, text.length));
    return refuse(found, place, message, helpOfFault(text, offset, message));
  }
}

function refuse(file: LegacyFile, place: Place, message: string, help?: string): LegacyFile {
  const fault: Finding = {
    ...{ code: "control-m-not-json", severity: "error", place, message },
    ...(help && { help }),
  };
  return { ...file, statements: [], findings: [fault], refused: true };
}

/** Throws a Refusal at the first fault. */
function collect(text: string, lines: LineIndex, into: LegacyFile): void {
  const open: Open[] = [];
  let key: { name: string; start: number } | null = null;

  const begin = (start: number, array: boolean): void => {
    if (open.length >= mostDepth)
      throw new Refusal(start, `it is nested more than ${mostDepth} deep`);
    const from = key?.start ?? start;
    open.push({
      statement: {
        ...{ kind: array ? arrayKind : "object", name: key?.name ?? null, text: "" },
        ...{ place: lines.place(from), attributes: [], children: [] },
      },
      ...{ start: from, opening: start, array, keys: new Map(), scalarsOnly: true },
    });
    key = null;
  };
  const end = (offset: number): void => {
    const { statement, start, opening, array, scalarsOnly } = open.pop() as Open;
    statement.text = text.slice(start, offset);
    const type = statement.attributes.find(({ name }) => name === "Type")?.value;
    if (!array && type) statement.kind = type;
    const parent = open.at(-1);
    if (!parent) into.statements.push(statement);
    else if (array && scalarsOnly && !parent.array)
      parent.statement.attributes.push(asList(statement, text.slice(opening, offset)));
    else {
      parent.scalarsOnly = false;
      parent.statement.children.push(statement);
    }
  };
  const scalar = (value: unknown, start: number, length: number): void => {
    const parent = open.at(-1);
    if (!parent) throw new Refusal(start, "folders are an object, not a single value");
    parent.statement.attributes.push({
      ...{ name: key?.name ?? "", text: text.slice(start, start + length), value: String(value) },
      place: lines.place(key?.start ?? start),
    });
    key = null;
  };
  visit(
    text,
    {
      onObjectBegin: (offset) => begin(offset, false),
      onArrayBegin: (offset) => begin(offset, true),
      onObjectEnd: (offset, length) => end(offset + length),
      onArrayEnd: (offset, length) => end(offset + length),
      onObjectProperty: (name, offset) => {
        key = { name, start: offset };
        const { keys } = open.at(-1) as Open;
        const place = lines.place(offset);
        const first = keys.get(name);
        if (first) into.findings.push(twice(name, place, first));
        else keys.set(name, place);
      },
      onLiteralValue: scalar,
      onError: (error, offset) => {
        throw new Refusal(offset, wordsOf(error));
      },
    },
    { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
  );
  if (into.statements.length === 0) throw new Refusal(text.length, "it holds nothing");
}

/** A list of plain values is one attribute, its value with commas between. */
const asList = ({ name, place, attributes }: Statement, text: string): LegacyAttribute => ({
  ...{ name: name ?? "", text, value: attributes.map((each) => each.value).join(","), place },
});

const twice = (name: string, place: Place, first: Place): Finding => ({
  ...{ code: "control-m-duplicate-key", severity: "error", place },
  message: `"${name}" is here a second time, first in line ${first.line}: readers differ in which one holds`,
});

/** Of `InvalidCommentToken`: invalid comment token. */
const wordsOf = (error: ParseErrorCode): string =>
  `not JSON: ${printParseErrorCode(error)
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase()}`;
