// The list of keys, over the page that has them.

export interface ListedKey {
  /** Several after each other with a blank between them. */
  key: string;
  says: string;
}

const id = "keys";

export const isListOpen = (): boolean => document.querySelector("dialog[open]") !== null;

export function listKeys(keys: readonly ListedKey[]): void {
  document.getElementById(id)?.remove();
  const dialog = document.createElement("dialog");
  dialog.id = id;
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = made("h2", "Keys of this page");
  title.id = "keys-title";
  const list = document.createElement("dl");
  for (const { key, says } of keys) {
    const term = document.createElement("dt");
    for (const one of key.split(" ")) term.append(made("kbd", one), " ");
    list.append(term, made("dd", says));
  }
  const all = made("a", "All keys") as HTMLAnchorElement;
  all.href = "/docs/page.md#keys";
  const close = made("button", "Close") as HTMLButtonElement;
  close.className = "b";
  close.addEventListener("click", () => dialog.close());
  const foot = document.createElement("p");
  foot.className = "acts";
  foot.append(close, all);
  dialog.append(title, list, foot);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function made(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
