// `report.json` of an import, as far as it is kept with the project that it is deployed in: what it came to, for whoever decides.
// It is a file like others, which anybody may have written: what is no report is none, and long is cut.

export interface ImportSummary {
  system: string;
  instance: string | null;
  jobs: { input: number; translated: number; refused: number };
  /** Of each type of work: how many there are, and how many run unedited. */
  types: { type: string; input: number; translated: number }[];
  /** Lines of the ledger by outcome. */
  attributes: { exact: number; equivalent: number; inert: number; refused: number };
  /** What outcomes rest on: assumptions and reasons, the most frequent first. */
  codes: ReportedCode[];
  decisions: { parameter: string; question: string; jobs: number }[];
  risks: ReportedRisk[];
}

export interface ReportedCode {
  code: string;
  outcome: string;
  title: string;
  help: string | null;
  lines: number;
  jobs: number;
  examples: string[];
}

export interface ReportedRisk {
  kind: string;
  title: string;
  help: string;
  jobs: number;
  examples: string[];
}

export const reportFile = "report.json";

/** A larger one is not looked at: an import of 100,000 jobs makes one of less. */
export const mostReportBytes = 8_000_000;

const mostItems = 60;
const mostExamples = 5;
const longest = 400;

/** Null: it is no report of an import. */
export function importSummary(content: Uint8Array): ImportSummary | null {
  if (content.length > mostReportBytes) return null;
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(content));
  } catch {
    return null;
  }
  const report = fieldsOf(found);
  const [jobs, attributes] = [fieldsOf(report.jobs), fieldsOf(report.attributes)];
  if (typeof report.system !== "string" || !Array.isArray(report.types)) return null;
  if (!Number.isSafeInteger(jobs.input) || !Number.isSafeInteger(attributes.refused)) return null;
  return {
    system: textOf(report.system),
    instance: typeof report.instance === "string" ? textOf(report.instance) : null,
    jobs: {
      ...{ input: countOf(jobs.input), translated: countOf(jobs.translated) },
      refused: countOf(jobs.refused),
    },
    types: listOf(report.types, (one) => ({
      ...{ type: textOf(one.type), input: countOf(one.input) },
      translated: countOf(one.translated),
    })),
    attributes: {
      ...{ exact: countOf(attributes.exact), equivalent: countOf(attributes.equivalent) },
      ...{ inert: countOf(attributes.inert), refused: countOf(attributes.refused) },
    },
    codes: listOf(report.codes, (one) => ({
      ...{ code: textOf(one.code), outcome: textOf(one.outcome), title: textOf(one.title) },
      ...{ help: typeof one.help === "string" ? textOf(one.help) : null },
      ...{ lines: countOf(one.lines), jobs: countOf(one.jobs), examples: examplesOf(one) },
    })),
    decisions: listOf(report.decisions, (one) => ({
      ...{ parameter: textOf(one.parameter), question: textOf(one.question) },
      jobs: countOf(one.jobs),
    })),
    risks: listOf(report.risks, (one) => ({
      ...{ kind: textOf(one.kind), title: textOf(one.title), help: textOf(one.help) },
      ...{ jobs: countOf(one.jobs), examples: examplesOf(one) },
    })),
  };
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Postgres keeps no NUL, also not in JSON, and no half of a pair. */
const textOf = (value: unknown): string =>
  typeof value === "string"
    ? value.slice(0, longest).replaceAll("\0", "\ufffd").toWellFormed()
    : "";

const countOf = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0;

const listOf = <T>(value: unknown, of: (one: Fields) => T): T[] =>
  Array.isArray(value) ? value.slice(0, mostItems).map((one) => of(fieldsOf(one))) : [];

const examplesOf = ({ examples }: Fields): string[] =>
  Array.isArray(examples) ? examples.slice(0, mostExamples).map(textOf) : [];
