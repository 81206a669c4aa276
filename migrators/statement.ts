// What a reader makes of a legacy export: every statement with its exact text and place. Nothing is understood yet, and
// nothing is lost: the texts of a file's statements, and what lies between them, are the file.

/** Where something stands: of its first character, both from 1; columns in UTF-16 code units. */
export interface Place {
  /** As it was given on the command line. */
  file: string;
  line: number;
  column: number;
}

/** One attribute, as often as it is written: a repeated one is as many of these. */
export interface LegacyAttribute {
  /** As written, such as `start_times`, `TIMEFROM`, or for cron `minute`. */
  name: string;
  /** Exactly as written, quotes, escapes and entities included. */
  text: string;
  /** What the source's own rules of quoting make of it. */
  value: string;
  place: Place;
  /** Of readers that make attributes anew when they are looked at: two of one table with the same index are one. */
  table?: object;
  index?: number;
}

export interface Statement {
  /** What the source calls it, such as `insert_job`, `JOB`, `entry`. */
  kind: string;
  /** Of what it says something; null where it has no name. */
  name: string | null;
  text: string;
  place: Place;
  attributes: readonly LegacyAttribute[];
  /** Within it, in their order. */
  children: readonly Statement[];
}

/** One that a reader is still in. */
export interface OpenStatement extends Statement {
  attributes: LegacyAttribute[];
  children: Statement[];
}

export interface Finding {
  /** `LEGACY_CODES` says what each means and what to do. */
  code: string;
  severity: "error" | "warning" | "info";
  place: Place;
  message: string;
  help?: string;
}

/** A file as it was read. One that is refused has no statements, and says why. */
export interface LegacyFile {
  file: string;
  /** How its bytes were decoded, such as `utf-8`, `utf-16le`, `windows-1252`. */
  encoding: string;
  statements: Statement[];
  /** Comments and the like: what stands in the file and says nothing to the scheduler, in its order. */
  asides: { text: string; place: Place }[];
  findings: Finding[];
  refused: boolean;
}
