// Words for days that some day is in: specs that name none are refused as a mistake, and so is the job that says them.

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
  const { files } = project;
  const faults = known.getOrInsertComputed(files, () => new Map());
  const fault = faults.getOrInsertComputed(JSON.stringify(words), () => {
    const text = yamlText({ name: "days", tasks: { one: { onlyOn: words, run: ":" } } });
    const { diagnostics } = readerOf(files, { checkOnly: true })([{ path: file, text }]);
    return diagnostics.find(({ severity }) => severity === "error")?.message ?? null;
  });
  if (fault !== null) throw new Unsayable(fault);
  return words;
}
