// The second tier: positions of a text that the first tier has read. Opened only for files that have findings.

import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from "yaml";
import type { Span } from "./diagnostic.ts";
import type { Path } from "./problem.ts";

export interface YamlDocument {
  /** The same text's value by the second parser, to compare. */
  value: unknown;
  /** The text of a value as it was written. */
  sourceOf(path: Path): string;
  /** Where the node at `path`, or its key, is; the nearest existing parent when it does not exist. */
  spanOf(path: Path, at: "key" | "value", part?: { offset: number; length: number }): Span;
}

/** Opens a text that js-yaml has accepted: depth, size and aliases are known to be within their limits. */
export function openDocument(text: string): YamlDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    stringKeys: true,
    strict: true,
    prettyErrors: false,
    // yaml's own check is quadratic: 214 s for 100,000 keys. `yaml-scan.ts` finds duplicates with a map.
    uniqueKeys: false,
    logLevel: "silent",
    lineCounter,
  });
  let data: { value: unknown } | undefined;
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return {
    get value() {
      data ??= { value: dataOf(document) };
      return data.value;
    },
    sourceOf(path) {
      const [start = 0, end = 0] = find(document, path).node?.range ?? [];
      return text.slice(start, end);
    },
    spanOf(path, at, part) {
      const found = find(document, path);
      const node = at === "key" ? (found.key ?? found.node) : (found.node ?? found.key);
      const range = node?.range;
      // A finding about the whole file marks its beginning, not every line of it.
      if (range && node === document.contents)
        return { ...place(range[0]), ...endOf(place(range[0])) };
      if (!range) return { line: 1, column: 1, endLine: 1, endColumn: 1 };
      const [start, end] =
        part && isScalar(node) ? partRange(text, node, part) : [range[0], range[1]];
      const from = place(start);
      const to = place(Math.max(start, end));
      return { ...from, endLine: to.line, endColumn: to.column };
    },
  };
}

const endOf = ({ line, column }: { line: number; column: number }) => ({
  endLine: line,
  endColumn: column,
});

function dataOf(document: Document.Parsed): unknown {
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

function find(document: Document.Parsed, path: Path): { node: Node | null; key: Node | null } {
  let node = document.contents as Node | null;
  let key: Node | null = null;
  for (const step of path) {
    if (isMap(node)) {
      const pair = lastPair(node.items, String(step));
      if (!pair) break;
      key = pair.key as Node;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) break;
      key = null;
      node = isPair(item) ? (item.key as Node) : (item as Node);
    } else break;
  }
  return { node, key };
}

/** The last one of equal keys: it is the one whose value counts. */
const lastPair = (pairs: readonly Pair[], name: string): Pair | undefined =>
  pairs.findLast(({ key }) => isScalar(key) && String(key.value) === name);

/** Source range of a part of a text value, where the text stands in the source as it is; else of the whole value. */
function partRange(
  text: string,
  node: { range?: readonly number[] | null | undefined; value: unknown; type?: string | undefined },
  part: { offset: number; length: number },
): [number, number] {
  const [start = 0, end = 0] = node.range ?? [];
  const value = String(node.value);
  if (node.type === "BLOCK_LITERAL") {
    const found = blockOffset(text, start, value, part.offset);
    if (found !== null) return [found, Math.min(end, found + part.length)];
    return [start, end];
  }
  const shift = node.type === "PLAIN" ? 0 : 1;
  if (!text.startsWith(value, start + shift)) return [start, end];
  const from = start + shift + part.offset;
  return [from, Math.min(end, from + Math.max(1, part.length))];
}

/** Lines of a literal block are those of its value behind one indentation. */
function blockOffset(text: string, start: number, value: string, offset: number): number | null {
  const before = value.slice(0, offset);
  const line = before.split("\n").length - 1;
  const column = offset - (before.lastIndexOf("\n") + 1);
  const wanted = value.split("\n")[line] ?? "";
  let lineStart = text.indexOf("\n", start) + 1;
  for (let skipped = 0; skipped < line; skipped++) lineStart = text.indexOf("\n", lineStart) + 1;
  const source = text.slice(lineStart, text.indexOf("\n", lineStart) >>> 0).replace(/\r$/, "");
  if (lineStart === 0 || !source.endsWith(wanted)) return null;
  return lineStart + source.length - wanted.length + column;
}
