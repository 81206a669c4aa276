// Three versions of a file, merged: by its lines, as people wrote them, where what they then say is what both sides mean;
// else by what they say. Where both say something else of the same thing, the lines stand in the file with marks.

import { type Document, parseDocument } from "yaml";
import { parseFile } from "#core/parse.ts";
import { type Merged, mergeLines } from "./lines.ts";
import { isMap, mergeValues, own, textOf } from "./values.ts";

/** @param base "" where the import before made no such file. */
export function mergeFile(file: string, base: string, ours: string, theirs: string): Merged {
  const merged = mergeLines(base, ours, theirs);
  if (!file.endsWith(".yaml")) return merged;
  const [was, here, there] = [base, ours, theirs].map(readValue);
  const isClean = merged.conflicts.length === 0;
  if (here === undefined || there === undefined) return merged;
  const wanted = mergeValues(was, here, there);
  if (isClean) {
    const read = readValue(merged.text);
    const isMeant = wanted === null || textOf(read) === textOf(wanted.value);
    if (read !== undefined && isMeant) return merged;
  }
  const text = wanted === null ? null : withValue(ours, here, wanted.value);
  if (text !== null && keepsComments(text, base, theirs)) return { text, conflicts: [] };
  return isClean ? marked(ours, theirs) : merged;
}

/** Whether the comments are in it that the import has and the one before had not: values say nothing of them. */
function keepsComments(text: string, base: string, theirs: string): boolean {
  const commentsOf = (of: string) =>
    new Set(
      of
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line.startsWith("#")),
    );
  const [kept, before] = [commentsOf(text), commentsOf(base)];
  return [...commentsOf(theirs)].every((comment) => kept.has(comment) || before.has(comment));
}

/** Whole: its parts fit line by line and say something that neither side does. */
const marked = (ours: string, theirs: string): Merged => mergeLines("", ours, theirs);

/** Undefined for a text that is not valid. */
function readValue(text: string): unknown {
  const { value, diagnostics } = parseFile("merged.yaml", text);
  return diagnostics.some(({ severity }) => severity === "error") ? undefined : value;
}

/** The text with another value: comments and the order of what stays are kept. Null where that can't be done. */
function withValue(text: string, before: unknown, wanted: unknown): string | null {
  const document = parseDocument(text, { version: "1.2", logLevel: "silent" });
  change(document, [], before, wanted);
  const changed = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return textOf(readValue(changed)) === textOf(wanted) ? changed : null;
}

function change(document: Document, path: string[], before: unknown, wanted: unknown): void {
  if (textOf(before) === textOf(wanted)) return;
  if (wanted === undefined) document.deleteIn(path);
  else if (!isMap(before) || !isMap(wanted)) document.setIn(path, document.createNode(wanted));
  else
    for (const key of new Set([...Object.keys(before), ...Object.keys(wanted)]))
      change(document, [...path, key], own(before, key), own(wanted, key));
}
