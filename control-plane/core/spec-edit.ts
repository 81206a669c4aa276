// Sets a value in a YAML text and leaves all else as it is written: comments, order, quotes. What it makes is read again
// and compared, so that an edit that would say something else is refused rather than made.

import { isMap, isSeq, type Node, parseDocument, type YAMLMap } from "yaml";
import { canonicalJson } from "./canonical.ts";
import { parseFile } from "./parse.ts";
import type { Path } from "./problem.ts";

/** The new text; null when the place can't be edited so. */
export function setInText(text: string, path: Path, value: unknown): string | null {
  const before = readValue(text);
  if (before === undefined || path.length === 0) return null;
  const wanted = setIn(before, path, value);
  if (wanted === undefined) return null;
  const edited = edit(text, path, value);
  if (edited === null) return null;
  return canonicalJson(readValue(edited) ?? null) === canonicalJson(wanted) ? edited : null;
}

/** A text as it stands in flow, such as `2h` or `[a, b]`: what comes after `=` on a command line. */
export function flowValue(text: string): { value: unknown } | null {
  if (text.includes("\n")) return null;
  const { value, diagnostics } = parseFile("value", `v: ${text}\n`);
  const isFine = diagnostics.every(({ severity }) => severity === "warning");
  const found = (value as { v?: unknown } | undefined)?.v;
  return isFine && found !== undefined && found !== null ? { value: found } : null;
}

const readValue = (text: string): unknown => parseFile("spec", text).value;

/** A copy with the value in place; undefined where the path leads through something that holds nothing. */
function setIn(within: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(within)) {
    const at = Number(step);
    if (!Number.isInteger(at) || at < 0 || at >= within.length) return undefined;
    const item = setIn(within[at], rest, value);
    return item === undefined ? undefined : within.with(at, item);
  }
  if (within !== undefined && (typeof within !== "object" || within === null)) return undefined;
  const record = (within ?? {}) as Record<string, unknown>;
  const own = Object.hasOwn(record, String(step)) ? record[String(step)] : undefined;
  const member = setIn(own, rest, value);
  return member === undefined ? undefined : { ...record, [step]: member };
}

function edit(text: string, path: Path, value: unknown): string | null {
  const document = parseDocument(text, { version: "1.2", uniqueKeys: false, logLevel: "silent" });
  let node = document.contents as Node | null;
  for (const [at, step] of path.entries()) {
    const next = childOf(node, step);
    if (next === undefined) return isMap(node) ? addPair(text, node, path.slice(at), value) : null;
    node = next;
  }
  const [start, end] = node?.range ?? [];
  if (start === undefined || end === undefined) return null;
  // A literal block ends with its line break, which the new value doesn't have.
  const tail = text.slice(start, end).endsWith("\n") ? "\n" : "";
  return text.slice(0, start) + flow(value) + tail + text.slice(end);
}

/** Undefined where there is nothing of the name. */
function childOf(node: Node | null, step: string | number): Node | null | undefined {
  if (isMap(node)) {
    const pair = node.items.findLast(({ key }) => String(key) === String(step));
    return pair === undefined ? undefined : (pair.value as Node | null);
  }
  if (isSeq(node)) return node.items[Number(step)] as Node | undefined;
  return undefined;
}

function addPair(text: string, map: YAMLMap, path: Path, value: unknown): string | null {
  const [key, ...rest] = path;
  const nested = rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const pair = `${flow(String(key))}: ${flow(nested)}`;
  const [start = 0, end = 0] = map.range ?? [];
  if (map.flow) {
    const inside = text.slice(start, end).replace(/\s*,?\s*\}$/, "");
    const isEmpty = map.items.length === 0;
    return `${text.slice(0, start)}${inside}${isEmpty ? "" : ", "}${pair}}${text.slice(end)}`;
  }
  const [first] = map.items;
  const at = (first?.key as Node | undefined)?.range?.[0];
  if (at === undefined) return null;
  const indent = at - (text.lastIndexOf("\n", at - 1) + 1);
  // Behind the last line of the map that says something.
  const last = text.slice(0, end).trimEnd().length;
  const lineEnd = text.indexOf("\n", last);
  const behind = lineEnd < 0 ? text.length : lineEnd;
  return `${text.slice(0, behind)}\n${" ".repeat(indent)}${pair}${text.slice(behind)}`;
}

const plainText = /^[A-Za-z/.][\w./:@+-]*(?<!:)$|^\d+(?:ms|s|m|h|d)$/;
/** Words that YAML, or tools of its older version, read as something else than text. */
const otherMeaning = /^(?:true|false|null|yes|no|on|off|y|n|~|\.inf|\.nan)$/i;

/** A value in one line of YAML. */
function flow(value: unknown): string {
  if (typeof value === "string")
    return plainText.test(value) && !otherMeaning.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, member]) => `${flow(key)}: ${flow(member)}`);
  return `{${pairs.join(", ")}}`;
}
