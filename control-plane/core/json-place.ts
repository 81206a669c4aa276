// Where in a text of JSON something is: for faults of files that are JSON, which are too large to be read as YAML.

export interface JsonPlace {
  /** Both count from 1; columns in UTF-16 units. */
  line: number;
  column: number;
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Of a value, by the keys and indices that lead to it; null where there is none.
 * @param text Of JSON that can be read.
 */
export function jsonPlace(text: string, path: readonly (string | number)[]): JsonPlace | null {
  /** What is open, each with where in it we are: a key, or an index. */
  const open: { isList: boolean; at: string | number }[] = [];
  let isKey = false;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const inside = open.at(-1);
    if (token === "}" || token === "]") open.pop();
    else if (token === ",") {
      if (inside?.isList) inside.at = (inside.at as number) + 1;
      isKey = inside !== undefined && !inside.isList;
      continue;
    } else if (token === ":") continue;
    else if (isKey && inside) inside.at = JSON.parse(token);
    else {
      if (open.length === path.length && open.every(({ at }, depth) => at === path[depth]))
        return placeAt(text, index);
      if (token === "{" || token === "[") open.push({ isList: token === "[", at: 0 });
    }
    isKey = token === "{";
  }
  return null;
}

/** Of the character with this index. */
export function placeAt(text: string, index: number): JsonPlace {
  const before = text.slice(0, index);
  return {
    line: before.split("\n").length,
    column: index - before.lastIndexOf("\n"),
  };
}

const strictToken =
  /\s*(?:("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|([{}[\],:])|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

/** What may come next; `first` also lets what was opened end at once. */
type Next = "value" | "first value" | "key" | "first key" | "colon" | "more";

/** Where a text stops being JSON, which the engine's own reader tells of some mistakes alone. */
export function faultPlace(text: string): JsonPlace {
  const open: ("{" | "[")[] = [];
  let next: Next = "value";
  for (let at = 0; ; at = strictToken.lastIndex) {
    strictToken.lastIndex = at;
    const found = strictToken.exec(text);
    const [, string, mark] = found ?? [];
    const here = (): JsonPlace => {
      const rest = text.slice(at);
      return placeAt(text, at + rest.length - rest.trimStart().length);
    };
    if (found === null) return here();
    const inside = open.at(-1);
    const isDone = next === "more" && inside === undefined;
    const isEnd = mark === (inside === "{" ? "}" : "]") && inside !== undefined;
    if (isDone) return here();
    if (isEnd && (next === "more" || next === "first value" || next === "first key")) {
      open.pop();
      next = "more";
    } else if (next === "more" && mark === ",") next = inside === "{" ? "key" : "value";
    else if (next === "colon" && mark === ":") next = "value";
    else if ((next === "key" || next === "first key") && string !== undefined) next = "colon";
    else if (next !== "value" && next !== "first value") return here();
    else if (mark === "{" || mark === "[") {
      open.push(mark);
      next = mark === "{" ? "first key" : "first value";
    } else if (mark !== undefined) return here();
    else next = "more";
  }
}
