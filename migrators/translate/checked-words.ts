// Words for days that some day is in: specs that name none are refused as a mistake, and so is the job that says them.

import type { OnlyOnSpec } from "#schemas/types.ts";
import type { DayRule } from "../legacy/schedule.ts";
import { calendarsOf } from "./calendars.ts";
import { type Words, wordsOf } from "./day-words.ts";
import type { ProjectDraft } from "./draft.ts";
import { readerOf } from "./read-draft.ts";
import { Unsayable } from "./unsayable.ts";
import { yamlText } from "./yaml-text.ts";

const known = new WeakMap<ProjectDraft["files"], Map<string, string | null>>();
const file = "pipelines/days.yaml";

/** @throws Unsayable also where no day is one of them. */
export function checkedWords(rule: DayRule, project: ProjectDraft): Words {
  const words = wordsOf(rule, calendarsOf(project));
  if (words === null) return null;
  const fault = faultOfWords(words, project);
  if (fault !== null) throw new Unsayable(fault);
  return words;
}

/** What `validate` says against them, with the calendars of the project; null: some day is one of them. */
export function faultOfWords(words: OnlyOnSpec, { files }: ProjectDraft): string | null {
  const faults = known.getOrInsertComputed(files, () => new Map());
  return faults.getOrInsertComputed(JSON.stringify(words), () => {
    const text = yamlText({ name: "days", tasks: { one: { onlyOn: words, run: ":" } } });
    const { diagnostics } = readerOf(files, { checkOnly: true })([{ path: file, text }]);
    return diagnostics.find(({ severity }) => severity === "error")?.message ?? null;
  });
}
