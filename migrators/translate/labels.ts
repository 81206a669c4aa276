// What people find jobs by: application, group and owner as tags, the team that answers, and what is said of a job.

import type { LegacyJob } from "../legacy.ts";
import { type Pass, type PipelineDraft, type ProjectDraft, placeIn } from "./draft.ts";
import { groupsOf } from "./groups.ts";

/** Tags by the source's word for a label. */
const tags: Readonly<Record<string, string>> = {
  ...{ APPLICATION: "application", SUB_APPLICATION: "group", DATACENTER: "server" },
  ...{ application: "application", group: "group" },
};

export const labels: Pass = (draft, project) => {
  const jobs = new Set([...groupsOf(draft), ...draft.tasks.map(({ job }) => job)]);
  const words = new Map<string, Set<string>>();
  for (const { labels: own } of jobs)
    for (const { name, label } of own) {
      const tag = tags[name];
      const word = label.value.trim();
      if (tag !== undefined && isWord(word))
        words.getOrInsertComputed(tag, () => new Set()).add(word);
    }
  const found = [...words].map(([tag, all]) => [tag, [...all].sort()] as const);
  if (found.length > 0) draft.spec.tags = { ...draft.spec.tags, ...Object.fromEntries(found) };
  for (const job of jobs) accountLabels(job, draft);
  setOwner(draft, project, [...(words.get("application") ?? [])].sort());
  describe(draft);
};

/** As a tag may hold. */
const isWord = (text: string): boolean => /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u.test(text);

/** Tags are a pipeline's: which of its jobs has which is in its task's `legacy`. */
function accountLabels({ labels: own }: LegacyJob, draft: PipelineDraft): void {
  for (const { name, label } of own) {
    const tag = tags[name];
    const [outcome, code] =
      tag === undefined
        ? (["inert", "label-owner"] as const)
        : isWord(label.value.trim())
          ? (["equivalent", "label-tag"] as const)
          : (["refused", "label-tag-none"] as const);
    draft.accounts.addAll(label.from, outcome, code, placeIn(draft, "tags", ...(tag ? [tag] : [])));
  }
}

/** The team of the first application that has one. */
function setOwner(draft: PipelineDraft, { mapping }: ProjectDraft, applications: string[]): void {
  const [team] = applications.flatMap((application) => mapping.team(application) ?? []);
  if (team !== undefined) draft.spec.owner = team;
}

/** Of tasks there is no word for it: it is a pipeline's, or a comment above it. */
function describe(draft: PipelineDraft): void {
  const { spec, accounts, job } = draft;
  const isAlone = !draft.tasks.some((task) => task.job !== job);
  if (job.description) {
    spec.description = job.description.value;
    const target = placeIn(draft, "description");
    accounts.addAll(job.description.from, "exact", "same", target);
  }
  if (isAlone) return;
  const others = new Set([...groupsOf(draft), ...draft.tasks.map((task) => task.job)]);
  others.delete(job);
  for (const { name, description } of others) {
    if (!description) continue;
    draft.comments.push(`${name}: ${description.value}`.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " "));
    accounts.addAll(description.from, "equivalent", "label-comment", placeIn(draft));
  }
}
