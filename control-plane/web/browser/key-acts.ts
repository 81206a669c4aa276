// What a key does: to a thing of the page, to the rows of its lists, to the way by which somebody came.

/** Fields and regions are focused, what is folded is opened, links and buttons are followed. */
export function use(one: HTMLElement): void {
  for (let up = one.parentElement; up !== null; up = up.parentElement)
    if (up instanceof HTMLDetailsElement) up.open = true;
  const folded = one.localName === "summary" ? one.parentElement : one;
  if (folded instanceof HTMLDetailsElement) {
    folded.open = true;
    (folded.querySelector("summary") ?? one).focus();
  } else if (one.localName === "a" || one.localName === "button") {
    // The way back leads to where somebody was, not to the link.
    one.focus({ preventScroll: true });
    // Links of a graph are no elements of HTML, which alone have `click()`.
    one.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
  } else {
    if (one.tabIndex < 0) one.tabIndex = -1;
    one.focus();
    one.scrollIntoView({ block: "nearest" });
  }
}

/** Links that lead on, one for each row. */
const rows = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>("main tbody tr")].flatMap(
    (row) => row.querySelector<HTMLElement>("a.nm") ?? [],
  );

export function step(by: number): void {
  const all = rows();
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by]?.focus();
}

export const nextHit = (): boolean => document.dispatchEvent(new Event("log:next"));

/**
 * What is told of what has the focus goes first. Else back to where somebody came from within this server, or one level up; not
 * over what they have written.
 */
export function goBack(): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches("main a[aria-describedby]")) {
    focused.blur();
    return;
  }
  const isWritten = [
    ...document.querySelectorAll<HTMLInputElement>("main input, main textarea"),
  ].some(({ value, defaultValue, type }) => type !== "hidden" && value !== defaultValue);
  if (isWritten) return;
  if (document.referrer.startsWith(`${location.origin}/`) && history.length > 1) history.back();
  else [...document.querySelectorAll<HTMLElement>(".crumb a")].at(-1)?.click();
}
