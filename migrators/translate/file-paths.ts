// Paths of other schedulers as a folder and a pattern below it.

import { joined, type Piece, templateOf } from "./pieces.ts";

export function foldersOf(
  pieces: readonly Piece[],
): { folder: string; pattern: string } | { fault: string } {
  const all = joined(pieces);
  const written = all.map((piece) => (typeof piece === "string" ? piece : "0")).join("");
  if (/^[A-Za-z]:|\\/.test(written)) return { fault: "the path is one of Windows" };
  if (!written.startsWith("/")) return { fault: "the path doesn't begin at the root" };
  if (/\$\{?[A-Za-z_]/.test(written))
    return { fault: "a variable of the host stands in the path, where no shell reads it" };
  const cut = cutOf(all);
  const [folder, pattern] = [templateOf(cut.before), templateOf(cut.after)];
  if (folder === null || pattern === null)
    return { fault: "a variable of the clock stands in a path, where only a shell could say it" };
  if (pattern === "") return { fault: "the path names a folder" };
  return { folder: folder === "" ? "/" : folder, pattern };
}

/** At the last `/` before the first name with a wildcard, or before the last name. */
function cutOf(pieces: readonly Piece[]): { before: Piece[]; after: Piece[] } {
  const wild = pieces.findIndex((piece) => typeof piece === "string" && /[*?]/.test(piece));
  const last = wild < 0 ? pieces.length - 1 : wild;
  for (let at = last; at >= 0; at--) {
    const piece = pieces[at];
    if (typeof piece !== "string") continue;
    const until = at === wild ? piece.search(/[*?]/) : piece.length;
    const slash = piece.slice(0, until).lastIndexOf("/");
    if (slash < 0) continue;
    return {
      before: [...pieces.slice(0, at), piece.slice(0, slash)],
      after: joined([piece.slice(slash + 1), ...pieces.slice(at + 1)]),
    };
  }
  return { before: [], after: [...pieces] };
}
