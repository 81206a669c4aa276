// What becomes of the settings of a unit, one by one: who reads a setting takes it, and what is left is judged by its name.

import type { LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { CronCode } from "../finding.ts";
import { codeOf, isDependency, namesOnlyTargets } from "./directives.ts";
import { settingsIn, statementsOf, type Unit } from "./units.ts";

export class Settings {
  readonly unit: Unit;
  readonly #job: LegacyJob;
  readonly #taken = new Set<LegacyAttribute>();

  constructor(unit: Unit, job: LegacyJob) {
    this.unit = unit;
    this.#job = job;
  }

  /** The last one of a name, which wins; null where it is empty or not there. */
  last(section: string, name: string): LegacyAttribute | null {
    const all = settingsIn(this.unit, section).filter((each) => each.name === name);
    const last = all.at(-1);
    for (const each of all) this.#taken.add(each);
    for (const each of all) if (each !== last) this.inert(each, "systemd-overridden");
    if (last === undefined || last.value !== "") return last ?? null;
    this.inert(last, "systemd-overridden");
    return null;
  }

  /** All of the names in order; an empty one takes back those before it. */
  list(section: string, names: readonly string[]): LegacyAttribute[] {
    let found: LegacyAttribute[] = [];
    for (const each of settingsIn(this.unit, section)) {
      if (!names.includes(each.name)) continue;
      this.#taken.add(each);
      if (each.value !== "") found.push(each);
      else {
        for (const before of [...found, each]) this.inert(before, "systemd-overridden");
        found = [];
      }
    }
    return found;
  }

  inert(attribute: LegacyAttribute, code: string): void {
    this.#taken.add(attribute);
    this.#job.inert.push({ attribute, code });
  }

  assume(attribute: LegacyAttribute, code: CronCode): void {
    this.#taken.add(attribute);
    this.#job.assumed = [...(this.#job.assumed ?? []), { attribute, code }];
  }

  refuse(code: CronCode, message: string, from: readonly LegacyAttribute[] = []): void {
    for (const each of from) this.#taken.add(each);
    this.#job.refusals.push({ code, message, from });
  }

  /** What nobody has taken. */
  judgeRest(): void {
    for (const { kind, name, attributes } of statementsOf(this.unit))
      for (const attribute of attributes)
        if (!this.#taken.has(attribute)) this.#judge(kind === "section" ? name : null, attribute);
  }

  #judge(section: string | null, attribute: LegacyAttribute): void {
    const { name, value } = attribute;
    const known = section === null ? null : codeOf(section, name);
    const isRead = /^(?:Unit|Timer|Service|Install)$/.test(section ?? "");
    if (known?.outcome === "inert") this.inert(attribute, known.code);
    else if (known) this.assume(attribute, known.code);
    else if (!isRead || name === "line") this.inert(attribute, "systemd-ignored");
    else if (isDependency(name) && namesOnlyTargets(value))
      this.assume(attribute, "systemd-started");
    else if (isDependency(name))
      this.refuse("systemd-dependency", `it needs other units: ${name}=${value}`, [attribute]);
    else if (/^(?:Condition|Assert)/.test(name))
      this.refuse("systemd-condition", `systemd looks at ${name}=${value} first`, [attribute]);
    else this.refuse("systemd-setting", `nothing in a spec stands for ${name}=`, [attribute]);
  }
}
