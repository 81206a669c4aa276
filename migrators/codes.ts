// Codes of findings, accounts and refusals that any source may have.

export interface FindingCode {
  /** Of the finding that a person sees; null: the code only stands in the ledger. */
  severity: "error" | "warning" | "info" | null;
  /** One sentence. */
  title: string;
  /** What to do about it; null: nothing. */
  help: string | null;
}

/** Of all sources. */
export const commonCodes = {
  same: { severity: null, title: "The spec says the same.", help: null },
  comment: { severity: null, title: "A comment; it says nothing to the scheduler.", help: null },
  "not-understood": {
    severity: "error",
    title: "Nothing in the importer accounts for this; it is in no spec.",
    help: "report it: every attribute of a known kind should be understood or refused by name",
  },
  "wrong-kind": {
    severity: "error",
    title: "The file is of another kind than the command was told.",
    help: "name the source that it is from",
  },
  "spec-invalid": {
    severity: "error",
    title: "What the job says can't be said in a spec.",
    help: "see the message: correct what it names in the export, or write the task by hand",
  },
  "file-refused": {
    severity: "error",
    title: "The file is not well-formed, so nothing in it is imported.",
    help: "export it again, or mend the place that is named",
  },
} as const satisfies Record<string, FindingCode>;
