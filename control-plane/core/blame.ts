// Who set each field: attributes every field of a pipeline to the newest change that gave it its present value.

import { canonicalJson } from "./canonical.ts";
import { type Field, type Fields, saysNothing } from "./pipeline-fields.ts";

/** A version of the pipeline and the change that made it. */
export interface PipelineVersion<C> {
  change: C;
  /** Null while its files are in error: what such a change sets counts from the change that mends it. */
  fields: Fields | null;
}

export interface BlamedField<C> extends Field {
  path: string;
  change: C;
  /** History ends here, or was not followed further: an older change may have set it. */
  orEarlier: boolean;
}

/** Fed with versions, newest first. */
export class Blame<C> {
  readonly #present: Fields;
  /** Fields whose change is not known yet, with their values as text. */
  readonly #open: Map<string, string>;
  readonly #found = new Map<string, { change: C; orEarlier: boolean }>();
  /** The oldest change so far with which all that is open had its present value. */
  #oldest: C;

  constructor(newest: { change: C; fields: Fields }) {
    this.#present = newest.fields;
    this.#open = new Map(
      [...newest.fields].map(([path, { value }]) => [path, canonicalJson(value)]),
    );
    this.#oldest = newest.change;
  }

  older({ change, fields }: PipelineVersion<C>): void {
    if (fields === null) return;
    for (const [path, text] of this.#open) {
      const before = fields.get(path);
      if (!before || canonicalJson(before.value) !== text) this.#attribute(path);
    }
    this.#oldest = change;
  }

  /** @param isWhole Before the last version there was no such pipeline; else its history was not followed to the end. */
  end(isWhole: boolean): BlamedField<C>[] {
    for (const path of this.#open.keys()) this.#attribute(path, !isWhole);
    return [...this.#present].map(([path, field]) => ({
      path,
      ...field,
      ...(this.#found.get(path) as { change: C; orEarlier: boolean }),
    }));
  }

  #attribute(path: string, orEarlier = false): void {
    this.#found.set(path, { change: this.#oldest, orEarlier });
    this.#open.delete(path);
  }
}

/**
 * What is worth a line: fields that say something, and those that were silenced by a later change than the one that brought
 * their task, or the pipeline.
 */
export function tellingFields<C>(fields: readonly BlamedField<C>[]): BlamedField<C>[] {
  const broughtBy = new Map(
    fields.flatMap(({ task, within, change }) => (within === "name" ? [[task, change]] : [])),
  );
  return fields.filter(
    (field) => !saysNothing(field) || broughtBy.get(field.task) !== field.change,
  );
}
