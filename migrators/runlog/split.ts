// Chunks of text as pieces: lines, or the JSON objects of a list, however big the file and however long its lines. A piece
// that is too long is cut, and told as such.

/** Longer lines and objects are none of a log. */
export const longestPiece = 65_536;

export interface Piece {
  text: string;
  /** Number of its first line, from 1. */
  line: number;
  /** It was longer; the rest is gone. */
  cut: boolean;
}

export interface Splitter {
  push(chunk: string): Piece[];
  end(): Piece[];
}

export function lineSplitter(): Splitter {
  let begun = "";
  let cut = false;
  let line = 1;
  const add = (text: string): void => {
    const room = longestPiece - begun.length;
    if (text.length > room) cut = true;
    if (room > 0) begun += text.length > room ? text.slice(0, room) : text;
  };
  const take = (): Piece => {
    const text = begun.endsWith("\r") ? begun.slice(0, -1) : begun;
    const piece = { text, line, cut };
    begun = "";
    cut = false;
    line++;
    return piece;
  };
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let at = 0;
      for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", at)) {
        add(chunk.slice(at, end));
        pieces.push(take());
        at = end + 1;
      }
      add(chunk.slice(at));
      return pieces;
    },
    end: () => (begun === "" ? [] : [take()]),
  };
}

/**
 * Objects that stand alone, and those of lists in an object around them, such as `{"statuses": [{…}, {…}], "total": 2}`: the
 * object around is left out then.
 */
export function objectSplitter(): Splitter {
  /** `{` and `[` that are open. */
  let open = "";
  /** Of the piece that is open: its depth and text. */
  let depth = 0;
  let begun: string | null = null;
  let begunAt = 1;
  let cut = false;
  let isString = false;
  let isEscaped = false;
  let line = 1;
  const isElement = () => open.endsWith("[");
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      const keep = (end: number): void => {
        if (begun === null) return;
        const room = longestPiece - begun.length;
        if (end - from > room) cut = true;
        if (room > 0) begun += chunk.slice(from, Math.min(end, from + room));
      };
      for (let at = 0; at < chunk.length; at++) {
        const sign = chunk[at];
        if (sign === "\n") line++;
        if (isString) {
          if (isEscaped) isEscaped = false;
          else if (sign === "\\") isEscaped = true;
          else if (sign === '"') isString = false;
          continue;
        }
        if (sign === '"') isString = true;
        else if (sign === "{") {
          // The outermost object holds a list: its elements are what is looked for.
          const isList = begun !== null && depth === 1 && isElement();
          if (begun === null || isList) {
            begun = "";
            cut = false;
            begunAt = line;
            from = at;
            depth = open.length + 1;
          }
          if (open.length < mostDepth) open += sign;
        } else if (sign === "[") {
          if (open.length < mostDepth) open += sign;
        } else if (sign === "}" || sign === "]") {
          if (begun !== null && sign === "}" && open.length === depth) {
            keep(at + 1);
            pieces.push({ text: begun, line: begunAt, cut });
            begun = null;
          }
          open = open.slice(0, -1);
        }
      }
      if (begun !== null) keep(chunk.length);
      return pieces;
    },
    end() {
      // Brackets that are open: the file ends in the middle.
      return open === ""
        ? []
        : [{ text: begun ?? "", line: begun === null ? line : begunAt, cut: true }];
    },
  };
}

/** Deeper brackets count as this deep: no log has them. */
const mostDepth = 64;
