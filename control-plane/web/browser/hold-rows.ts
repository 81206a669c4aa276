// Rows under the pointer don't move: they change where they are, and what came meanwhile is said on top of the list until somebody
// asks for it or goes away from it.

/** Lists whose rows have names: those of a screen that says so, and all tables with an id. */
const lists = "[data-rows], table[id] > tbody";
const rowsOf = (list: Element): Element[] => [
  ...list.querySelectorAll(":scope > [data-row], :scope > [id]"),
];
const idsOf = (list: Element): string =>
  rowsOf(list)
    .map(({ id }) => id)
    .join(" ");

/** By the list itself or the table around it. */
const nameOf = (list: Element): string => list.id || (list.parentElement?.id ?? "");
const listIn = (page: ParentNode, name: string): Element | null =>
  [...page.querySelectorAll(lists)].find((list) => nameOf(list) === name) ?? null;

/** Somebody points at it, writes in it or goes through it by keys; also at what says what came. */
const isAt = (name: string): boolean =>
  [listIn(document, name), document.getElementById(hintId(name))].some((one) =>
    one?.matches(":hover, :focus-within"),
  );

const hintId = (name: string): string => `came-${name}`;

/** Names of lists that were held back when the page was last shown anew. */
let held: string[] = [];
/** That of which the rows are to be shown as they are now, although the pointer is there. */
let asked: string | null = null;

/** Gives what is to be shown the rows of what is shown, where somebody is at them. */
export function holdRows(from: Element, to: Element): void {
  held = [];
  for (const list of from.querySelectorAll(lists)) {
    const name = nameOf(list);
    const fresh = listIn(to, name);
    if (fresh === null || name === asked || !isAt(name) || idsOf(list) === idsOf(fresh)) continue;
    const by = new Map(rowsOf(fresh).map((row) => [row.id, row]));
    const old = rowsOf(list);
    const known = new Set(old.map(({ id }) => id));
    const came = [...by.keys()].filter((id) => !known.has(id)).length;
    // What is no longer there stands as it was, and looks like it.
    fresh.replaceChildren(...old.map((row) => by.get(row.id) ?? past(row)));
    // What scrolls by itself would cut it off.
    (fresh.closest(".scroll") ?? fresh.closest("table") ?? fresh).before(hintOf(came, name));
    held.push(name);
  }
  asked = null;
}

function past(row: Element): Element {
  const copy = row.cloneNode(true) as Element;
  copy.setAttribute("data-past", "");
  return copy;
}

/** Stands over the list and takes no room, so that nothing moves for it. */
function hintOf(came: number, name: string): Element {
  const place = document.createElement("div");
  place.className = "came";
  place.id = hintId(name);
  place.setAttribute("role", "status");
  const button = document.createElement("button");
  button.className = "b p";
  button.type = "button";
  button.textContent = came === 0 ? "The list has changed: show" : `${came} new: show`;
  button.dataset.came = name;
  place.append(button);
  return place;
}

/** Shows all as it is once it is asked for, or nobody is at it any more. */
export function followHints(refresh: () => Promise<void>): void {
  // What fails is asked for again with whatever changes next.
  const again = () => void refresh().catch(() => {});
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-came]") : null;
    if (button === null) return;
    asked = button.dataset.came ?? null;
    again();
  });
  const look = () => {
    const left = held.filter((name) => !isAt(name));
    if (left.length === 0) return;
    held = held.filter((name) => !left.includes(name));
    again();
  };
  document.addEventListener("pointerover", look);
  document.documentElement.addEventListener("pointerleave", look);
  document.addEventListener("focusin", look);
  // Where the focus goes is known only afterwards.
  document.addEventListener("focusout", () => setTimeout(look));
}
