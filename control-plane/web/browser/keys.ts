// Keys: `/` searches, `j` and `k` go through rows, `g t` leads to Today. Nothing is caught while somebody writes.

/** After `g`. */
const places: Readonly<Record<string, string>> = { t: "/", p: "/pipelines" };

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select") !== null;

/** Links that lead on, one for each row. */
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("main tbody a.nm")];

function step(by: number): void {
  const all = rows();
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by]?.focus();
}

const acts: Readonly<Record<string, () => void>> = {
  "/": () => document.getElementById("q")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  n: () => document.dispatchEvent(new Event("log:next")),
  l: () => document.getElementById("log-lines")?.focus(),
  "?": () => location.assign("/docs/page.md#keys"),
};

export function followKeys(): void {
  let before = "";
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (isWriting(target)) {
      if (key === "Escape") (target as HTMLElement).blur();
      return;
    }
    const place = before === "g" ? places[key] : undefined;
    before = key;
    if (place !== undefined) return location.assign(place);
    const act = acts[key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
