// A job that takes files from one host to another, as `uses: transfer`; hosts and profiles become connections, which name
// their secrets and hold none.

import type { Transfer, TransferEnd, TransferPair } from "../legacy/work.ts";
import type { LegacyJob, Refusal } from "../legacy.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { foldersOf } from "./file-paths.ts";
import { pluginSettings } from "./plugin-settings.ts";
import { declareConnection } from "./profiles.ts";
import { refuseJob } from "./refuse.ts";
import { TaskTexts } from "./task-texts.ts";

export const transfer: Pass = (draft, project) => {
  for (const task of draft.tasks)
    if (task.job.work.kind === "transfer") {
      const fault = addTransfer(task.job.work, draft, task, project);
      if (fault) refuseJob(task.job, fault, project.estate);
    }
};

const read = new Set([
  ...["LPATH", "RPATH", "UPLOAD", "SRCOPT", "TYPE", "ACCOUNT", "LHOST", "RHOST", "TRANSFER_NUM"],
]);
/** They say what holds here as well, or only how the product goes about it. */
const usual: Readonly<Record<string, RegExp>> = {
  ...{
    LUSER: /./,
    RUSER: /./,
    HOMEDIR: /./,
    CM_VER: /./,
    AUTOREFRESH: /./,
    SRC_PATTERN: /^wildcard$/i,
  },
  ...{ CONNTYPE: /^(?:SFTP|File System)$/i, LOSTYPE: /^unix$/i, ROSTYPE: /^unix$/i, TRIM: /^1$/ },
  ...{ LOS: /^unix$/i, ROS: /^unix$/i, UNITSOFTIMELIMIT: /./, RPF: /^1$/ },
  MAXMODIFICATIONAGEFORFIRSTRUNINHOURS: /./,
};

interface Inputs {
  from: Place;
  to: Place;
  files: string[];
  ifExists: "replace" | "fail";
  after?: "delete";
}
interface Place {
  connection?: string;
  path: string;
}

function addTransfer(
  { pairs }: Transfer,
  draft: PipelineDraft,
  task: TaskDraft,
  project: ProjectDraft,
): Refusal | null {
  const { name, job, spec, accounts } = task;
  const settings = pluginSettings(job, "%%FTP-", { read, usual });
  if ("unknown" in settings)
    return { code: "plugin-setting", message: settings.unknown, from: settings.from };
  const texts = new TaskTexts(draft, task, project);
  const inputs: Inputs[] = [];
  for (const pair of pairs) {
    const next = inputsOf(pair, { texts, job, project });
    if ("fault" in next) return { code: next.code, message: next.fault, from: pair.from };
    const last = inputs.at(-1);
    if (last && isBeside(last, next)) last.files.push(...next.files);
    else inputs.push(next);
    const target = placeIn(draft, "tasks", name, "with");
    accounts.addAll(
      pair.from,
      "equivalent",
      pair.mode === "text" ? "transfer-text" : "transfer-connection",
      target,
    );
  }
  spec.uses = "transfer";
  spec.with = { ...inputs.pop() };
  if (inputs.length > 0) task.parts = inputs.map((part) => ({ ...part }));
  accounts.addAll(settings.from, "equivalent", "transfer-connection");
  texts.settle(new Map());
  return null;
}

interface Fault {
  code: string;
  fault: string;
}

/** The same places in the same way, so that one task has several patterns. */
const isBeside = (a: Inputs, b: Inputs): boolean =>
  JSON.stringify({ ...a, files: [] }) === JSON.stringify({ ...b, files: [] });

interface Around {
  texts: TaskTexts;
  job: LegacyJob;
  project: ProjectDraft;
}

function inputsOf(pair: TransferPair, around: Around): Inputs | Fault {
  const { texts } = around;
  const [path, isFolder] = [pair.target.path, pair.target.path.endsWith("/")];
  const sourcePath = texts.read(pair.source.path, pair.from, ["with", "from"]);
  const targetPath = texts.read(isFolder ? `${path}*` : path, pair.from, ["with", "to"]);
  if (!sourcePath || !targetPath) return { code: "file-path", fault: "a path isn't known" };
  const source = foldersOf(sourcePath);
  if ("fault" in source) return { code: "file-path", fault: source.fault };
  const target = foldersOf(targetPath);
  if ("fault" in target) return { code: "file-path", fault: target.fault };
  if (!isFolder && target.pattern !== source.pattern)
    return {
      code: "transfer-name",
      fault:
        "the file gets another name, or the target is a folder that is written without a slash",
    };
  if (pair.after === "move")
    return {
      code: "transfer-move",
      fault: "the source is moved, and the export doesn't say where",
    };
  const from = placeOf(pair.source, source.folder, around);
  const to = placeOf(pair.target, target.folder, around);
  if (!from || !to)
    return {
      code: "mapping-profile",
      fault: "a host can be no connection's name; say one in the mapping",
    };
  return {
    ...{
      from,
      to,
      files: [source.pattern],
      ifExists: pair.overwrite === false ? "fail" : "replace",
    },
    ...(pair.after === "delete" ? { after: "delete" } : {}),
  };
}

function placeOf(
  { host, profile, port }: TransferEnd,
  path: string,
  { job, project }: Around,
): Place | null {
  const isHere =
    profile === null &&
    (host === null || /^local(?:host)?$/i.test(host) || job.hosts?.value.names.includes(host));
  if (isHere) return { path };
  const called = profile ?? host ?? "";
  const connection = project.mapping.profile(called);
  if (connection === null) return null;
  declareConnection(connection, called, { host, ...(port === undefined ? {} : { port }) }, project);
  return { connection, path };
}
