// Passwords in texts that a shell reads: in their place stand the variables of secrets, which the mapping names.

import { secretVariable } from "#core/secret-name.ts";
import type { TaskSpec } from "#schemas/types.ts";
import { secretSpans } from "../secrets.ts";
import type { ProjectDraft } from "./draft.ts";
import { joined, type Piece } from "./pieces.ts";
import { ShellPlace } from "./shell-place.ts";
import { shellWord } from "./shell-text.ts";

/** Of one job. */
export class Credentials {
  readonly #job: string;
  readonly #project: ProjectDraft;
  /** Secrets that have taken the place of passwords, in the order of these. */
  readonly used: string[] = [];

  constructor(job: string, project: ProjectDraft) {
    this.#job = job;
    this.#project = project;
  }

  /** Whether each secret that the mapping names for the job has its place. */
  get areAll(): boolean {
    return this.used.length === 0 || this.#named?.length === this.used.length;
  }

  /** A text of the shell with variables in place of its passwords; null where nobody has named enough, or a shell would read one otherwise. */
  ofText(pieces: Piece[]): Piece[] | null {
    const parts = withoutPasswords(pieces);
    return parts === null ? this.#ask(1) && null : this.#put(parts);
  }

  /** Takes variables that hold passwords out of a task's environment; lines that set them from secrets. */
  ofEnvironment(spec: TaskSpec): string {
    let lines = "";
    for (const [name, value] of Object.entries(spec.env ?? {})) {
      const head = `${name}=`;
      const spans = secretSpans(`${head}${value}`);
      if (spans.length === 0 || value.includes("${{")) continue;
      const parts = cut(`${head}${value}`, spans);
      const pieces = this.#put(parts);
      if (pieces === null) continue;
      const { [name]: _, ...rest } = spec.env ?? {};
      spec.env = rest;
      const [first, ...others] = pieces;
      const text = typeof first === "string" ? first.slice(head.length) : "";
      lines += `export ${name}=${shellWord([text, ...others], new Map())}\n`;
    }
    if (Object.keys(spec.env ?? {}).length === 0) delete spec.env;
    return lines;
  }

  #put(parts: Parts): Piece[] | null {
    const count = parts.filter(isPassword).length;
    if (count === 0) return parts as Piece[];
    const names = this.#ask(count);
    if (names === null) return null;
    this.used.push(...names);
    let next = 0;
    return parts.map((part) =>
      isPassword(part)
        ? { name: secretVariable(names[next++] as string), expression: null, secret: true }
        : part,
    );
  }

  #named: readonly string[] | null | undefined;

  /** The next so many; null: they aren't named. */
  #ask(count: number): readonly string[] | null {
    this.#named ??= this.#project.mapping.secretsOf(this.#job);
    const names = this.#named?.slice(this.used.length, this.used.length + count) ?? [];
    return names.length === count ? names : null;
  }
}

interface Password {
  password: true;
}
/** A text in which each password is apart. */
type Parts = readonly (Piece | Password)[];

const isPassword = (part: Piece | Password): part is Password =>
  typeof part === "object" && "password" in part;

/** Null where it can't be told where a password ends, or how a shell reads it. */
function withoutPasswords(pieces: readonly Piece[]): Parts | null {
  const all = joined(pieces);
  // Nearly all hold none: where in them something stands, which a look at each character tells, is nobody's question.
  if (all.every((piece) => typeof piece !== "string" || secretSpans(piece).length === 0))
    return all;
  const place = new ShellPlace();
  const parts: (Piece | Password)[] = [];
  for (const piece of all) {
    if (typeof piece !== "string") {
      place.read("0");
      parts.push(piece);
      continue;
    }
    const spans = secretSpans(piece);
    let at = 0;
    for (const { from, to } of spans) {
      place.read(piece.slice(at, from));
      const odd = place.place === "plain" ? readPlain : readQuoted;
      const isUnsafe = place.place === "unsafe" || place.place === "comment";
      const quote = /["']/.exec(piece[from - 1] ?? "")?.[0];
      const isCut = quote !== undefined && piece[to] !== quote;
      if (isUnsafe || isCut || odd.test(piece.slice(from, to))) return null;
      place.read("0");
      at = to;
    }
    place.read(piece.slice(at));
    parts.push(...cut(piece, spans));
  }
  return parts;
}

/** What a shell reads as more than itself. */
const readPlain = /["'`\\$;&|<>()*?[\]~#{}]/;
const readQuoted = /["'`\\$]/;

function cut(text: string, spans: ReturnType<typeof secretSpans>): (string | Password)[] {
  const parts: (string | Password)[] = [];
  let at = 0;
  for (const { from, to } of spans) {
    parts.push(text.slice(at, from), { password: true });
    at = to;
  }
  return [...parts, text.slice(at)];
}
