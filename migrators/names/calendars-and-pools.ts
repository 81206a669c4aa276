// What calendars, pools and locks are called here, by what the source calls them: as with jobs, a name that was given once stays,
// whichever others an export adds before it. Connections and channels have their names in the mapping.

import { loadAll, YAMLException } from "js-yaml";
import { Names } from "../translate/names.ts";
import { yamlText } from "../translate/yaml-text.ts";

const kinds = ["calendars", "pools", "locks"] as const;
export type SharedKind = (typeof kinds)[number];

/** Names by what the source calls it, by kind. */
export type NamesByKind = Readonly<Partial<Record<SharedKind, Readonly<Record<string, string>>>>>;

/** As `schemas/pipeline.schema.json` has them. */
const patterns: Readonly<Record<SharedKind, RegExp>> = {
  calendars: /^[a-z0-9][a-z0-9_-]{0,62}$/,
  ...{ pools: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, locks: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/ },
};

export class SharedNames {
  readonly #given: Record<SharedKind, Map<string, string>>;
  readonly #calendars: Names;
  /** Of pools and locks, which are in one file. */
  readonly #pools: Names;

  constructor({ calendars = {}, pools = {}, locks = {} }: NamesByKind = {}) {
    this.#given = {
      calendars: new Map(Object.entries(calendars)),
      pools: new Map(Object.entries(pools)),
      locks: new Map(Object.entries(locks)),
    };
    this.#calendars = new Names(Object.values(calendars));
    this.#pools = new Names([...Object.values(pools), ...Object.values(locks)]);
  }

  /** @param wanted For one that has no name yet. */
  of(kind: SharedKind, legacyName: string, wanted: string): string {
    const names = kind === "calendars" ? this.#calendars : this.#pools;
    return this.#given[kind].getOrInsertComputed(legacyName, () => names.take(wanted));
  }

  /** All that were ever given, as a file for people; "" for none. */
  text(): string {
    const sections = kinds.flatMap((kind) => {
      const names = [...this.#given[kind]].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return names.length === 0 ? [] : [[kind, Object.fromEntries(names)] as const];
    });
    return sections.length === 0 ? "" : `${head}${yamlText(Object.fromEntries(sections))}`;
  }
}

const head = `# What calendars, pools and locks are called here. A name stays, whatever else an export has. Change one, and the next import
# writes it so everywhere. Comments are not kept.
`;

/** The names of a file, or what is wrong with the first that can't be one. */
export function readSharedNames(text: string): { names: NamesByKind } | { fault: string } {
  let read: unknown;
  try {
    [read] = loadAll(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { fault: `line ${(error.mark?.line ?? 0) + 1}: ${error.reason}` };
  }
  const sections = (read ?? {}) as Record<string, Record<string, unknown>>;
  const taken = new Map<string, string>();
  for (const kind of kinds)
    for (const [one, name] of Object.entries(sections[kind] ?? {})) {
      const file = kind === "calendars" ? kind : "pools";
      if (typeof name !== "string" || !patterns[kind].test(name))
        return { fault: `${kind}: the name of ${one} is none that it may have` };
      const other = taken.get(`${file} ${name}`);
      if (other !== undefined) return { fault: `${one}: ${name} is the name of ${other} as well` };
      taken.set(`${file} ${name}`, one);
    }
  return { names: sections as NamesByKind };
}
