// Looks over the events of a YAML text for what specs may not hold and for what other tools read differently.
// One pass over plain offsets, for every file: a file without findings never pays for positions.

import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import { maxKeys, maxTasks } from "./yaml-limits.ts";

export interface ScanFinding {
  code: DiagnosticCode;
  message: string;
  help?: string;
  /** Place in the text, in UTF-16 code units. */
  start: number;
  end: number;
}

interface Frame {
  isMap: boolean;
  /** In a map: the next node is a key. */
  awaitsKey: boolean;
  keys: number;
  maxKeys: number;
  lastKey: string;
}

/** Findings of one parsed text, in the order of their places. `events` are js-yaml's for exactly this text. */
export function scanEvents(text: string, events: readonly Event[]): ScanFinding[] {
  const findings: ScanFinding[] = [];
  const frames: Frame[] = [];
  let documents = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      documents++;
      if (event.directives.length > 0) findings.push(directive(text));
      if (documents === 2) findings.push(secondDocument(text, events));
      frames.push(frame(false, false));
      continue;
    }
    const parent = frames[frames.length - 1];
    const isKey = parent?.isMap === true && parent.awaitsKey;
    if (parent?.isMap) parent.awaitsKey = !parent.awaitsKey;
    if (event.anchorStart !== -1) findings.push(anchor(event.anchorStart, event.anchorEnd));
    if (event.type === EVENT_ID.ALIAS) continue;
    if (event.tagStart !== -1) findings.push(tag(text, event.tagStart, event.tagEnd));
    if (event.type === EVENT_ID.SCALAR) {
      if (isKey && parent) visitKey(text, event, parent, findings);
      if (event.style === SCALAR_STYLE.PLAIN) visitPlain(text, event, isKey, findings);
      continue;
    }
    if (isKey) findings.push(complexKey(event.start));
    const isTasks = frames.length === 2 && parent?.lastKey === "tasks";
    frames.push(frame(event.type === EVENT_ID.MAPPING, isTasks));
  }
  return findings.sort((a, b) => a.start - b.start);
}

const frame = (isMap: boolean, isTasks: boolean): Frame => ({
  isMap,
  awaitsKey: isMap,
  keys: 0,
  maxKeys: isTasks ? maxTasks : maxKeys,
  lastKey: "",
});

function visitKey(text: string, event: ScalarEvent, parent: Frame, findings: ScanFinding[]): void {
  const name = event.fast
    ? text.slice(event.valueStart, event.valueEnd)
    : getScalarValue(text, event);
  parent.lastKey = name;
  parent.keys++;
  const { valueStart: start, valueEnd: end } = event;
  if (parent.keys === parent.maxKeys + 1) {
    const message = `a map has more than ${parent.maxKeys.toLocaleString("en")} keys`;
    findings.push({ code: "yaml-size", message, start, end });
  }
  if (name === "__proto__")
    findings.push({ code: "yaml-key", message: "`__proto__` can't be a key", start, end });
  if (event.style === SCALAR_STYLE.PLAIN && isOtherThanText(name)) {
    const message = `the key \`${name}\` is not a text`;
    findings.push({ code: "yaml-key", message, help: `write "${name}" in quotes`, start, end });
  }
}

const words = new Set([
  "",
  "~",
  "null",
  "Null",
  "NULL",
  "true",
  "True",
  "TRUE",
  "false",
  "False",
  "FALSE",
]);
const longestWord = 5;
const number =
  /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** First characters of all words and numbers, by code: rules out most keys. */
const mayBeOther = new Uint8Array(128);
for (const character of "~nNtTfF0123456789.-+") mayBeOther[character.charCodeAt(0)] = 1;

/** Plain scalars that YAML 1.2 reads as null, a truth value or a number; decimal integers stay the same as keys. */
function isOtherThanText(name: string): boolean {
  if (name !== "" && mayBeOther[name.charCodeAt(0)] !== 1) return false;
  if (name.length <= longestWord && words.has(name)) return true;
  return name.length <= 40 && number.test(name) && !/^[1-9][0-9]{0,14}$/.test(name);
}

/** Whether a key may be one that `scanEvents` has something to say of, however it is written. */
export const isDoubtfulKey = (name: string): boolean =>
  name === "__proto__" || isOtherThanText(name);

/** Whether a scalar may be one that `scanEvents` has something to say of, for being plain. */
export function isDoubtfulPlain(text: string, event: ScalarEvent, isKey: boolean): boolean {
  if (event.style !== SCALAR_STYLE.PLAIN) return false;
  const { valueStart: start, valueEnd: end } = event;
  if (end - start > 40 || mayBegin[text.charCodeAt(start)] !== 1) return false;
  const value = text.slice(start, end);
  return tooLargeNumber.test(value) || isLookalike(value, isKey);
}

const lookalike =
  /^(?:yes|no|on|off|y|n|[-+]?0[0-7]+|[-+]?0b[01_]+|[-+]?[1-9][0-9]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?|[-+]?[0-9][0-9]*_[0-9_]*)$/i;
/** First characters of all look-alikes, by code: rules out most scalars without a regular expression. */
const mayBegin = new Uint8Array(128);
for (const character of "yYnNoO0123456789.-+") mayBegin[character.charCodeAt(0)] = 1;

function visitPlain(
  text: string,
  event: ScalarEvent,
  isKey: boolean,
  findings: ScanFinding[],
): void {
  const { valueStart: start, valueEnd: end } = event;
  if (end - start > 40 || mayBegin[text.charCodeAt(start)] !== 1) return;
  const value = text.slice(start, end);
  if (tooLargeNumber.test(value) && !Number.isFinite(Number(value)))
    findings.push({ code: "yaml-ambiguous", ...ambiguous, start, end });
  if (!isLookalike(value, isKey)) return;
  const message = `\`${value}\` is read differently by YAML 1.1 tools`;
  findings.push({ code: "yaml-lookalike", message, help: lookalikeHelp(value), start, end });
}

/** `on` is a key of the format, and nobody means `true` as a key. */
const isLookalike = (value: string, isKey: boolean): boolean =>
  lookalike.test(value) && !(isKey && (value === "on" || /^[yn]$/i.test(value)));

/** js-yaml keeps a number beyond 1.8e308 as a text, `yaml` makes it infinite: the one value on which they are known to differ. */
const tooLargeNumber = /^[-+]?[0-9.]+e\+?[0-9]{3,}$/i;

/** Words of `yaml-ambiguous`, the same where the second parser finds the difference. */
export const ambiguous = {
  message: "two YAML parsers read this differently",
  help: "put the value in quotes",
};

const lookalikeHelp = (value: string): string =>
  /^(?:yes|on|y)$/i.test(value)
    ? `write "${value}" in quotes for the text, \`true\` for the truth value`
    : /^(?:no|off|n)$/i.test(value)
      ? `write "${value}" in quotes for the text, \`false\` for the truth value`
      : `write "${value}" in quotes for the text, or the plain decimal number`;

const anchor = (start: number, end: number): ScanFinding => ({
  code: "yaml-alias",
  message: "anchors and aliases are not allowed",
  help: "write the value out",
  start: Math.max(0, start - 1),
  end,
});

const tag = (text: string, start: number, end: number): ScanFinding => ({
  code: "yaml-tag",
  message: `the tag \`${text.slice(start, end)}\` is not allowed`,
  help: "write the plain value, in quotes if it is a text",
  start,
  end,
});

const complexKey = (start: number): ScanFinding => ({
  code: "yaml-key",
  message: "a list or map can't be a key",
  start,
  end: start + 1,
});

function directive(text: string): ScanFinding {
  const match = /^%.*$/m.exec(text);
  const start = match?.index ?? 0;
  const message = "YAML directives are not allowed";
  return { code: "yaml-directive", message, start, end: start + (match?.[0].length ?? 0) };
}

/** Events of documents carry no place; the first marker behind the first content is the second document's. */
function secondDocument(text: string, events: readonly Event[]): ScanFinding {
  const first = events.find((event) => event.type !== EVENT_ID.DOCUMENT);
  const from = first === undefined ? 0 : offsetOf(first);
  const marker = /^(?:---|\.\.\.)/gm;
  marker.lastIndex = from;
  const start = marker.exec(text)?.index ?? 0;
  const message = "the file holds more than one document";
  const help = "move what follows `---` to a file of its own";
  return { code: "yaml-documents", message, help, start, end: start + 3 };
}

function offsetOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
  return 0;
}

/** Every key that its map already has, by place. Only for a text that is known to have one. */
export function duplicateKeys(text: string, events: readonly Event[]): ScanFinding[] {
  const findings: ScanFinding[] = [];
  const frames: { isMap: boolean; awaitsKey: boolean; keys: Map<string, number> }[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    const parent = frames[frames.length - 1];
    const isKey = parent?.isMap === true && parent.awaitsKey;
    if (parent?.isMap) parent.awaitsKey = !parent.awaitsKey;
    if (event.type === EVENT_ID.ALIAS) continue;
    if (event.type !== EVENT_ID.SCALAR) {
      const isMap = event.type === EVENT_ID.MAPPING;
      frames.push({ isMap, awaitsKey: isMap, keys: new Map() });
      continue;
    }
    if (!isKey || !parent) continue;
    const name = getScalarValue(text, event);
    const before = parent.keys.get(name);
    if (before === undefined) parent.keys.set(name, event.valueStart);
    else findings.push(duplicate(text, name, before, event));
  }
  return findings;
}

function duplicate(text: string, name: string, before: number, event: ScalarEvent): ScanFinding {
  const line = text.slice(0, before).split("\n").length;
  return {
    code: "duplicate-key",
    message: `the key "${name}" is already there`,
    help: `line ${line} has it first; keep one of the two`,
    start: event.valueStart,
    end: event.valueEnd,
  };
}
