// Back is where somebody was: how far the page and each box in it were scrolled and what was opened stays with the address in the
// history. The browser alone would scroll before anything is opened, and no box.

interface Place {
  boxes: Readonly<Record<string, readonly [left: number, top: number]>>;
  /** How far down the page was. */
  top: number;
  /** Ids of what was opened or folded by hand, and which. */
  folds: Readonly<Record<string, boolean>>;
}

const now: Place = { boxes: {}, folds: {}, top: 0 };

const keep = (more: Partial<Place>): void => {
  Object.assign(now, more);
  history.replaceState({ ...history.state, place: now }, "");
};

export function keepPlace(): void {
  const before: Partial<Place> = history.state?.place ?? {};
  Object.assign(now, before);
  for (const [id, isOpen] of Object.entries(now.folds)) {
    const fold = document.getElementById(id);
    if (fold instanceof HTMLDetailsElement) fold.open = isOpen;
  }
  for (const [id, [left, top]] of Object.entries(now.boxes))
    document.getElementById(id)?.scrollTo({ left, top, behavior: "instant" });
  history.scrollRestoration = "manual";
  if (before.top !== undefined) scrollTo({ top: before.top, behavior: "instant" });
  // Neither goes up to the document by itself.
  document.addEventListener("scrollend", keepBox, true);
  document.addEventListener("toggle", keepFold, true);
}

function keepBox({ target }: Event): void {
  if (target === document) keep({ top: scrollY });
  if (!(target instanceof Element) || target.id === "") return;
  keep({ boxes: { ...now.boxes, [target.id]: [target.scrollLeft, target.scrollTop] } });
}

function keepFold({ target }: Event): void {
  if (!(target instanceof HTMLDetailsElement) || target.id === "") return;
  keep({ folds: { ...now.folds, [target.id]: target.open } });
}
