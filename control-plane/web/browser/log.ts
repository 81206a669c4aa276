// The log of a run's page: followed, searched, in colours; made of text alone. The page holds so many lines: the newest, or those
// around the one that the address names; all of them are in the raw output.

import { piecesOf, plain } from "./ansi.ts";
import { elementOf, highlight, type LogLine, mark } from "./log-lines.ts";
import { readLog } from "./log-stream.ts";

const mostLines = 5_000;
/** Of a flood so many are drawn at a time: the page takes input in between. */
const mostAtOnce = 500;

export function showLog(): void {
  const place = document.getElementById("log-lines");
  const list = place?.querySelector("ol");
  const said = document.getElementById("log-said");
  const field = document.querySelector<HTMLInputElement>("#log-find input[name=q]");
  if (!place || !list || !said || !field) return;

  const wanted = Number(new URLSearchParams(location.search).get("line")) || null;
  const last = wanted === null ? Number.POSITIVE_INFINITY : wanted + mostLines / 2;
  let [rest, number, attempt, style] = ["", 0, 0, plain];
  let waiting: LogLine[] = [];
  let isDrawing = false;

  function draw(): void {
    isDrawing = false;
    if (!list || !place || !field) return;
    // Who reads further up is not carried away.
    const isAtEnd =
      wanted === null && place.scrollHeight - place.scrollTop - place.clientHeight < 40;
    // Of what came meanwhile those are never drawn that would go at once.
    if (waiting.length > mostLines) waiting = waiting.slice(-mostLines);
    const some = waiting.splice(0, mostAtOnce);
    list.append(...some.map((line) => elementOf(line, field.value)));
    while (list.childElementCount > mostLines) list.firstElementChild?.remove();
    if (isAtEnd) place.scrollTop = place.scrollHeight;
    if (some.some((line) => line.number === wanted)) showWanted();
    count();
    if (waiting.length > 0) drawSoon();
  }

  function drawSoon(): void {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  }

  function showWanted(): void {
    const line = list?.querySelector<HTMLElement>(`#L${wanted}`);
    if (!line || !place) return;
    line.toggleAttribute("data-now", true);
    place.scrollTop = line.offsetTop - place.offsetTop - place.clientHeight / 3;
  }

  function add(line: LogLine): void {
    if (number > last) return;
    waiting.push(line);
    if (waiting.length > 2 * mostLines) waiting = waiting.slice(-mostLines);
    drawSoon();
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
    add({ number, pieces: read.pieces });
  }

  const hits = () => [...(list?.querySelectorAll<HTMLElement>("li.hit") ?? [])];
  let told = "";
  let current = -1;
  function count(): void {
    const query = field?.value ?? "";
    const all = query === "" ? [] : hits();
    highlight(all, query);
    const at = current < 0 || current >= all.length ? "" : ` This is the ${current + 1}.`;
    const found =
      query === "" ? "" : `${all.length} ${all.length === 1 ? "line has" : "lines have"} it.${at}`;
    if (said)
      said.textContent = [told, cutText(number, wanted), found]
        .filter((one) => one !== "")
        .join(" ");
  }

  function search(): void {
    current = -1;
    for (const line of list?.querySelectorAll("li[id]") ?? []) mark(line, field?.value ?? "");
    setQuery("q", field?.value ?? "");
    count();
  }

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // A browser would empty it: what was looked for stays, for the next hit.
    event.preventDefault();
    field.blur();
  });
  field.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  function next(): void {
    const all = hits();
    if (all.length === 0) return;
    current = (current + 1) % all.length;
    for (const line of list?.querySelectorAll("li[data-now]") ?? [])
      line.removeAttribute("data-now");
    all[current]?.toggleAttribute("data-now", true);
    all[current]?.scrollIntoView({ block: "nearest" });
    count();
  }
  document.addEventListener("log:next", next);
  // A line that was clicked is in the address.
  list.addEventListener("click", ({ target }) => {
    const line = target instanceof Element ? target.closest("li[id]") : null;
    if (line === null || getSelection()?.isCollapsed === false) return;
    for (const one of list.querySelectorAll("li[data-now]")) one.removeAttribute("data-now");
    line.toggleAttribute("data-now", true);
    setQuery("line", line.id.slice(1));
  });

  const { run = "", task = "", attempt: only = "", follow = "" } = place.dataset;
  void readLog(
    { run, task, attempt: only, follow: follow !== "" },
    (chunk) => {
      if (chunk.attempt !== attempt) {
        if (rest !== "") addLine(rest);
        [rest, style, attempt] = ["", plain, chunk.attempt];
        if (only === "")
          add({ number: null, pieces: [{ text: `attempt ${attempt}`, classes: [] }] });
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

/** What of it is in the page. */
function cutText(number: number, wanted: number | null): string {
  if (number === 0) return "No output so far.";
  if (wanted !== null && wanted > number)
    return `It has ${number} lines so far, and no line ${wanted}.`;
  if (number <= mostLines) return "";
  const which = wanted === null ? `The newest ${mostLines}` : `Those around line ${wanted}`;
  return `${which} of ${number} lines.`;
}

function setQuery(name: string, value: string): void {
  const at = new URL(location.href);
  if (value === "") at.searchParams.delete(name);
  else at.searchParams.set(name, value);
  history.replaceState(history.state, "", at);
}
