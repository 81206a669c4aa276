// Changes of files as a patch that `git apply` takes.

export interface FilePatch {
  /** From the repository's root. */
  path: string;
  /** Null: there is no such file. */
  before: string | null;
  after: string | null;
}

const context = 3;

/** Files that don't differ are left out; no change gives an empty text. */
export const patchOf = (files: readonly FilePatch[]): string =>
  files
    .filter(({ before, after }) => before !== after)
    .map(filePatch)
    .join("");

function filePatch({ path, before, after }: FilePatch): string {
  const [from, to] = [
    before === null ? "/dev/null" : `a/${path}`,
    after === null ? "/dev/null" : `b/${path}`,
  ];
  const mode =
    before === null ? "new file mode 100644\n" : after === null ? "deleted file mode 100644\n" : "";
  const head = `diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}\n${mode}`;
  const hunk = hunkOf(linesOf(before ?? ""), linesOf(after ?? ""));
  return hunk === "" ? head : `${head}--- ${quoted(from)}\n+++ ${quoted(to)}\n${hunk}`;
}

/** Git writes a name with special characters as C does. */
const quoted = (path: string): string =>
  /^[ -!#-[\]-~]*$/.test(path) ? path : `"${escaped(path)}"`;

const escaped = (path: string): string =>
  [...new TextEncoder().encode(path)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === '"' || character === "\\") return `\\${character}`;
      return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, "0")}`;
    })
    .join("");

/** Each with its line break; the last may have none. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** One hunk from the first line that differs to the last: specs are short, and edits of them close together. */
function hunkOf(before: readonly string[], after: readonly string[]): string {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  if (head === before.length && head === after.length) return "";
  const start = Math.max(0, head - context);
  const kept = Math.min(context, tail);
  const lines = [
    ...before.slice(start, head).map((line) => ` ${line}`),
    ...before.slice(head, before.length - tail).map((line) => `-${line}`),
    ...after.slice(head, after.length - tail).map((line) => `+${line}`),
    ...before.slice(before.length - tail, before.length - tail + kept).map((line) => ` ${line}`),
  ].map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`));
  const counted = (lines: readonly string[]) => {
    const count = lines.length - tail + kept - start;
    return `${count === 0 ? start : start + 1},${count}`;
  };
  return `@@ -${counted(before)} +${counted(after)} @@\n${lines.join("")}`;
}
