// Lines of a log as elements, made of text alone.

import type { Piece } from "./ansi.ts";

export interface LogLine {
  /** From 1; null of a heading. */
  number: number | null;
  pieces: readonly Piece[];
}

export function elementOf({ number, pieces }: LogLine, query: string): HTMLLIElement {
  const line = document.createElement("li");
  if (number === null) {
    line.className = "a";
    line.textContent = pieces.map(({ text }) => text).join("");
    return line;
  }
  line.id = `L${number}`;
  const count = document.createElement("span");
  count.className = "ln";
  count.textContent = String(number);
  const text = document.createElement("span");
  text.className = "tx";
  for (const { text: said, classes } of pieces) {
    const piece = document.createElement("span");
    piece.className = classes.join(" ");
    piece.textContent = said;
    text.append(piece);
  }
  line.append(count, text);
  mark(line, query);
  return line;
}

/** The whole line; its words are shown by `highlight`. */
export function mark(line: Element, query: string): void {
  const text = line.querySelector(".tx")?.textContent ?? "";
  line.classList.toggle("hit", query !== "" && text.toLowerCase().includes(query.toLowerCase()));
}

/** The words in the lines that have them, by the browser's own means: nothing is put into the page. */
export function highlight(lines: readonly Element[], query: string): void {
  if (!("highlights" in CSS)) return;
  const [ranges, part] = [[] as Range[], query.toLowerCase()];
  for (const line of part === "" ? [] : lines) {
    const texts = document.createTreeWalker(
      line.querySelector(".tx") ?? line,
      NodeFilter.SHOW_TEXT,
    );
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = (node.textContent ?? "").toLowerCase();
      for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, Math.min(at + part.length, node.textContent?.length ?? 0));
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set("log-hit", new Highlight(...ranges));
}
