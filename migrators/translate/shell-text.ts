// Pieces as text that a shell reads: what a run knows as a variable, so that the shell sees what the other scheduler would
// have put there.

import { joined, type Piece, type RunValue } from "./pieces.ts";
import { ShellPlace } from "./shell-place.ts";

/** Variables that a text needs, by name. */
export type Variables = Map<string, string>;

/** As a command line or a script; null where a value stands at a place that no variable is read at. */
export function shellText(pieces: readonly Piece[], variables: Variables): string | null {
  const place = new ShellPlace();
  let text = "";
  let isReopened = false;
  const all = joined(pieces);
  if (all.every((piece) => typeof piece === "string")) return all.join("");
  for (const [at, piece] of all.entries()) {
    if (typeof piece === "string") {
      place.read(piece);
      // Quotes with nothing in them are left out.
      text += isReopened ? (piece.startsWith("'") ? piece.slice(1) : `'${piece}`) : piece;
      isReopened = false;
      continue;
    }
    if (place.place === "unsafe") return null;
    const isQuoted = place.place === "single";
    const next = isQuoted ? "" : all[at + 1];
    const word = valueText(piece, variables, typeof next === "string" ? next : "");
    if (isQuoted) {
      // The text's own quotes end for the variable.
      if (!isReopened) text = text.endsWith("'") ? text.slice(0, -1) : `${text}'`;
      text += `"${word}"`;
      isReopened = true;
    } else text += piece.secret && place.place === "plain" ? `"${word}"` : word;
    // What follows a value begins no comment.
    place.read("0");
  }
  return isReopened ? `${text}'` : text;
}

/**
 * As one word, such as a file's name. @param expands whether `$NAME` in it is a variable, as agents of AutoSys have it.
 */
export function shellWord(
  pieces: readonly Piece[],
  variables: Variables,
  { expands = false }: { expands?: boolean } = {},
): string {
  const all = joined(pieces);
  const known = all.every((piece) => typeof piece === "string") ? all.join("") : null;
  if (known !== null && !(expands && variable.test(known))) return quoted(known);
  const text = all.map((piece, at) => {
    if (typeof piece !== "string") {
      const next = all[at + 1];
      return valueText(piece, variables, typeof next === "string" ? next : "");
    }
    return piece
      .replaceAll(/["`\\]|\$(?!\{?[A-Za-z_])/g, "\\$&")
      .replaceAll("$", (found, offset) =>
        expands || piece[offset - 1] === "\\" ? found : `\\${found}`,
      );
  });
  return `"${text.join("")}"`;
}

const variable = /\$\{?[A-Za-z_]/;

function valueText(value: RunValue, variables: Variables, next: string): string {
  if (value.expression === null && !value.secret) return `$(${value.code ?? ""})`;
  const name = value.secret ? value.name : nameOf(value, variables);
  return /^\w/.test(next) ? `\${${name}}` : `$${name}`;
}

/** One name for each expression. */
function nameOf({ name, expression }: RunValue, variables: Variables): string {
  for (let number = 1; ; number++) {
    const word = number === 1 ? name : `${name}_${number}`;
    const taken = variables.get(word);
    if (taken !== undefined && taken !== expression) continue;
    variables.set(word, expression ?? "");
    return word;
  }
}

/** A word that the shell reads as it is. */
export const quoted = (text: string): string =>
  /^[\w/.+:,@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
