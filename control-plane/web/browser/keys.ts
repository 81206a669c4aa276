// Keys of a page: whatever carries `data-key` is reached by that key, `g t` being one after the other. The page says so what keys
// it has, and `?` lists them. Nothing is caught while somebody writes.

import { goBack, nextHit, step, use } from "./key-acts.ts";
import { isListOpen, type ListedKey, listKeys } from "./key-list.ts";

interface Key {
  key: string;
  says: string;
  /** Whether this page has what it is about. */
  isHere(): boolean;
  act(): void;
}

const has = (selector: string): boolean => document.querySelector(selector) !== null;

/** Those that are no single thing of the page. */
const own: readonly Key[] = [
  { key: "j", says: "Next row", isHere: () => has("main tbody a.nm"), act: () => step(1) },
  { key: "k", says: "Row before", isHere: () => has("main tbody a.nm"), act: () => step(-1) },
  {
    ...{ key: "l", says: "The log", isHere: () => has("#log-lines") },
    act: () => document.getElementById("log-lines")?.focus(),
  },
  { key: "n", says: "Next hit in the log", isHere: () => has("#log-lines"), act: nextHit },
  { key: "Escape", says: "Leave the field; else back", isHere: () => true, act: goBack },
  { key: "?", says: "This list", isHere: () => true, act: () => listKeys(pageKeys()) },
];

/** Used as they are by the browser or where the focus is: only listed. */
const told: readonly Omit<Key, "act">[] = [
  { key: "Enter", says: "Open the row", isHere: () => has("main tbody a.nm") },
  { key: "← → ↑ ↓", says: "In a graph: along its edges", isHere: () => has(".graph a") },
  {
    key: "+ − 0",
    says: "In a graph or map: larger, smaller, all",
    isHere: () => has(".graph, #map"),
  },
];

const keyed = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>("[data-key]")].filter((one) => one.checkVisibility());

/** What a thing is called: by what its author says, else as everybody hears it. */
const nameOf = (one: HTMLElement): string =>
  one.dataset.keySays ??
  one.getAttribute("aria-label") ??
  (one instanceof HTMLInputElement ? one.labels?.[0]?.textContent : one.textContent) ??
  "";

function pageKeys(): ListedKey[] {
  const named = new Map<string, string>();
  for (const one of keyed()) {
    const key = one.dataset.key ?? "";
    if (!named.has(key)) named.set(key, nameOf(one).replaceAll(/\s+/g, " ").trim().slice(0, 80));
  }
  for (const { key, says, isHere } of [...own, ...told])
    if (!named.has(key) && isHere()) named.set(key, says);
  return [...named].map(([key, says]) => ({ key: key === "Escape" ? "Esc" : key, says }));
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select") !== null;

export function followKeys(): void {
  let before = "";
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (event.defaultPrevented || ctrlKey || metaKey || altKey || isListOpen()) return;
    if (isWriting(target)) {
      if (key === "Escape") (target as HTMLElement).blur();
      return;
    }
    const all = keyed();
    const find = (keys: string) => all.find(({ dataset }) => dataset.key === keys);
    const found = (before === "" ? undefined : find(`${before} ${key}`)) ?? find(key);
    before = all.some(({ dataset }) => dataset.key?.startsWith(`${key} `)) ? key : "";
    const act = found ? () => use(found) : own.find((one) => one.key === key && one.isHere())?.act;
    if (act === undefined) return;
    before = "";
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-keys]")) return;
    event.preventDefault();
    listKeys(pageKeys());
  });
}
