// The log of a run's page: followed, searched, in colours; made of text alone.

import { type Piece, piecesOf, plain } from "./ansi.ts";
import { readLog } from "./log-stream.ts";

/** The newest lines are in the page; all of them are in the raw output. */
const mostLines = 5_000;

export function showLog(): void {
  const place = document.getElementById("log-lines");
  const list = place?.querySelector("ol");
  const said = document.getElementById("log-said");
  const field = document.querySelector<HTMLInputElement>("#log-find input[name=q]");
  if (!place || !list || !said || !field) return;

  let [rest, number, attempt, style] = ["", 0, 0, plain];
  let waiting: HTMLLIElement[] = [];
  let isDrawn = false;

  function draw(): void {
    isDrawn = false;
    if (!list || !place) return;
    // Who reads further up is not carried away.
    const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 40;
    list.append(...waiting.slice(-mostLines));
    waiting = [];
    while (list.childElementCount > mostLines) list.firstElementChild?.remove();
    if (isAtEnd) place.scrollTop = place.scrollHeight;
    count();
  }

  function add(line: HTMLLIElement): void {
    waiting.push(line);
    if (isDrawn) return;
    isDrawn = true;
    requestAnimationFrame(draw);
  }

  function take(text: string): void {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) addLine(line);
  }

  function addLine(line: string): void {
    number += 1;
    const read = piecesOf(line, style);
    style = read.style;
    add(lineOf(number, read.pieces, field?.value ?? ""));
  }

  const hits = () => [...(list?.querySelectorAll<HTMLElement>("li.hit") ?? [])];
  let told = "";
  function count(): void {
    const found = hits().length;
    const wanted =
      field?.value === "" ? "" : `${found} ${found === 1 ? "line has" : "lines have"} it.`;
    const cut = number > mostLines ? `The newest ${mostLines} of ${number} lines.` : "";
    if (said)
      said.textContent = [told, cut, number === 0 && told === "" ? "No output so far." : "", wanted]
        .filter((one) => one !== "")
        .join(" ");
  }

  function search(): void {
    for (const line of list?.querySelectorAll("li[id]") ?? []) mark(line, field?.value ?? "");
    const at = new URL(location.href);
    if (field?.value) at.searchParams.set("q", field.value);
    else at.searchParams.delete("q");
    history.replaceState(null, "", at);
    count();
  }

  field.addEventListener("input", search);
  field.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  let current = -1;
  function next(): void {
    const all = hits();
    if (all.length === 0) return;
    current = (current + 1) % all.length;
    for (const [n, line] of all.entries()) line.toggleAttribute("data-now", n === current);
    all[current]?.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("log:next", next);
  // A line that was clicked is in the address.
  list.addEventListener("click", ({ target }) => {
    const line = target instanceof Element ? target.closest("li[id]") : null;
    if (line && getSelection()?.isCollapsed !== false)
      history.replaceState(null, "", `#${line.id}`);
    for (const one of list.querySelectorAll("li[data-now]")) one.removeAttribute("data-now");
    line?.toggleAttribute("data-now", true);
  });

  const { run = "", task = "", attempt: only = "", follow = "" } = place.dataset;
  void readLog(
    { run, task, attempt: only, follow: follow !== "" },
    (chunk) => {
      if (chunk.attempt !== attempt) {
        if (rest !== "") addLine(rest);
        [rest, style, attempt] = ["", plain, chunk.attempt];
        if (only === "") add(headOf(`attempt ${attempt}`));
      }
      take(chunk.text);
    },
    (what) => {
      told = what;
      count();
    },
  ).then(() => {
    if (rest !== "") addLine(rest);
    rest = "";
    count();
  });
}

function headOf(text: string): HTMLLIElement {
  const line = document.createElement("li");
  line.className = "a";
  line.textContent = text;
  return line;
}

function lineOf(number: number, pieces: readonly Piece[], query: string): HTMLLIElement {
  const line = document.createElement("li");
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

/** The whole line; and the words by the browser's own highlighting, which puts nothing into the page. */
const mark = (line: Element, query: string): void => {
  const text = line.querySelector(".tx")?.textContent ?? "";
  line.classList.toggle("hit", query !== "" && text.toLowerCase().includes(query.toLowerCase()));
};
