// Where in the written files things stand, for the ledger. Passes say it while they write; what is shared moves to `defaults`
// afterwards, days become schedules, and some words need no word here: then it stands where it went, or what it is a part of does.

import type { PipelineDraft, ProjectDraft } from "./draft.ts";
import { isFolder, taskFile } from "./draft.ts";

/** Where a target of a pass stands in the end; undefined: nowhere. */
export type PlaceOf = (target: string) => string | undefined;

type Files = ProjectDraft["files"];

/** For what one pipeline says, once it is as it is written. */
export function placesIn(draft: PipelineDraft, files: Files): PlaceOf {
  const tasks = Object.fromEntries(draft.tasks.map(({ name, spec }) => [name, spec]));
  const own = new Map<string, object>(
    isFolder(draft)
      ? [
          [draft.file, draft.spec],
          ...draft.tasks.map(({ name, spec }) => [taskFile(draft, name), spec] as const),
        ]
      : [[draft.file, { ...draft.spec, tasks }]],
  );
  const shared = placesOf(files);
  const known = new Map<string, string | undefined>();
  const find: PlaceOf = (target) => {
    const [file, path] = partsOf(target);
    const value = own.get(file);
    if (value === undefined) return shared(target);
    if (path === "") return target;
    const standing = standingPath(value, path);
    if (standing === path) return target;
    const [, key = "", rest = ""] = inTask.exec(`${file}#${path}`) ?? [];
    for (const moved of [`defaults.${key}${rest}`, ...(insteadOf[key] ?? [])]) {
      const isOwn = moved.startsWith(".");
      const [place, root] = isOwn ? [file, value] : [draft.file, own.get(draft.file) as object];
      const wanted = isOwn ? path.slice(0, -key.length - rest.length - 1) + moved : moved;
      const exact = isOwn && isFolder(draft) ? moved.slice(1) : wanted;
      if (standingPath(root, exact) === exact) return `${place}#${exact}`;
    }
    return standing === "" ? file : `${file}#${standing}`;
  };
  // What one task says follows each other: what it stands in is looked up once. It ends with the separator.
  let around = "";
  let within: unknown;
  /** As nearly all stand. */
  const isExact = (target: string): boolean => {
    if (around === "" || !target.startsWith(around) || target.includes(".", around.length)) {
      const hash = target.indexOf("#");
      if (hash < 0) return own.has(target);
      const cut = Math.max(hash, target.lastIndexOf("."));
      around = target.slice(0, cut + 1);
      within = valueAt(own.get(target.slice(0, hash)), target.slice(hash + 1, cut));
    }
    return within !== undefined && partOf(within, target.slice(around.length)) !== undefined;
  };
  return (target) => {
    if (isExact(target)) return target;
    if (!known.has(target)) known.set(target, find(target));
    return known.get(target);
  };
}

/** For what is said beside pipelines. Days of a calendar may be in one that was made of it. */
export function placesOf(files: Files): PlaceOf {
  return (target) => {
    const [file, path] = partsOf(target);
    const value = files.get(file);
    if (value !== undefined) {
      const standing = standingPath(value, path);
      return standing === "" ? file : `${file}#${standing}`;
    }
    const [, calendar] = /^calendars\/(.+)\.yaml$/.exec(file) ?? [];
    if (calendar === undefined) return target;
    return files.keys().find((one) => isMadeOf(one, calendar)) ?? "pipelines";
  };
}

const isMadeOf = (file: string, calendar: string): boolean =>
  file.startsWith("calendars/") && `-${file.slice(10, -5)}-`.includes(`-${calendar}-`);

/** Which key of a task a target names, in its pipeline's file or its own. */
const inTask = /(?:#tasks\.[^.]+\.|\/tasks\/[^/#]+#)([^.]+)(.*)$/;

/** What says the same: `.key` in the task, else in the pipeline. */
const insteadOf: Readonly<Record<string, readonly string[]>> = {
  onlyOn: ["triggers"],
  notAfter: [".notBefore", "triggers"],
  notBefore: ["triggers"],
  awaits: ["awaits", "triggers"],
  needs: [".awaits"],
  on: [".emits", ".retry"],
};

function partsOf(target: string): [file: string, path: string] {
  const at = target.indexOf("#");
  return at === -1 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)];
}

/** As much of a path as there is; its keys may have dots, and a list's parts go by index or name. */
function standingPath(value: unknown, path: string): string {
  let at = value;
  let found = 0;
  while (found < path.length) {
    const rest = path.slice(found);
    const key = keyIn(at, rest);
    if (key === null) break;
    at = partOf(at, key);
    found += key.length + 1;
  }
  return path.slice(0, Math.max(0, found - 1));
}

/** At a path without dots in its keys; undefined: nothing. */
function valueAt(value: unknown, path: string): unknown {
  if (path === "") return value;
  let at = value;
  for (const key of path.split(".")) at = partOf(at, key);
  return at;
}

function keyIn(value: unknown, path: string): string | null {
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    const key = path.slice(0, end);
    if (partOf(value, key) !== undefined) return key;
  }
  return null;
}

function partOf(value: unknown, key: string): unknown {
  if (Array.isArray(value))
    return /^\d+$/.test(key) ? value[Number(key)] : value.find((one) => one?.name === key);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
