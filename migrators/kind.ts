// What kind of export a text seems to be, by how it begins: to name a file that was given to the wrong importer.

export type ExportKind = "Control-M XML" | "XML" | "JSON" | "AutoSys JIL" | "a binary file";

/** Looks at so much: the head of an export names its kind. */
const sampleCharacters = 20_000;

/** Null where nothing speaks for one of them, as of crontabs and of empty files. */
export function kindOf(text: string): ExportKind | null {
  const sample = text.slice(0, sampleCharacters);
  if (sample.includes("\0")) return "a binary file";
  const start = sample.trimStart();
  if (/^<(?:\?xml|!--|!DOCTYPE|[A-Za-z_])/.test(start))
    return /<(?:DEFTABLE|DEFCAL|FOLDER|SMART_FOLDER|TABLE|SCHED_TABLE)\b/.test(sample)
      ? "Control-M XML"
      : "XML";
  if (/^[{[]\s*(?:["}{\]]|$)/.test(start)) return "JSON";
  return /^[ \t]*(?:insert|update|delete|override)_(?:job|machine|box|xinst|resource|glob|blob)[ \t]*:/m.test(
    sample,
  )
    ? "AutoSys JIL"
    : null;
}
