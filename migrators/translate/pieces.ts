// Texts of a source in pieces: what stands there, and what only a run knows. Each place of a spec has its own way to say the
// latter: an expression where a text may hold one, a variable of the environment in what a shell reads.

/** As it stands there, or what a run knows. */
export type Piece = string | RunValue;

export interface RunValue {
  /** Of the environment variable that has it. */
  name: string;
  /** What says it, without `${{ }}`, as a text of CEL. Null: only the shell can, by `code`. */
  expression: string | null;
  /** A command that prints it. */
  code?: string;
  /** The variable is that of a secret, which the task has by itself. */
  secret?: true;
  /** Code of what is assumed with it. */
  assumed?: string;
}

/** Adjacent texts as one, and no empty ones. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (piece === "") continue;
    if (typeof piece === "string" && typeof last === "string")
      found[found.length - 1] = last + piece;
    else found.push(piece);
  }
  return found;
}

/** The text, if all of it is known. */
export function constantOf(pieces: readonly Piece[]): string | null {
  return pieces.every((piece) => typeof piece === "string") ? pieces.join("") : null;
}

/** As a text that may hold `${{ }}`; null where only a shell could say it. */
export function templateOf(pieces: readonly Piece[]): string | null {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece !== "string" && piece.expression === null) return null;
    text += typeof piece === "string" ? literal(piece) : `\${{ ${piece.expression} }}`;
  }
  return text;
}

/** A text in which `${{` begins no expression. */
export const literal = (text: string): string => text.replaceAll("${{", () => "$${{");

/** As one expression; null where only a shell could say it. */
export function expressionOf(pieces: readonly Piece[]): string | null {
  const parts = pieces.map((piece) =>
    typeof piece === "string" ? celText(piece) : piece.expression,
  );
  return parts.includes(null) ? null : parts.length === 0 ? "''" : parts.join(" + ");
}

export const celText = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")}'`;

/** Codes of what is assumed with the values. */
export const assumedIn = (pieces: readonly Piece[]): string[] => [
  ...new Set(pieces.flatMap((piece) => (typeof piece === "string" ? [] : (piece.assumed ?? [])))),
];
