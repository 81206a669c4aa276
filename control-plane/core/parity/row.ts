// A kept business date of a job as text: what is hashed of it when it is kept, and when it is checked.

import { canonicalJson } from "../canonical.ts";
import type { DayVerdicts } from "./days.ts";

export interface ParityRow extends DayVerdicts {
  /** Of the pipeline, whose name may change. */
  id: number;
  /** Empty: the pipeline itself. */
  task: string;
  /** Of the pipeline's revision by whose rules it was judged. */
  revision: number;
}

/** A line. */
export const parityText = ({ id, task, date, revision, matched, others }: ParityRow): string =>
  `${canonicalJson({ id, task, date, revision, matched, others })}\n`;
