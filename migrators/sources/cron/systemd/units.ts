// Unit files of one name as one unit: its own file and drop-ins, of which later settings win.

import type { LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";

export interface Unit {
  /** `backup.timer` */
  name: string;
  /** In the order in which systemd reads them: its own file, then drop-ins by name. */
  files: LegacyFile[];
  /** Files of the name that another folder's come before. */
  overridden: LegacyFile[];
  /** Two files have the name, and nothing says which counts; or there are only drop-ins. */
  isUnclear: boolean;
  /** Of a user's own manager. */
  isOfUser: boolean;
}

/** `X.timer` and `X.service`, or files of `X.timer.d`; null for files of other units. */
export function unitNameOf(file: string): { name: string; dropIn: string | null } | null {
  const parts = file.split("/");
  const last = parts.at(-1) ?? "";
  if (/\.(?:timer|service)$/.test(last)) return { name: last, dropIn: null };
  const folder = /^(.+\.(?:timer|service))\.d$/.exec(parts.at(-2) ?? "")?.[1];
  return folder !== undefined && last.endsWith(".conf") ? { name: folder, dropIn: last } : null;
}

export function unitsOf(files: readonly LegacyFile[]): Map<string, Unit> {
  const units = new Map<string, Unit>();
  const named = files.flatMap((file) => {
    const found = unitNameOf(file.file);
    return found === null ? [] : [{ file, ...found }];
  });
  for (const [name, all] of Map.groupBy(named, (each) => each.name)) {
    const own = all.filter(({ dropIn }) => dropIn === null).map(({ file }) => file);
    const [first, second] = own.toSorted((a, b) => rankOf(a.file) - rankOf(b.file));
    const dropIns = all
      .filter(({ dropIn }) => dropIn !== null)
      .toSorted((a, b) => ((a.dropIn ?? "") < (b.dropIn ?? "") ? -1 : 1));
    const isDouble = second !== undefined && rankOf(second.file) === rankOf(first?.file ?? "");
    const hasDoubleDropIn = new Set(dropIns.map(({ dropIn }) => dropIn)).size < dropIns.length;
    units.set(name, {
      name,
      files: [...(first ? [first] : []), ...dropIns.map(({ file }) => file)],
      overridden: own.filter((file) => file !== first),
      isUnclear: first === undefined || isDouble || hasDoubleDropIn,
      isOfUser: all.some(({ file }) => file.file.includes("systemd/user/")),
    });
  }
  return units;
}

/** Folders in which systemd looks, the first that has a unit first. */
const folders = [/(?:^|\/)etc\/systemd\//, /(?:^|\/)run\/systemd\//, /(?:^|\/)lib\/systemd\//];
const rankOf = (file: string): number => {
  const rank = folders.findIndex((folder) => folder.test(file));
  return rank === -1 ? folders.length : rank;
};

export const statementsOf = ({ files }: Unit): Statement[] =>
  files.flatMap(({ statements }) => statements);

/** Settings of a section over all files, in order. */
export const settingsIn = (unit: Unit, section: string): LegacyAttribute[] =>
  statementsOf(unit).flatMap(({ kind, name, attributes }) =>
    kind === "section" && name === section ? attributes : [],
  );
