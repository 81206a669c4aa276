// What hosts, users and the like of another scheduler are here: names as they are, unless the mapping says otherwise. Names
// are counted as passes ask for them, which gives the draft of the file.

import type { Diagnostic } from "#core/diagnostic.ts";
import { locateAll } from "#core/locate.ts";
import { parseOptional } from "#core/parse.ts";
import type { Problem } from "#core/problem.ts";
import { validateFile } from "#core/validate-schema.ts";
import type { ImportMappingSpec } from "#schemas/types.ts";
import { validateMapping } from "#schemas/validators.js";
import { slugOf } from "./translate/names.ts";
import { yamlText } from "./translate/yaml-text.ts";

export function readMapping(
  path: string,
  content: string | Uint8Array,
): { mapping: ImportMappingSpec; diagnostics: Diagnostic[] } {
  const file = parseOptional(path, content);
  const problems: Problem[] = [];
  const mapping = validateFile<ImportMappingSpec>(file, validateMapping, problems) ?? {};
  return { mapping, diagnostics: locateAll([file], problems) };
}

/** Sections that are drafted; another one of the schema is the older name of one of them. */
type Section = Exclude<keyof ImportMappingSpec, "credentials">;
type Given = Pick<ImportMappingSpec, Section>;

/** Of the values that `schemas/pipeline.schema.json` takes. */
const label = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,62}$/;
const userName = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/;

/** What each section is for, in the draft. */
const titles: Readonly<Record<Section, string>> = {
  hosts: "labels that a worker must have, by host or group of hosts",
  agents: "hosts of a group, for jobs that run on each of them",
  users: "user of the worker's host that tasks run as; null: the worker's own",
  directories: "folder on the workers' hosts, by folder with scripts",
  profiles: "connection in connections/, by connection profile or host of transfers",
  destinations:
    "channel of alerts, by destination of mails, shouts and alarms; null: nobody is told",
  teams: "team that answers for its pipelines, by application; null: none is named",
  secrets:
    "secret that gives the variable of its last word, by variable and file; secrets in the passwords' places, in their order, by job: store their values",
};

export class Mapping {
  readonly #given: Given;
  readonly #asked = new Map<Section, Map<string, { value: unknown; count: number }>>();

  constructor({ credentials, ...given }: ImportMappingSpec = {}) {
    this.#given = credentials ? { ...given, secrets: { ...credentials, ...given.secrets } } : given;
  }

  /** Labels of the workers that any of these hosts has become; null: there can be no such label, so one must be given. */
  hosts(names: readonly string[]): readonly string[] | null {
    const assumed = names.join("+");
    return (
      this.#ask("hosts", names.join(", "), label.test(assumed) ? [assumed] : undefined) ?? null
    );
  }

  /** Labels of the workers of each host of a group; null: nobody has said so far, or one can be no label. */
  agents(group: string): readonly (readonly string[])[] | null {
    const labels = this.#ask<readonly string[]>("agents", group, undefined)?.map((host) =>
      this.hosts([host]),
    );
    return labels?.every((each) => each !== null) ? labels : null;
  }

  /** A user, null for the worker's own; undefined: there can be no such user, so one must be given. */
  user(name: string): string | null | undefined {
    return this.#ask("users", name, userName.test(name) ? name : undefined);
  }

  directory(path: string): string {
    return this.#ask("directories", path, path) ?? path;
  }

  /** Name of the connection. */
  profile(name: string): string | null {
    return this.#ask("profiles", name, slugOf(name) ?? undefined) ?? null;
  }

  /** Name of the channel; null: nobody is told. */
  destination(name: string): string | null {
    return this.#ask("destinations", name, slugOf(name)) ?? null;
  }

  /** Name of the secret of a variable; undefined: there can be none of the assumed name, so one must be given. */
  secret(variable: string, assumed: string | undefined): string | undefined {
    const [name] = [
      this.#ask<string | readonly string[]>("secrets", variable, assumed) ?? [],
    ].flat();
    return name;
  }

  /** Secrets in the place of a job's passwords; null: nobody has said so far. */
  secretsOf(job: string): readonly string[] | null {
    const names = this.#ask<string | readonly string[]>("secrets", job, undefined);
    return names === undefined ? null : [names].flat();
  }

  /** Whether somebody has said who is told in place of a destination. */
  isTold(destination: string): boolean {
    return Object.hasOwn(this.#given.destinations ?? {}, destination);
  }

  team(application: string): string | null {
    return this.#ask<string | null>("teams", application, null) ?? null;
  }

  #ask<T>(section: Section, name: string, assumed: T | undefined): T | undefined {
    const given = this.#given[section] as Readonly<Record<string, T>> | undefined;
    const value = given && Object.hasOwn(given, name) ? (given[name] as T) : assumed;
    const asked = this.#asked.getOrInsertComputed(section, () => new Map());
    const known = asked.get(name);
    if (known) known.count++;
    else asked.set(name, { value, count: 1 });
    return value;
  }

  /** Names in the mapping that no file has, as `hosts.etl01`. */
  unknown(): string[] {
    return Object.entries(this.#given).flatMap(([section, names]) =>
      Object.keys(names ?? {})
        .filter((name) => !this.#asked.get(section as Section)?.has(name))
        .map((name) => `${section}.${name}`),
    );
  }

  /** How many names the estate has that a mapping lacks: they are taken as they are. Without a mapping all are, of none. */
  missing(): number {
    if (Object.keys(this.#given).length === 0) return 0;
    let count = 0;
    for (const [section, names] of this.#asked)
      for (const name of names.keys())
        if (!Object.hasOwn(this.#given[section] ?? {}, name)) count++;
    return count;
  }

  /** Names that were asked for: those that nobody has said and somebody must, those taken as they are, and channels of alerts. */
  counts(): { open: number; assumed: number; channels: number } {
    const counts = { open: 0, assumed: 0, channels: this.#asked.get("destinations")?.size ?? 0 };
    for (const [section, names] of this.#asked)
      for (const [name, { value }] of names)
        if (value === undefined) counts.open++;
        else if (!Object.hasOwn(this.#given[section] ?? {}, name)) counts.assumed++;
    return counts;
  }

  /** A file for `--mapping` with all names, how many jobs have each, and what it is taken for; empty where there are none. */
  draft(): string {
    const sections = (Object.keys(titles) as Section[]).flatMap((section) => {
      const asked = [...(this.#asked.get(section) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
      if (asked.length === 0) return [];
      const [blank, what] =
        section === "agents"
          ? [["HOST1", "HOST2"], "its hosts in their place"]
          : [null, "a name in its place"];
      const lines = asked.map(([name, { value, count }]) => {
        const line = yamlText({ [name]: value === undefined ? blank : value }).trimEnd();
        const jobs = count === 1 ? "1 job" : `${count} jobs`;
        return value === undefined
          ? `  # ${line}   # ${jobs}: give ${what}\n`
          : `  ${line}   # ${jobs}\n`;
      });
      // A section with nothing but questions is one: empty, the file would have a mistake.
      const isOpen = asked.every(([, { value }]) => value === undefined);
      return [`\n# ${titles[section]}\n${isOpen ? "# " : ""}${section}:\n${lines.join("")}`];
    });
    if (sections.length === 0) return "";
    return `# What names of the other scheduler are here. Correct it, then: trunkline import … --mapping THIS_FILE\n${sections.join("")}`;
  }
}
