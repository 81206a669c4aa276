// The texts of one task with the variables of its source: the job's own, those of the groups around it, and what the
// scheduler itself knows. A text that nobody can say refuses the job.

import type { LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";
import { AutoEdit } from "./autoedit.ts";
import { type PipelineDraft, type ProjectDraft, placeIn, type TaskDraft } from "./draft.ts";
import { assumedIn, constantOf, type Piece, templateOf } from "./pieces.ts";
import { refuseJob } from "./refuse.ts";
import { setForNext } from "./set-for-next.ts";
import type { Variables } from "./shell-text.ts";

export class TaskTexts {
  readonly #draft: PipelineDraft;
  readonly #task: TaskDraft;
  readonly #project: ProjectDraft;
  /** Of Control-M alone: texts of other schedulers have no variables that are put in before a shell reads them. */
  readonly #autoEdit: AutoEdit | null;

  constructor(draft: PipelineDraft, task: TaskDraft, project: ProjectDraft) {
    this.#draft = draft;
    this.#task = task;
    this.#project = project;
    this.#autoEdit = project.estate.system === "control-m" ? autoEditOf(draft, task) : null;
  }

  /** A text in pieces, with what is assumed of them accounted for; null: the job is refused. */
  read(text: string, from: readonly LegacyAttribute[], place: readonly string[]): Piece[] | null {
    const { job, accounts, name } = this.#task;
    const read = this.#autoEdit?.read(text) ?? { pieces: [text] };
    if ("fault" in read) {
      refuseJob(job, { code: "autoedit-unknown", message: read.fault, from }, this.#project.estate);
      return null;
    }
    const target = placeIn(this.#draft, "tasks", name, ...place);
    accounts.addAll(from, "exact", "same", target);
    for (const code of assumedIn(read.pieces)) accounts.addAll(from, "equivalent", code, target);
    return read.pieces;
  }

  assume(from: readonly LegacyAttribute[], code: string): void {
    const { accounts, name } = this.#task;
    accounts.addAll(from, "equivalent", code, placeIn(this.#draft, "tasks", name, "run"));
  }

  /** Arguments of a script: `%%PARM1` and so on; null: nobody can say one, so that the job is refused. */
  parameters(): Piece[][] | null {
    const { job, groups } = this.#task;
    const around = new Set([this.#draft.job, ...groups, job]);
    const written = [...around].flatMap(({ environment }) => environment);
    const numbers = written.flatMap(({ name }) => /^(?:%%)?PARM([1-9]\d?)$/.exec(name)?.[1] ?? []);
    const found: Piece[][] = [];
    for (let n = 1; this.#autoEdit && n <= Math.max(0, ...numbers.map(Number)); n++) {
      const value = this.#autoEdit.assigned(`PARM${n}`) ?? {
        fault: `%%PARM${n} is not set, and arguments behind it are`,
      };
      if ("fault" in value) {
        const from = written.flatMap((each) =>
          /^(?:%%)?PARM\d+$/.test(each.name) ? each.value.from : [],
        );
        const code = "autoedit-parameter-unknown";
        refuseJob(job, { code, message: value.fault, from }, this.#project.estate);
        return null;
      }
      this.#autoEdit.use(`PARM${n}`);
      found.push(value.pieces);
    }
    return found;
  }

  /**
   * Accounts for the job's own variables; those that no text names are given to its environment.
   * @param read variables of the environment that the command reads.
   */
  settle(given: Variables, read: readonly string[] = []): void {
    const { job, spec, accounts, name } = this.#task;
    const add = (variable: string, value: string) => {
      spec.env = { ...spec.env, [variable]: value };
    };
    for (const [variable, expression] of given) add(variable, `\${{ ${expression} }}`);
    if (!this.#autoEdit) return;
    for (const { name: written, value } of job.environment) {
      const word = written.replace(/^%%/, "");
      // Settings of a plug-in, which its pass has read.
      if (value.from.length > 0 && value.from.every((each) => accounts.of(each))) continue;
      const found = this.#autoEdit.assigned(word);
      if (this.#autoEdit.isUsed(word) && !(read.includes(word) && !given.has(word))) {
        const code = /^PARM\d+$/.test(word) ? "autoedit-parameter" : "autoedit-put-in";
        accounts.addAll(value.from, code === "autoedit-put-in" ? "exact" : "equivalent", code);
        continue;
      }
      const text = found && "pieces" in found ? templateOf(found.pieces) : null;
      if (job.work.kind === "dummy") {
        accounts.addAll(value.from, "inert", "runs-nothing");
        continue;
      }
      const isName = /^(?!TRUNKLINE_)[A-Za-z_]\w{0,126}$/.test(word);
      if (text === null || !isName || job.work.kind !== "command")
        accounts.addAll(value.from, "refused", "autoedit-not-given");
      else {
        add(word, text);
        const target = placeIn(this.#draft, "tasks", name, "env", word);
        accounts.addAll(value.from, "equivalent", "autoedit-environment", target);
      }
    }
  }
}

/** A text with the values that are known before anything runs; null where one isn't. */
export function knownText(
  text: string,
  draft: PipelineDraft,
  task: TaskDraft,
  { estate }: ProjectDraft,
): string | null {
  if (estate.system !== "control-m" || !text.includes("%%")) return text;
  const read = autoEditOf(draft, task).read(text);
  return "fault" in read ? null : constantOf(read.pieces);
}

/** The script's own name, of a job that runs one. */
const memberOf = ({ work }: LegacyJob): string | null =>
  work.kind === "command" && work.form === "path"
    ? (work.text.value.split(/[\\/]/).at(-1) ?? null)
    : null;

function autoEditOf(draft: PipelineDraft, task: TaskDraft): AutoEdit {
  const { job } = task;
  const label = (name: string) =>
    job.labels.find((each) => each.name === name)?.label.value ?? null;
  const [host] = job.hosts?.value.names ?? [];
  const autoEdit = new AutoEdit({
    ...{ JOBNAME: job.name, SCHEDTAB: draft.job.name, TBLNAME: draft.job.name },
    ...{
      APPLIC: label("APPLICATION"),
      APPLGROUP: label("SUB_APPLICATION"),
      OWNER: job.user?.value ?? null,
    },
    ...{ NODEID: host ?? null, MEMNAME: memberOf(job) },
  });
  const around = [draft.job, ...task.groups].filter((group) => group !== job);
  const later = setForNext(job);
  for (const { environment } of [...around, job])
    for (const { name, value } of environment) {
      autoEdit.assign(name, value.value);
      const word = name.replace(/^%%/, "");
      const next = later.get(word);
      if (next !== undefined) autoEdit.forNext(word, next);
    }
  return autoEdit;
}
