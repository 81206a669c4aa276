// Acts on many: an expression says on which, the list is shown first, and they are done one after the other.

import type { ApiClient } from "#api/client.ts";
import { type ConnectInput, explained, withServer } from "./connect.ts";
import { CommandError, type Exit } from "./exit.ts";
import type { Column, Output } from "./output.ts";

export interface ManyInput extends ConnectInput {
  options: ConnectInput["options"] & { where: string | undefined; yes: boolean; pace: string };
  out: Output;
  signal: AbortSignal;
  ask: ((question: string) => Promise<string>) | null;
}

/** What is acted on: runs, or pipelines. */
export interface Kind<T> {
  noun: string;
  /** Those that the expression means. @throws CommandError when there are too many. */
  find(api: ApiClient, where: string, out: Output): Promise<T[]>;
  columns: readonly Column<T>[];
  /** Asked behind `find` where it found none: why, if there is more to say than that there are none. */
  none?(): string | null;
  /** Of the line that tells what became of one. */
  name(one: T): string;
  /** The same for programs. */
  subject(one: T): object;
}

/** What one act came to: an object for programs, and what people are told behind `done`. */
export interface Done {
  result: object;
  note?: string;
}

/**
 * Does `act` to everything of a kind that `--where` means.
 * @param verb Such as `cancel`, for the question.
 */
export async function actOnEach<T>(
  input: ManyInput,
  kind: Kind<T>,
  verb: string,
  act: (api: ApiClient, one: T) => Promise<Done>,
): Promise<Exit> {
  const { options, out, signal, ask } = input;
  const waitMs = paceOf(options.pace);
  const { noun } = kind;
  return withServer(input, signal, async (api) => {
    const found = await kind.find(api, options.where ?? "", out);
    if (found.length === 0) {
      out.note(kind.none?.() ?? `there is no such ${noun}`);
      return "ok";
    }
    const what = `${verb} ${found.length === 1 ? `this ${noun}` : `these ${found.length} ${noun}s`}`;
    if (!options.yes) {
      out.list(found, kind.columns);
      if (ask === null)
        throw new CommandError("usage", `nobody can be asked whether to ${what}`, "add --yes");
      out.flush();
      if (!/^y(es)?$/i.test((await ask(`${what}? [y/N] `)).trim())) {
        out.note("nothing was done");
        return "failed";
      }
    } else if (out.format === "text") out.list(found, kind.columns);
    let failed = 0;
    for (const [at, one] of found.entries()) {
      if (at > 0) await pause(waitMs, signal);
      if (signal.aborted)
        throw new CommandError(
          "interrupted",
          `interrupted after ${at} of ${found.length} ${noun}s`,
        );
      if (!(await actOn(api, kind, one, act, out))) failed++;
      out.flush();
    }
    out.note(`${found.length - failed} done, ${failed} failed`);
    return failed === 0 ? "ok" : "failed";
  });
}

/** What the server refuses of one is no reason to leave the others. */
async function actOn<T>(
  api: ApiClient,
  kind: Kind<T>,
  one: T,
  act: (api: ApiClient, one: T) => Promise<Done>,
  out: Output,
): Promise<boolean> {
  const subject = kind.subject(one);
  try {
    const { result, note = "" } = await act(api, one);
    out.json({ ...subject, ok: true, result, error: null });
    out.text(`${kind.name(one)}: done${note}`);
    return true;
  } catch (error) {
    const known = explained(error, "");
    if (!(known instanceof CommandError) || known.exit === "refused") throw error;
    out.json({ ...subject, ok: false, result: null, error: known.message });
    out.text(`${kind.name(one)}: ${out.style("red", "failed")}: ${known.message}`);
    return false;
  }
}

/** Milliseconds between two acts. @throws CommandError `usage` */
function paceOf(text: string): number {
  const [, number = "", unit] = /^(\d{1,6}(?:\.\d{1,3})?)\/(s|m)$/.exec(text) ?? [];
  const perSecond = Number(number) / (unit === "m" ? 60 : 1);
  if (perSecond > 0) return 1000 / perSecond;
  throw new CommandError("usage", `--pace '${text}' is no pace`, "such as 10/s or 30/m");
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
