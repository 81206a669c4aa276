// A finding before it has a line and column: a path into a parsed file. Positions cost a second parse, so they are looked up last.

import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { SpecFile } from "./parse.ts";

/** Keys and indexes from the root of a document. */
export type Path = readonly (string | number)[];

export interface Place {
  file: SpecFile;
  path: Path;
  /** Which range to mark: the key that leads to the node, or the node itself. */
  at: "key" | "value";
  /** A part of a text value, in UTF-16 code units of the value. */
  part?: { offset: number; length: number };
}

export interface Problem extends Place {
  code: DiagnosticCode;
  message: string;
  help?: string | undefined;
  related?: Place & { message: string };
  /** Further places that belong to the finding; each becomes a line of the help. */
  steps?: readonly (Place & { message: string })[];
}
