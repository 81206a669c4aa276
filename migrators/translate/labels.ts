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
  const jobs = groupsOf(draft);
  for (const { job } of draft.tasks) jobs.add(job);
  const words = new Map<string, Set<string>>();
  for (const { labels: own } of jobs)
    for (const { name, label } of own) {
      const tag = tags[name];
      const word = label.value.trim();
      if (tag !== undefined && isWord(word))
        words.getOrInsertComputed(tag, () => new Set()).add(word);
    }
  for (const tag of ["application", "group", "server"]) {
    const all = words.get(tag);
    if (all) draft.spec.tags = { ...draft.spec.tags, [tag]: [...all].sort() };
  }
  for (const job of jobs) accountLabels(job, draft);
  setOwner(draft, project, jobs);
  describe(draft);
};

/** As a tag may hold. */
const isWord = (text: string): boolean =>
  /^[ -~]{1,100}$/.test(text) || /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u.test(text);

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

/** The team of the first application that has one, in the order of their names. */
function setOwner(
  draft: PipelineDraft,
  { mapping }: ProjectDraft,
  jobs: Iterable<LegacyJob>,
): void {
  const applications = [...jobs].flatMap(({ labels: own }) =>
    own.flatMap(({ name, label }) => (tags[name] === "application" ? label.value.trim() : [])),
  );
  const teams = applications.sort().map((application) => mapping.team(application));
  const team = teams.find((each) => each !== null);
  if (team) draft.spec.owner = team;
}

/** Of tasks and of groups within there is no word for it: it is a comment. */
function describe(draft: PipelineDraft): void {
  const { spec, accounts, job } = draft;
  if (job.description) {
    spec.description = job.description.value;
    const target = placeIn(draft, "description");
    accounts.addAll(job.description.from, "exact", "same", target);
  }
  for (const task of draft.tasks) {
    const { description } = task.job;
    if (!description || task.job === job) continue;
    task.comment = oneLine(description.value);
    const target = placeIn(draft, "tasks", task.name);
    task.accounts.addAll(description.from, "equivalent", "label-comment", target);
  }
  for (const group of groupsOf(draft)) {
    const { name, description } = group;
    if (!description || group === job) continue;
    draft.comments.push(`${name}: ${oneLine(description.value)}`);
    accounts.addAll(description.from, "equivalent", "label-comment", placeIn(draft));
  }
}

const oneLine = (text: string): string =>
  /^[!-~](?: ?[!-~])*$/.test(text) ? text : text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
