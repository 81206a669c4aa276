// Conflicts of a merge that stand in a file with their marks, as Git and `trunkline import` write them.

export interface MarkedConflict {
  /** Offsets of the first mark and behind the last. */
  start: number;
  end: number;
  /** Lines of the first and last mark, from 1. */
  from: number;
  to: number;
  /** What the marks call the two sides, such as `HEAD`. */
  ours: string;
  theirs: string;
}

/** In a block scalar, where a script may have such lines, they are indented. */
const mark = /^(<{7}|>{7}) (.*)$/gm;

/** In the order of the text; one without an end goes to the text's. */
export function markedConflicts(text: string): MarkedConflict[] {
  const found: MarkedConflict[] = [];
  if (!text.startsWith("<<<<<<< ") && !text.includes("\n<<<<<<< ")) return found;
  let line = 1;
  let counted = 0;
  for (const { 0: whole, 1: kind = "", 2: words = "", index } of text.matchAll(mark)) {
    for (
      let at = text.indexOf("\n", counted);
      at >= 0 && at < index;
      at = text.indexOf("\n", at + 1)
    )
      line++;
    counted = index;
    const side = words.trim();
    const open = found.at(-1);
    if (kind.startsWith("<"))
      found.push({ start: index, end: text.length, from: line, to: line, ours: side, theirs: "" });
    else if (open && open.theirs === "")
      Object.assign(open, { end: index + whole.length, to: line, theirs: side });
  }
  return found;
}
