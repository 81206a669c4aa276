// Elements of an export as definitions: nesting decides what is in what, whatever PARENT_FOLDER says.

import { didYouMean } from "#core/suggest.ts";
import type { Refusal } from "#migrators/legacy.ts";
import { type Forgetful, Recent } from "#migrators/recent.ts";
import type { Finding, LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";
import type { Definition, Definitions, Part } from "./definition.ts";
import { Fields, given, Keys, refuse } from "./definition.ts";
import { attributeName, currentName, elementName, metadata, understood } from "./names.ts";

const folders = new Set(["FOLDER", "SMART_FOLDER", "SUB_FOLDER"]);
const known: readonly string[] = [...understood, ...metadata];

/** Folders and jobs of a file that was read. What has no meaning at its place is a finding. */
export function defineXml(file: LegacyFile, keys = new Keys()): Definitions {
  const found: Definitions = { all: [], findings: [] };
  const recent = new Recent(64);
  /** A wrong name is often wrong on each of thousands of jobs. */
  const suggestions = new Map<string, string | undefined>();
  const suggestion = (name: string): string | undefined => {
    if (!suggestions.has(name)) suggestions.set(name, didYouMean(name, known));
    return suggestions.get(name);
  };
  for (const root of file.statements) {
    if (root.kind === "DEFTABLE") for (const each of root.children) define(each, null);
    else if (folders.has(elementName(root.kind))) define(root, null);
    else if (root.kind !== "DEFCAL")
      report(root, "control-m-root", `<${root.kind}> is no root of an export of jobs`);
  }
  return found;

  function report(at: Statement | LegacyAttribute, code: string, message: string, help?: string) {
    const finding: Finding = { code, severity: "warning", place: at.place, message };
    found.findings.push(help === undefined ? finding : { ...finding, help });
  }

  function define(statement: Statement, parent: Definition | null): void {
    const kind = elementName(statement.kind);
    if (!folders.has(kind) && kind !== "JOB") {
      report(statement, "control-m-element", `<${statement.kind}> is no folder and no job`);
      return;
    }
    const fields = fieldsOf(statement);
    const isJob = kind === "JOB";
    const name =
      given(fields, isJob ? "JOBNAME" : "FOLDER_NAME") ??
      given(fields, "JOBNAME") ??
      statement.kind;
    const definition = new XmlDefinition(
      { kind: kind as Definition["kind"], key: keys.of(parent, name), name, statement, parent },
      recent,
    );
    found.all.push(definition);
    parent?.members.push(definition);
    check(definition);
    for (const child of statement.children) if (isMember(child, kind)) define(child, definition);
  }

  function check(definition: Definition): void {
    const { statement, fields, parent, kind } = definition;
    if (statement.name === null)
      refuse(definition, "control-m-nameless", `a <${statement.kind}> without a name`);
    if (kind === "JOB" && parent === null)
      refuse(definition, "control-m-no-folder", "a job outside of any folder is never ordered");
    for (const attribute of statement.attributes) {
      const { name, foreign } = attributeName(attribute.name);
      if (foreign) report(attribute, "control-m-alias", `${attribute.name} is read as ${name}`);
      else if (!understood.has(name) && !metadata.has(name)) {
        const message = `${attribute.name} is no attribute of a ${statement.kind}`;
        const help = suggestion(name);
        report(attribute, "control-m-attribute", message, help);
        // What is nearly a known name was meant to act; others are of plug-ins and of later releases.
        if (help) refuse(definition, "control-m-attribute", message, [attribute]);
      }
    }
    const said = given(fields, "PARENT_FOLDER");
    const path = (kind === "JOB" ? parent : (parent ?? definition))?.key;
    if (said !== null && path !== undefined && said !== path)
      report(statement, "control-m-parent", `PARENT_FOLDER is ${said}, but it stands in ${path}`);
  }
}

/** Whether it stands for itself; all else in a folder or job says something of that. */
function isMember({ kind }: Statement, parent: string): boolean {
  const name = elementName(kind);
  return parent !== "JOB" && (folders.has(name) || name === "JOB");
}

/** Its fields and parts are made when they are asked for, and forgotten once many others were. */
class XmlDefinition implements Definition, Forgetful {
  readonly kind: Definition["kind"];
  readonly key: string;
  readonly name: string;
  readonly statement: Statement;
  readonly parent: Definition | null;
  readonly members: Definition[] = [];
  readonly refusals: Refusal[] = [];
  readonly #recent: Recent;
  #made: Pick<Definition, "fields" | "parts"> | null = null;

  constructor(
    {
      kind,
      key,
      name,
      statement,
      parent,
    }: Omit<Definition, "fields" | "parts" | "members" | "refusals">,
    recent: Recent,
  ) {
    this.kind = kind;
    this.key = key;
    this.name = name;
    this.statement = statement;
    this.parent = parent;
    this.#recent = recent;
  }

  get fields(): Fields {
    return this.#make().fields;
  }

  get parts(): Part[] {
    return this.#make().parts;
  }

  forget(): void {
    this.#made = null;
  }

  #make(): Pick<Definition, "fields" | "parts"> {
    if (this.#made !== null) return this.#made;
    const parts = this.statement.children.filter((child) => !isMember(child, this.kind));
    this.#made = { fields: fieldsOf(this.statement), parts: parts.map(partOf) };
    this.#recent.keep(this);
    return this.#made;
  }
}

/** Fields by today's names; of a name that is there twice under two spellings, today's holds. */
export function fieldsOf(statement: Statement): Fields {
  const fields = new Fields(statement.attributes);
  for (const attribute of statement.attributes) {
    const name = currentName(attribute.name);
    if (name !== attribute.name && !fields.has(name))
      fields.set(name, { value: attribute.value, from: [attribute] });
  }
  return fields;
}

function partOf(statement: Statement): Part {
  const fields = fieldsOf(statement);
  const kind = elementName(statement.kind);
  const assignment = fields.get("EXP");
  // The oldest form of a variable is one text: %%X=v.
  if (kind === "VARIABLE" && assignment) {
    const { value, from } = assignment;
    const at = value.indexOf("=");
    fields.set("NAME", { value: at < 0 ? value : value.slice(0, at), from });
    fields.set("VALUE", { value: at < 0 ? "" : value.slice(at + 1), from });
  }
  return { kind, statement, fields, parts: statement.children.map(partOf) };
}
