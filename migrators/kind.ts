// What kind of export a text seems to be, by how it begins: to name a file that was given to the wrong importer.

export type ExportKind =
  | ("Control-M XML" | "XML" | "JSON" | "AutoSys JIL" | "a binary file")
  | ("an anacrontab" | "an fcrontab" | "a systemd unit" | "a manifest of Kubernetes");

/** What stands at the begin of some line. */
const marks: readonly [mark: RegExp, kind: ExportKind][] = [
  [
    /^[ \t]*(?:insert|update|delete|override)_(?:job|machine|box|xinst|resource|glob|blob)[ \t]*:/m,
    "AutoSys JIL",
  ],
  [/^\[(?:Unit|Timer|Service)\][ \t\r]*$/m, "a systemd unit"],
  [/^kind:[ \t]*(?:CronJob|Job|List)\b/m, "a manifest of Kubernetes"],
  // Period, delay, name: its `@monthly 45 cron.monthly …` would else be a line of a crontab.
  [
    /^START_HOURS_RANGE[ \t]*=|^(?:\d{1,3}|@(?:daily|weekly|monthly|yearly))[ \t]+\d{1,4}[ \t]+cron\.\w+[ \t]/m,
    "an anacrontab",
  ],
  [/^(?:&|%(?:hourly|mid|night|daily|weekly|monthly|yearly)|![a-z]+\()/m, "an fcrontab"],
];

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
  return marks.find(([mark]) => mark.test(sample))?.[1] ?? null;
}
