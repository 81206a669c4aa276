// Text → value: the first tier (js-yaml) of reading a spec. Its verdict binds; `document.ts` only adds positions.
// 10,000 files of 2 kB take about 0.6 s here; the second tier would take ten times as long.

import { constructFromEvents, type Event, parseEvents, YAMLException } from "js-yaml";
import { markedConflicts } from "./conflict-marks.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import { openDocument, type YamlDocument } from "./document.ts";
import type { ParseCache } from "./parse-cache.ts";
import { findLfsPointer } from "./tree.ts";
import { maxDepth, maxFileBytes, maxProblems } from "./yaml-limits.ts";
import { duplicateKeys, type ScanFinding, scanEvents } from "./yaml-scan.ts";
import { plainValue } from "./yaml-value.ts";

/** A file as it was read. */
export interface SpecFile {
  /** From the project's root, with `/`. */
  path: string;
  text: string;
  /** Plain data; undefined when the text gives none. Shared between files of one cache: never changed. */
  value: unknown;
  diagnostics: Diagnostic[];
  /** The second tier, opened on first use. */
  document: () => YamlDocument;
}

export interface ParseOptions {
  cache?: ParseCache | undefined;
  /** Names the text and the schema's version, such as `<blob id>:1`; without it nothing is cached. */
  key?: string | undefined;
}

/** Reads a file that is a text, or bytes that may not be one. */
export function parseContent(
  path: string,
  content: string | Uint8Array,
  options: ParseOptions = {},
): SpecFile {
  return typeof content === "string"
    ? parseFile(path, content, options)
    : parseBytes(path, content, options);
}

/** The same for a file in which everything is optional: empty, or nothing but comments, is no mistake. */
export function parseOptional(
  path: string,
  content: string | Uint8Array,
  options: ParseOptions = {},
): SpecFile {
  const file = parseContent(path, content, options);
  const isBlank = file.text.split("\n").every((line) => /^\s*(?:#|$)/.test(line));
  if (isBlank) file.diagnostics = file.diagnostics.filter(({ code }) => code !== "yaml-empty");
  return file;
}

/** Reads one YAML file. Never throws for what the text holds; all that is wrong is in `diagnostics`. */
export function parseFile(path: string, content: string, options: ParseOptions = {}): SpecFile {
  // A byte order mark is no part of the first line.
  const text = content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
  const file: SpecFile = { path, text, value: undefined, diagnostics: [], document: opener(text) };
  const { cache, key } = options;
  if (cache && key !== undefined) {
    const known = cache.get(key);
    if (known !== undefined) {
      file.value = known;
      return file;
    }
  }
  read(file);
  const isClean = file.diagnostics.length === 0 && file.value !== undefined;
  if (cache && key !== undefined && isClean) cache.set(key, file.value, text.length);
  return file;
}

/** Made once: to make one takes as long as to decode a file. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The same for bytes, which may not be text at all. */
export function parseBytes(path: string, bytes: Uint8Array, options: ParseOptions = {}): SpecFile {
  if (bytes.length > maxFileBytes) return refused(path, tooLarge(bytes.length));
  try {
    return parseFile(path, utf8.decode(bytes), options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = "the file is not UTF-8 text";
    return refused(path, { code: "file-binary", message, start: 0, end: 0 });
  }
}

function refused(path: string, finding: ScanFinding): SpecFile {
  const file: SpecFile = {
    path,
    text: "",
    value: undefined,
    diagnostics: [],
    document: opener(""),
  };
  report(file, [finding]);
  return file;
}

function opener(text: string): () => YamlDocument {
  let document: YamlDocument | undefined;
  return () => {
    document ??= openDocument(text);
    return document;
  };
}

function read(file: SpecFile): void {
  const { text } = file;
  const refusal = refusalOf(file);
  const refusals = refusal === null ? conflictsOf(text) : [refusal];
  if (refusals.length > 0) {
    report(file, refusals);
    return;
  }
  try {
    const events = parseEvents(text, { maxDepth });
    file.value = mapOf(plainValue(text, events));
    if (file.value !== undefined) return;
    const findings = scanEvents(text, events);
    if (findings.length > 0) report(file, findings);
    // A size that is refused must not be paid for.
    const isBounded = !findings.some(({ code }) => unreadable.has(code));
    if (isBounded) construct(file, events);
  } catch (error) {
    report(file, [syntaxFinding(text, error)]);
  }
}

function refusalOf({ path, text }: SpecFile): ScanFinding | null {
  const bytes = utf8Length(text);
  if (bytes > maxFileBytes) return tooLarge(bytes);
  const pointer = findLfsPointer(path, text);
  if (pointer !== null) {
    const { message, help } = pointer;
    return { code: "git-lfs-pointer", message, help, start: 0, end: 0 };
  }
  const nul = text.indexOf("\0");
  if (nul === -1) return null;
  const message = "the file has a NUL character: it is not text";
  return { code: "file-binary", message, start: nul, end: nul + 1 };
}

const conflictsOf = (text: string): ScanFinding[] =>
  markedConflicts(text).map(({ start, end, from, to, ours, theirs }) => ({
    ...{ code: "conflict-unresolved", start, end },
    message: `lines ${from} to ${to} are a conflict between "${ours}" and "${theirs}" that nobody has resolved`,
    help: "keep what is right of the two sides, and take out the lines of the marks: <<<<<<<, |||||||, ======= and >>>>>>>",
  }));

const unreadable = new Set<string>(["yaml-size", "yaml-documents", "yaml-directive"]);

function construct(file: SpecFile, events: Event[]): void {
  const options = { source: file.text, maxAliases: 0 };
  try {
    file.value = documentOf(file, constructFromEvents(events, options));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (error.reason === "duplicated mapping key") {
      report(file, duplicateKeys(file.text, events));
      // The last value stands in, so that the rest of the file is still checked.
      file.value = documentOf(file, constructFromEvents(events, { ...options, json: true }));
    } else if (file.diagnostics.every(({ severity }) => severity === "warning")) throw error;
  }
}

function documentOf(file: SpecFile, documents: unknown[]): unknown {
  const [value] = documents;
  const map = mapOf(value);
  if (map !== undefined) return map;
  const isEmpty = value === undefined || value === null;
  const message = isEmpty ? "the file is empty" : "the file holds no map of properties";
  report(file, [{ code: "yaml-empty", message, start: 0, end: 0 }]);
  return undefined;
}

const mapOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;

function syntaxFinding(text: string, error: unknown): ScanFinding {
  if (!(error instanceof YAMLException)) throw error;
  const position = error.mark?.position ?? 0;
  const start = Math.min(position, text.length);
  if (error.reason?.includes("maxDepth")) {
    const message = `values are nested more than ${maxDepth} levels deep`;
    return { code: "yaml-depth", message, start, end: start + 1 };
  }
  const reason = error.reason ?? "not valid YAML";
  const help = syntaxHelp.find(([part]) => reason.includes(part))?.[1];
  return { code: "yaml-syntax", message: reason, ...(help && { help }), start, end: start + 1 };
}

/** What most often is behind the parser's words. */
const syntaxHelp: readonly (readonly [string, string])[] = [
  [
    "missed comma",
    "inside `{ }` and `[ ]` a text with braces, brackets, commas or `${{ }}` needs quotes",
  ],
  [
    "deficient indentation",
    "a `{`, `[` or quote above is not closed, or this line is indented too little",
  ],
  ["tab characters", "indent with spaces"],
  ["bad indentation", "align the line with its neighbours; a text that holds `: ` needs quotes"],
  ["multiline key", "the line has no `:` behind its key, or a text above needs quotes"],
  ["end of the stream", "a `{`, `[` or quote is not closed"],
  ["end of the document", "a quote is not closed"],
];

const tooLarge = (bytes: number): ScanFinding => ({
  code: "file-too-large",
  message: `the file has ${Math.ceil(bytes / 1024)} kB; ${maxFileBytes / 1024} kB are allowed`,
  start: 0,
  end: 0,
});

/** Exact only near the limit: a text of a third of it in UTF-16 units can't exceed it. */
function utf8Length(text: string): number {
  if (text.length * 3 <= maxFileBytes || text.length > maxFileBytes) return text.length;
  return new TextEncoder().encode(text).length;
}

function report(file: SpecFile, findings: ScanFinding[]): void {
  const starts = lineStarts(file.text);
  for (const { start, end, code, message, help } of findings.slice(0, maxProblems)) {
    const from = positionAt(starts, start);
    const to = positionAt(starts, end);
    file.diagnostics.push({
      code,
      severity: diagnosticEntry(code).severity,
      file: file.path,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      message,
      ...(help === undefined ? {} : { help }),
    });
  }
}

/** Offsets at which lines begin; a lone CR ends a line as in YAML. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Line and column, both from 1, of an offset. */
export function positionAt(
  starts: readonly number[],
  offset: number,
): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
