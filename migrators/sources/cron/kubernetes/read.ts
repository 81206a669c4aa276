// Manifests as statements: each document one, with what stands at each path as attributes, and each item of a List within.

import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from "js-yaml";
import type { LegacyAttribute, LegacyFile, Place, Statement } from "#migrators/statement.ts";
import { LineIndex } from "#migrators/text/lines.ts";

/** What stands at a path. */
export type Node = { start: number } & (
  | { kind: "map"; entries: [key: string, value: Node][] }
  | { kind: "list"; items: Node[] }
  /** `isText`: Kubernetes takes it for a text, not a number and the like. `isMarked`: it is an alias, or has an anchor or a tag. */
  | {
      kind: "leaf";
      attribute: LegacyAttribute;
      isText: boolean;
      isNull: boolean;
      isMarked: boolean;
    }
);

export interface Manifest {
  statement: Statement;
  root: Node;
}

/** @returns the file, and what stands in it: documents, or the items of those that are lists. */
export function readManifests(
  file: string,
  text: string,
  encoding: string,
): { file: LegacyFile; manifests: Manifest[] } {
  const index = new LineIndex(file, text);
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const at = error.mark?.position ?? 0;
    const place = index.place(Math.min(at, text.length));
    const message = `this is no YAML: ${error.reason}`;
    const finding = { code: "file-refused", severity: "error" as const, place, message };
    const refused = { file, encoding, statements: [], asides: [], findings: [finding] };
    return { file: { ...refused, refused: true }, manifests: [] };
  }
  const statements: Statement[] = [];
  const manifests: Manifest[] = [];
  const roots = new Reader(text, index, events).roots();
  const asides: LegacyFile["asides"] = [];
  let at = 0;
  for (const part of partsOf(text)) {
    for (const aside of part.comments)
      asides.push({ text: text.slice(...aside), place: index.place(aside[0]) });
    if (part.start === part.end) continue;
    while ((roots[at]?.start ?? Infinity) < part.start) at++;
    const root = (roots[at]?.start ?? Infinity) < part.end ? roots[at] : undefined;
    const statement = statementOf(text, part.start, part.end, index);
    statements.push(statement);
    if (root === undefined) continue;
    const items = itemsOf(root);
    if (items === null) manifests.push({ statement, root });
    else addItems(statement, items, part.end, text, index, manifests);
    statement.attributes = attributesOf(root, items && new Set(items));
    statement.name = items === null ? nameOf(root) : "List";
  }
  const read = { file, encoding, statements, asides, findings: [], refused: false };
  return { file: read, manifests };
}

/** Kubernetes' own objects are no deeper than half of it. */
const maxDepth = 60;

function statementOf(text: string, start: number, end: number, index: LineIndex): Statement {
  const place: Place = index.place(start);
  return {
    kind: "document",
    name: null,
    text: text.slice(start, end),
    place,
    attributes: [],
    children: [],
  };
}

function addItems(
  statement: Statement,
  items: readonly Node[],
  end: number,
  text: string,
  index: LineIndex,
  manifests: Manifest[],
): void {
  const children: Statement[] = [];
  for (const [at, root] of items.entries()) {
    const next = items[at + 1]?.start ?? end;
    const item = statementOf(text, root.start, next, index);
    item.text = withoutNext(item.text);
    item.kind = "item";
    item.name = nameOf(root);
    item.attributes = attributesOf(root, null);
    children.push(item);
    manifests.push({ statement: item, root });
  }
  statement.children = children;
}

/** Without the comma or the dash of the next item. */
function withoutNext(text: string): string {
  const rest = text.trimEnd();
  return rest.endsWith(",") || /\s-$/.test(rest.slice(-2)) ? rest.slice(0, -1).trimEnd() : rest;
}

function itemsOf(root: Node): Node[] | null {
  const kind = child(root, "kind");
  const items = child(root, "items");
  const isList = kind?.kind === "leaf" && /List$/.test(kind.attribute.value);
  return isList && items?.kind === "list" ? items.items : null;
}

/** The last of that name. */
export function child(node: Node | undefined, name: string): Node | undefined {
  return node?.kind === "map" ? node.entries.findLast(([key]) => key === name)?.[1] : undefined;
}

function nameOf(root: Node): string | null {
  const name = child(child(root, "metadata"), "name");
  return name?.kind === "leaf" ? name.attribute.value : null;
}

/** All that stands below, but not what is an item of its own. */
export function attributesOf(node: Node, without: ReadonlySet<Node> | null): LegacyAttribute[] {
  if (node.kind === "leaf") return [node.attribute];
  const children = node.kind === "map" ? node.entries.map(([, value]) => value) : node.items;
  return children.flatMap((each) => (without?.has(each) ? [] : attributesOf(each, without)));
}

interface Part {
  /** Of the document itself; the same where there is none. */
  start: number;
  end: number;
  comments: [start: number, end: number][];
}

/** Documents as marks part them, which stand in no text of more lines. */
function* partsOf(text: string): Generator<Part> {
  let from = 0;
  for (const { index } of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    yield partOf(text, from, index);
    from = index + 3;
  }
  yield partOf(text, from, text.length);
}

function partOf(text: string, from: number, until: number): Part {
  const comments: Part["comments"] = [];
  let end = until;
  while (end > from && /\s/.test(text[end - 1] as string)) end--;
  let start = from;
  for (;;) {
    while (start < end && /\s/.test(text[start] as string)) start++;
    if (text[start] !== "#" || start === end) return { start, end: Math.max(start, end), comments };
    const found = text.indexOf("\n", start);
    const stop = found === -1 || found > end ? end : found;
    comments.push([start, stop]);
    start = stop;
  }
}

/** Plain words that are no texts, for YAML 1.1 as well. */
const otherThanText =
  /^(?:~|null|true|false|yes|no|on|off|[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+|[-+]?\.inf|\.nan|)$/i;

/** Events as a tree. */
class Reader {
  readonly #text: string;
  readonly #index: LineIndex;
  readonly #events: readonly Event[];
  #at = 0;
  /** Where the last scalar ended: an empty value stands there. */
  #end = 0;

  constructor(text: string, index: LineIndex, events: readonly Event[]) {
    this.#text = text;
    this.#index = index;
    this.#events = events;
  }

  roots(): Node[] {
    const roots: Node[] = [];
    for (; this.#at < this.#events.length; ) {
      const event = this.#events[this.#at];
      if (event?.type === EVENT_ID.DOCUMENT || event?.type === EVENT_ID.POP) this.#at++;
      else roots.push(this.#node(""));
    }
    return roots;
  }

  #node(path: string): Node {
    const event = this.#events[this.#at++] as Exclude<Event, { type: 1 | 6 }>;
    const isMarked =
      event.anchorStart !== -1 || (event.type !== EVENT_ID.ALIAS && event.tagStart !== -1);
    if (event.type === EVENT_ID.MAPPING) {
      const entries: [string, Node][] = [];
      while (!this.#isClosed()) {
        const key = this.#node(path);
        const name = key.kind === "leaf" ? key.attribute.value : "?";
        const value = this.#node(path === "" ? name : `${path}.${name}`);
        // What a mark stands for, and keys that are no texts, are seen at the value.
        entries.push([name, value]);
      }
      return isMarked || entries.length === 0
        ? this.#leaf(path, event.start, "{}", { isMarked })
        : { kind: "map", start: event.start, entries };
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      const items: Node[] = [];
      // Items of a List are objects of their own.
      while (!this.#isClosed())
        items.push(this.#node(path === "items" ? "" : `${path}[${items.length}]`));
      return isMarked || items.length === 0
        ? this.#leaf(path, event.start, "[]", { isMarked })
        : { kind: "list", start: event.start, items };
    }
    if (event.type === EVENT_ID.ALIAS)
      return this.#leaf(path, event.anchorStart, "*", { isMarked: true });
    const value = getScalarValue(this.#text, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const isNull = isPlain && /^(?:|~|null|Null|NULL)$/.test(value);
    if (event.valueStart === -1) return this.#leaf(path, this.#end, "", { isMarked, isNull });
    this.#end = event.valueEnd;
    const raw = this.#text.slice(event.valueStart, event.valueEnd);
    const place = this.#index.place(event.valueStart);
    const attribute = { name: path, text: raw, value, place };
    const isText = !isPlain || value.length > 40 || !otherThanText.test(value);
    return { kind: "leaf", start: event.valueStart, attribute, isText, isNull, isMarked };
  }

  #isClosed(): boolean {
    const isEnd = this.#events[this.#at]?.type === EVENT_ID.POP;
    if (isEnd) this.#at++;
    return isEnd;
  }

  /** Of what has no text of its own. */
  #leaf(
    path: string,
    start: number,
    value: string,
    { isMarked = false, isNull = false }: { isMarked?: boolean; isNull?: boolean },
  ): Node {
    const attribute = { name: path, text: "", value, place: this.#index.place(start) };
    return { kind: "leaf", start, attribute, isText: false, isNull, isMarked };
  }
}
