// A job that waits for a file, as `uses: file`.

import type { FileWatch } from "../legacy/work.ts";
import type { Refusal } from "../legacy.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { foldersOf } from "./file-paths.ts";
import { pluginSettings } from "./plugin-settings.ts";
import { refuseJob } from "./refuse.ts";
import { TaskTexts } from "./task-texts.ts";

export const fileWatch: Pass = (draft, project) => {
  for (const task of draft.tasks)
    if (task.job.work.kind === "fileWatch") {
      const fault = addWatch(task.job.work, draft, task, project);
      if (fault) refuseJob(task.job, fault, project.estate);
    }
};

/** What is waited for; larger and smaller aren't told apart. */
const on = { exists: undefined, deleted: "absent", changed: "changed" } as const;

/** Settings of Control-M's plug-in that change nothing when they say this. */
const usual: Readonly<Record<string, RegExp>> = {
  ...{ START_TIME: /^(?:NOW|)$/i, STOP_TIME: /^(?:0|)$/, WILDCARD: /^[YN]$/i },
  ...{ MIN_AGE: /^(?:NO_MIN_AGE|)$/i, MAX_AGE: /^(?:NO_MAX_AGE|)$/i, MON_AGE_FLAG: /^[YN01]$/i },
};
const read = new Set([
  ...["FILE_PATH", "MODE", "MIN_DET_SIZE", "INT_FILE_SEARCHES", "INT_FILESIZE_COMPARISON"],
  ...["TIME_LIMIT", "NUM_OF_ITERATIONS"],
]);
/** How often Control-M must see a size before it counts, unless the job says it. */
const usualLooks = 3;

function addWatch(
  work: FileWatch,
  draft: PipelineDraft,
  task: TaskDraft,
  project: ProjectDraft,
): Refusal | null {
  const { name, job, spec, accounts } = task;
  const refuse = (code: string, message: string, from = work.path.from): Refusal => ({
    ...{ code, message, from },
  });
  const { until } = work;
  if (until === "grows" || until === "shrinks")
    return refuse(
      "file-size",
      "it waits for a file that grows or shrinks, and changes aren't told apart",
    );
  const texts = new TaskTexts(draft, task, project);
  const path = texts.read(work.path.value, work.path.from, ["with", "files"]);
  if (path === null) return null;
  const place = foldersOf(path);
  if ("fault" in place) return refuse("file-path", place.fault);
  const settings = pluginSettings(job, "%%FileWatch-", { read, usual });
  if ("unknown" in settings) return refuse("plugin-setting", settings.unknown, settings.from);
  const looks = Number(settings.values.get("NUM_OF_ITERATIONS") ?? usualLooks);
  const stable = work.stableSeconds?.value ?? null;
  const seconds = project.estate.system === "control-m" ? (stable ?? 10) * looks : stable;
  const target = placeIn(draft, "tasks", name, "with");
  spec.uses = "file";
  spec.with = {
    ...{ path: place.folder, files: [place.pattern] },
    ...(on[until] === undefined ? {} : { on: on[until] }),
    ...(seconds === null || seconds === 30 || until === "deleted"
      ? {}
      : { stable: lengthOf(seconds) }),
    ...(work.minBytes?.value ? { minBytes: work.minBytes.value } : {}),
    ...(work.everySeconds?.value ? { every: lengthOf(work.everySeconds.value) } : {}),
  };
  const limit = work.withinMinutes;
  // Of AutoSys it is the limit of any job, which says what becomes of the job as well.
  if (limit?.value && job.result.timeout === null) spec.timeout = lengthOf(limit.value * 60);
  for (const part of [work.path, work.minBytes, work.everySeconds, work.stableSeconds, limit])
    if (part) accounts.addAll(part.from, "exact", "same", target);
  accounts.addAll(settings.from, "exact", "same", target);
  texts.settle(new Map());
  return null;
}

/** As people say lengths. */
const lengthOf = (seconds: number): string =>
  seconds > 0 && seconds % 3600 === 0
    ? `${seconds / 3600}h`
    : seconds > 0 && seconds % 60 === 0
      ? `${seconds / 60}m`
      : `${seconds}s`;
