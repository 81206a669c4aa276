// What kind of export a text seems to be, by how it begins: to name a file that was given to the wrong importer.

export type ExportKind =
  | ("Control-M XML" | "XML" | "JSON" | "AutoSys JIL" | "a binary file")
  | ("an anacrontab" | "an fcrontab" | "a systemd unit" | "a manifest of Kubernetes")
  | "a template of Helm";

/** What stands at the begin of some line: lines end with a line feed alone, unlike those of the flag `m`. */
const marks: readonly [mark: RegExp, kind: ExportKind][] = [
  [
    /(?:^|\n)[ \t]*(?:insert|update|delete|override)_(?:job|machine|box|xinst|resource|glob|blob)[ \t]*:/,
    "AutoSys JIL",
  ],
  [/(?:^|\n)\[(?:Unit|Timer|Service)\][ \t\r]*(?:$|\n)/, "a systemd unit"],
  [/(?:^|\n)kind:[ \t]*(?:CronJob|CronJobList|Job|List)\b/, "a manifest of Kubernetes"],
  // Period, delay, name: its `@monthly 45 cron.monthly …` would else be a line of a crontab.
  [
    /(?:^|\n)START_HOURS_RANGE[ \t]*=|(?:^|\n)(?:\d{1,3}|@(?:daily|weekly|monthly|yearly))[ \t]+\d{1,4}[ \t]+cron\.\w+[ \t]/,
    "an anacrontab",
  ],
  [/(?:^|\n)(?:&|%(?:hourly|mid|night|daily|weekly|monthly|yearly)|![a-z]+\()/, "an fcrontab"],
];

/** Of five fields and more, or a nickname: what `kindOf` has no name for, since anything may be a line of a crontab. */
export const looksLikeCrontab = (text: string): boolean =>
  /^(@(hourly|daily|weekly|monthly|yearly|reboot)|([\d*][\d*,/-]*[ \t]+){2}([\w*][\w*,/-]*[ \t]+){3})\S/m.test(
    text.slice(0, sampleCharacters),
  );

/** What to do with a file that was given to another importer; null: no importer reads it. */
export function importerFor(kind: ExportKind | "a crontab"): string | null {
  switch (kind) {
    case "Control-M XML":
      return "use `trunkline import control-m`";
    case "JSON":
      return "for jobs of Control-M's Automation API use `trunkline import control-m`";
    case "AutoSys JIL":
      return "use `trunkline import autosys`";
    case "XML":
    case "a binary file":
    case "a template of Helm":
      return null;
    default:
      return "use `trunkline import cron`";
  }
}

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
  if (/^[{[]\s*(?:["}{\]]|$)/.test(start))
    return /"kind"\s*:\s*"(?:CronJob|CronJobList|List)"/.test(sample) && /"apiVersion"/.test(sample)
      ? "a manifest of Kubernetes"
      : "JSON";
  const kind = marks.find(([mark]) => mark.test(sample))?.[1] ?? null;
  // `${{` is what shells and CI write.
  const isTemplate = kind === "a manifest of Kubernetes" && /(?:^|[^$])\{\{/.test(text);
  return isTemplate ? "a template of Helm" : kind;
}
