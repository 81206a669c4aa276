// What is left when all statements have been applied in the order of the files: jobs as they stand at the end, and what was
// replaced, deleted or never found its job.

import type { Refusal } from "#migrators/legacy.ts";
import type { Finding, LegacyAttribute, Place, Statement } from "#migrators/statement.ts";
import { type AutosysCode, finding } from "./codes.ts";
import { semantic } from "./keywords.ts";
import { byKeyword, type JilStatement } from "./parse.ts";

export class JilJob {
  name: string;
  readonly statement: Statement;
  readonly also: Statement[] = [];
  /** The box at the end of all renames and deletions; null: none. */
  box: string | null;
  readonly inert: { attribute: LegacyAttribute; code: AutosysCode }[] = [];
  readonly refusals: Refusal[];
  /** Null: those of its statement. */
  #changed: Map<string, LegacyAttribute[]> | null = null;
  /** Null: nobody has asked since it was changed. */
  #isBox: boolean | null = null;

  constructor({ name, statement }: JilStatement, box: string | null, refusals: Refusal[]) {
    this.name = name;
    this.statement = statement;
    this.box = box;
    this.refusals = refusals;
  }

  /** By keyword. Made anew for each who asks, and theirs: those of 100,000 jobs would take as much as all else. */
  attributes(): Map<string, LegacyAttribute[]> {
    return this.#changed === null ? byKeyword(this.statement) : new Map(this.#changed);
  }

  /** Those that later statements change. */
  changed(): Map<string, LegacyAttribute[]> {
    this.#changed ??= byKeyword(this.statement);
    this.#isBox = null;
    return this.#changed;
  }

  /** As it says; asked for by each of its members. */
  get isBox(): boolean {
    this.#isBox ??= /^b(ox)?$/i.test(this.attributes().get("job_type")?.at(-1)?.value.trim() ?? "");
    return this.#isBox;
  }
}

export class JobMerge {
  readonly jobs = new Map<string, JilJob>();
  readonly findings: Finding[] = [];
  /** Statements without effect on what runs, and those that can't be followed. */
  readonly inert: { of: Statement; code: AutosysCode }[] = [];
  readonly refused: { of: Statement; code: string }[] = [];
  /** Names of members by their box. */
  readonly #members = new Map<string, Set<string>>();

  apply(parsed: JilStatement): void {
    this.findings.push(...parsed.findings);
    if (parsed.act === "insert") this.#insert(parsed);
    else if (parsed.act === "override") {
      const said = `a change of the next run of ${parsed.name} is not merged`;
      this.#refuse(parsed, "jil-override", said);
    } else {
      const job = this.jobs.get(parsed.name);
      if (!job) this.#refuse(parsed, "jil-ref-order", `there is no job ${parsed.name} yet`);
      else if (parsed.act === "update") this.#update(job, parsed);
      else if (refusalsOf(parsed).length > 0) this.#refuseBoth(job, parsed);
      else if (parsed.act === "rename") this.#rename(job, parsed);
      else if (parsed.object === "box") this.#deleteBox(job, parsed);
      else this.#delete(job, parsed);
    }
  }

  #insert(parsed: JilStatement): void {
    const { name, statement, attributes } = parsed;
    const known = this.jobs.get(name);
    if (known) {
      const line = `${known.statement.place.file}:${known.statement.place.line}`;
      if (sameAttributes(known.attributes(), attributes) && known.also.length === 0) {
        this.#find("jil-dup-job-same", statement, `${name} is defined the same in ${line}`);
        this.inert.push({ of: statement, code: "jil-dup-job-same" });
      } else {
        const message = `${name} is defined differently in ${line}`;
        this.#refuse(parsed, "jil-dup-job", message);
        known.refusals.push({ code: "jil-dup-job", message: `${name} is defined twice`, from: [] });
      }
      return;
    }
    const box = attributes.get("box_name")?.at(-1)?.value.trim() || null;
    this.jobs.set(name, new JilJob(parsed, box, refusalsOf(parsed)));
    this.#join(name, box);
  }

  #update(job: JilJob, parsed: JilStatement): void {
    job.also.push(parsed.statement);
    job.refusals.push(...refusalsOf(parsed));
    const attributes = job.changed();
    for (const [keyword, written] of parsed.attributes) {
      const value = written.at(-1)?.value.trim() ?? "";
      if ((value === "" || value.toUpperCase() === "NULL") && written[0]) {
        const message = `an update clears ${keyword}, and what that does is not documented`;
        this.findings.push(finding("jil-attr-cleared", written[0].place, message));
        if (semantic.has(keyword))
          job.refusals.push({ code: "jil-attr-cleared", message, from: written });
      }
      for (const attribute of attributes.get(keyword) ?? [])
        job.inert.push({ attribute, code: "jil-replaced" });
      attributes.set(keyword, written);
      if (keyword !== "box_name") continue;
      this.#leave(job);
      job.box = value || null;
      this.#join(job.name, job.box);
    }
  }

  #rename(job: JilJob, parsed: JilStatement): void {
    const { newName } = parsed;
    if (newName === null) return;
    if (this.jobs.has(newName))
      this.#refuse(parsed, "jil-dup-job", `there is a job ${newName} already`);
    else {
      this.#leave(job);
      this.jobs.delete(job.name);
      for (const name of this.#members.get(job.name) ?? []) {
        const member = this.jobs.get(name);
        if (member) member.box = newName;
        this.#join(name, newName);
      }
      this.#members.delete(job.name);
      job.name = newName;
      job.also.push(parsed.statement);
      this.jobs.set(newName, job);
      this.#join(newName, job.box);
    }
  }

  /** A rename or deletion with a fault: what becomes of the job can't be told. */
  #refuseBoth(job: JilJob, parsed: JilStatement): void {
    const refusals = refusalsOf(parsed);
    job.refusals.push(...refusals);
    this.refused.push({ of: parsed.statement, code: refusals[0]?.code ?? "jil-name-invalid" });
  }

  /** The box alone: its members go on without it. */
  #delete(job: JilJob, parsed: JilStatement): void {
    for (const name of this.#members.get(job.name) ?? []) {
      const member = this.jobs.get(name);
      if (!member) continue;
      member.box = null;
      const attributes = member.changed();
      for (const attribute of attributes.get("box_name") ?? [])
        member.inert.push({ attribute, code: "jil-deleted" });
      attributes.delete("box_name");
    }
    this.#members.delete(job.name);
    this.#drop(job);
    this.inert.push({ of: parsed.statement, code: "jil-deleted" });
  }

  /** The box with all that is in it, however deep. */
  #deleteBox(box: JilJob, parsed: JilStatement): void {
    const waiting = [box];
    for (let job = waiting.pop(); job; job = waiting.pop()) {
      for (const name of this.#members.get(job.name) ?? []) {
        const member = this.jobs.get(name);
        if (member) waiting.push(member);
      }
      this.#members.delete(job.name);
      if (this.jobs.has(job.name)) this.#drop(job);
    }
    this.inert.push({ of: parsed.statement, code: "jil-deleted" });
  }

  #drop(job: JilJob): void {
    this.#leave(job);
    this.jobs.delete(job.name);
    for (const of of [job.statement, ...job.also]) this.inert.push({ of, code: "jil-deleted" });
  }

  #join(name: string, box: string | null): void {
    if (box === null) return;
    const members = this.#members.get(box);
    if (members) members.add(name);
    else this.#members.set(box, new Set([name]));
  }

  #leave({ name, box }: JilJob): void {
    if (box !== null) this.#members.get(box)?.delete(name);
  }

  #find(code: AutosysCode, { place }: Statement, message: string): void {
    this.findings.push(finding(code, place, message));
  }

  #refuse({ statement }: JilStatement, code: AutosysCode, message: string): void {
    this.#find(code, statement, message);
    this.refused.push({ of: statement, code });
  }
}

/** What of a statement's findings refuses it; each with the attribute that stands where it points. */
export function refusalsOf({ statement, findings }: JilStatement): Refusal[] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, place }) => ({
      ...{ code, message },
      from: statement.attributes.filter((attribute) => isAt(attribute.place, place)),
    }));
}

const isAt = (one: Place, other: Place) => one.line === other.line && one.column === other.column;

function sameAttributes(
  a: ReadonlyMap<string, LegacyAttribute[]>,
  b: ReadonlyMap<string, LegacyAttribute[]>,
): boolean {
  const text = (attributes: ReadonlyMap<string, LegacyAttribute[]>) =>
    JSON.stringify(
      [...attributes]
        .map(([keyword, written]) => [keyword, written.map(({ value }) => value)])
        .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1)),
    );
  return text(a) === text(b);
}
