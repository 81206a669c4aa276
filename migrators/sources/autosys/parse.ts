// Statements of JIL as what they say to AutoSys: which object, what is done to it, and its attributes by name; with what
// is wrong in them as far as one statement shows it.

import { memo } from "#core/memo.ts";
import { closest } from "#core/suggest.ts";
import { holdsSecret } from "#migrators/secrets.ts";
import type { Finding, LegacyAttribute, Statement } from "#migrators/statement.ts";
import { type AutosysCode, finding } from "./codes.ts";
import {
  isOfOtherTypes,
  jobKeywords,
  keywordsOf,
  objectAttributes,
  objectOf,
  repeats,
  semantic,
  subCommands,
} from "./keywords.ts";
import { closingQuote, isQuote, isQuoted } from "./text.ts";

export type Act = "insert" | "update" | "delete" | "rename" | "override" | "define" | "none";

export interface JilStatement {
  statement: Statement;
  act: Act;
  /** `job`, `machine`, `calendar` …; of what is no statement of JIL its kind. */
  object: string;
  name: string;
  /** Of a rename; else null. */
  newName: string | null;
  /** By keyword in lower case, each as often as it is there; rows of calendars under the empty name. */
  attributes: Map<string, LegacyAttribute[]>;
  findings: Finding[];
}

export function parseStatement(statement: Statement): JilStatement {
  const { kind } = statement;
  const known = subCommands.has(kind);
  const parsed: JilStatement = {
    ...{ statement, act: known ? actOf(kind) : "none", object: known ? objectOf(kind) : kind },
    ...{ name: statement.name ?? "", newName: null, attributes: new Map(), findings: [] },
  };
  if (kind === "rename_job") splitRename(parsed);
  if (known) checkName(parsed);
  else if (kind === "stray") {
    const said = "this stands before any sub-command";
    report(parsed, "jil-lex-stray-line", statement, said);
  } else {
    const near = closest(kind, subCommands);
    const help = near === null ? undefined : `did you mean "${near}"?`;
    report(parsed, "jil-lex-subcommand", statement, `there is no sub-command \`${kind}\``, help);
  }
  if (kind === "insert_global")
    report(parsed, "jil-lex-undocumented", statement, "`insert_global` is not documented");
  for (const attribute of statement.attributes) addAttribute(parsed, attribute);
  checkRepeats(parsed);
  const [first] = statement.attributes;
  if (first && /^(rename|delete)$/.test(parsed.act))
    report(parsed, "jil-attr-unsupported", first, `\`${kind}\` takes no attributes`);
  return parsed;
}

const actOf = (kind: string): Act => {
  const act = /^(insert|update|delete|rename|override)_/.exec(kind)?.[1];
  return (act as Act | undefined) ?? "define";
};

function report(
  { findings }: JilStatement,
  code: AutosysCode,
  at: Statement | LegacyAttribute,
  message: string,
  help?: string,
): void {
  findings.push(finding(code, at.place, message, help));
}

function splitRename(parsed: JilStatement): void {
  const [name, newName, more] = parsed.name.split(/\s*,\s*|\s+/);
  parsed.name = name ?? "";
  parsed.newName = newName || null;
  if (!newName || more !== undefined)
    report(parsed, "jil-name-invalid", parsed.statement, "a rename has the old and the new name");
}

/** Variables of generators that sites write JIL with. */
const templateVariable = /~\{[^}\n]{1,80}\}~|@\[[^\]\n]{1,80}\]/;

const longestName = 64;

function checkName(parsed: JilStatement): void {
  const { name, statement, object } = parsed;
  const said = JSON.stringify(name.slice(0, longestName + 1));
  if (templateVariable.test(name))
    report(
      parsed,
      "jil-lex-template",
      statement,
      `${said} is a template whose variables have no value`,
    );
  else if (!/^[\w.#:@-]+$/.test(name) && object !== "connectionprofile")
    report(parsed, "jil-name-invalid", statement, `${said} is no name`);
  else if (name.length > longestName)
    report(parsed, "jil-limit", statement, `the name is longer than ${longestName} characters`);
}

/** Longest values that AutoSys takes. */
const limits: Readonly<Record<string, number>> = {
  ...{ command: 512, std_in_file: 512, std_out_file: 512, std_err_file: 512, condition: 4096 },
  ...{ box_success: 4096, box_failure: 4096, description: 500, start_times: 255 },
};

function addAttribute(parsed: JilStatement, attribute: LegacyAttribute): void {
  const { attributes, object } = parsed;
  const keyword = attribute.name.toLowerCase();
  const { value } = attribute;
  if (keyword === "") {
    if (object === "calendar") push(attributes, "", attribute);
    else {
      const said = "this line is neither an attribute nor the rest of one";
      report(parsed, "jil-lex-stray-line", attribute, said);
    }
    return;
  }
  push(attributes, keyword, attribute);
  if (object === "job" || object === "box" || objectAttributes[object])
    checkKeyword(parsed, attribute, keyword);
  const limit = limits[keyword];
  if (limit !== undefined && value.length > limit)
    report(parsed, "jil-limit", attribute, `${keyword} is longer than ${limit} characters`);
  if (value.includes("~{") || value.includes("@[")) checkTemplateVariable(parsed, attribute);
  if (quotedTexts.has(keyword) && closesEarly(attribute.text)) {
    const said = `the quote of ${keyword} closes before its end, and is taken for a part of it`;
    report(parsed, "jil-lex-quote", attribute, said);
  }
  if (keyword !== "command" && semantic.has(keyword) && /[“”„″]/.test(value)) {
    const said = `${keyword} has typographic quotes, which AutoSys doesn't know`;
    report(parsed, "jil-lex-typographic", attribute, said, 'write "');
  }
  if (keyword === "command" && holdsSecret(value))
    report(parsed, "jil-secret", attribute, "the command seems to hold a password in clear");
}

/** Texts that nobody but people read, and in which a quote is an inch sign. */
const quotedTexts: ReadonlySet<string> = new Set(["description", "notification_msg"]);

const closesEarly = (text: string): boolean =>
  isQuote(text, 0) && !isQuoted(text) && closingQuote(text, 1, text.length) > 0;

function checkTemplateVariable(parsed: JilStatement, attribute: LegacyAttribute): void {
  if (templateVariable.test(attribute.value))
    report(parsed, "jil-lex-template", attribute, "a variable of a template has no value");
}

/** A slip is made once and copied to thousands of jobs. */
const nearestOfJobs = memo((keyword: string) => closest(keyword, jobKeywords), 100_000);

/** An attribute that AutoSys doesn't know. One that is nearly the name of one that matters may be meant as that. */
function checkKeyword(parsed: JilStatement, attribute: LegacyAttribute, keyword: string): void {
  const { object } = parsed;
  const isJob = object === "job" || object === "box";
  const known = isJob ? jobKeywords : keywordsOf(parsed.statement.kind);
  if (known.has(keyword) || (isJob && isOfOtherTypes(keyword))) return;
  // What users define has attributes of its own.
  if (object === "connectionprofile" || object === "job_type") return;
  const near = isJob ? nearestOfJobs(keyword) : closest(keyword, known);
  const help = near === null ? undefined : `did you mean "${near}"?`;
  const matters = isJob && near !== null && semantic.has(near);
  const code = matters ? "jil-attr-near" : "jil-attr-unknown";
  report(parsed, code, attribute, `there is no attribute \`${attribute.name}\``, help);
}

/** An attribute of one value that has several: the last counts in practice, which nothing documents. */
function checkRepeats(parsed: JilStatement): void {
  if (parsed.statement.attributes.length === parsed.attributes.size) return;
  for (const [keyword, written] of parsed.attributes) {
    const first = written[0];
    if (written.length < 2 || !first || repeats(keyword, parsed.object)) continue;
    const differs = written.find(({ value }) => value !== first.value);
    const at = differs ?? (written[1] as LegacyAttribute);
    const line = `line ${first.place.line}`;
    if (!differs)
      report(parsed, "jil-dup-attribute-same", at, `${keyword} stands here as it does in ${line}`);
    else {
      const code = semantic.has(keyword) ? "jil-dup-attribute" : "jil-dup-attribute-label";
      report(parsed, code, at, `${keyword} has another value here than in ${line}`, "keep one");
    }
  }
}

/** Attributes of a statement's keywords, in lower case; lines that have none are left out. */
export function byKeyword({ attributes }: Statement): Map<string, LegacyAttribute[]> {
  const found = new Map<string, LegacyAttribute[]>();
  for (const attribute of attributes) {
    const keyword = attribute.name.toLowerCase();
    if (keyword !== "") push(found, keyword, attribute);
  }
  return found;
}

function push(
  attributes: Map<string, LegacyAttribute[]>,
  keyword: string,
  attribute: LegacyAttribute,
): void {
  const written = attributes.get(keyword);
  if (written) written.push(attribute);
  else attributes.set(keyword, [attribute]);
}
