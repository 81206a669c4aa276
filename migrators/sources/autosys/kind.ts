// Files that are no JIL, told apart and named: the wrong file is the first mistake people make, and "0 jobs" no answer.

import { type ExportKind, importerFor, kindOf, looksLikeCrontab } from "#migrators/kind.ts";

/** What a file is instead, and what to do. */
export interface OtherKind {
  /** Ends the sentence "this is …". */
  what: string;
  help: string;
}

const ask = "export the jobs by `autorep -J ALL -q`";

/** Begins of files that no text has. */
const magic: [readonly number[], string][] = [
  [[0x1f, 0x8b], "a gzip archive"],
  [[0x50, 0x4b, 3, 4], "a zip archive"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF"],
  [[0xd0, 0xcf, 0x11, 0xe0], "a document of an old Office"],
];

/** By the first bytes; null: it may be text. */
export function binaryKind(bytes: Uint8Array): OtherKind | null {
  const known = magic.find(([begin]) => begin.every((byte, at) => bytes[at] === byte));
  return known ? { what: known[1], help: "unpack it first" } : null;
}

/** Kinds that no JIL can look like, however it begins. */
const never: ReadonlyMap<ExportKind | null, string> = new Map([
  ["Control-M XML", "use `trunkline import control-m`"],
  ["XML", ask],
  ["JSON", `for jobs of the Automation API use \`trunkline import control-m\`; else ${ask}`],
  ["a binary file", ask],
]);

/** By the first characters of a text; null: it may be JIL. */
export function textKind(text: string): OtherKind | null {
  const kind = kindOf(text);
  const help = never.get(kind);
  return kind === null || help === undefined ? null : { what: kind, help };
}

/** How much of a text is looked at. */
const sampleLength = 65_536;

const shapes: [RegExp, OtherKind][] = [
  [
    /^[ \t]*Job Name[ \t]+Last Start/m,
    {
      what: "a report of `autorep` without `-q`",
      help: "export with `autorep -J ALL -q`; a report with `-w` gives states only",
    },
  ],
  [
    /^[ \t]*Global Name[ \t]+Value/m,
    {
      what: "a report of global variables",
      help: "give it beside the files of JIL",
    },
  ],
  [
    /^\[\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\][ \t]+CAUAJM_/m,
    {
      what: "a log of the AutoSys scheduler",
      help: "use it as a run log; for jobs export by `autorep -J ALL -q`",
    },
  ],
];

/** Of a text in which no statement of JIL was found. */
export function guessedKind(text: string): OtherKind {
  const sample = text.slice(0, sampleLength);
  const known = shapes.find(([shape]) => shape.test(sample));
  if (known) return known[1];
  const kind = kindOf(text) ?? (looksLikeCrontab(sample) ? "a crontab" : null);
  if (kind !== null && kind !== "AutoSys JIL")
    return { what: kind, help: importerFor(kind) ?? ask };
  return { what: "a text without any statement of JIL", help: ask };
}
