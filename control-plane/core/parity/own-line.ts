// What would have started here as a line of text, to be put beside the lines of the other scheduler's log.

export interface OwnStart {
  pipeline: string;
  /** Empty: the pipeline itself. */
  task: string;
  date: string;
  /** RFC 3339, both. */
  due: string;
  /** When it could start; null: not by now. */
  ready: string | null;
}

/** `gl-close/post of 2026-11-20 due 2026-11-20T22:00:00.000Z, ready 2026-11-20T22:10:00.000Z`. */
export function ownLine({ pipeline, task, date, due, ready }: OwnStart): string {
  const name = task === "" ? pipeline : `${pipeline}/${task}`;
  const then = ready === due ? "" : ready === null ? ", not ready" : `, ready ${ready}`;
  return `${name} of ${date} due ${due}${then}`;
}
