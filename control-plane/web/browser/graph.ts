// Arrows in a graph follow its edges: right to what follows, left to what it needs, up and down among what a step has beside it.

const step = (node: Element, name: "next" | "back"): Element[] =>
  ((node as HTMLElement | SVGElement).dataset[name] ?? "")
    .split(" ")
    .flatMap((one) => (one === "" ? [] : (document.getElementById(`n${one}`) ?? [])));

/** Those that the same node leads to, or that need the same. */
function beside(node: Element): Element[] {
  const [before] = step(node, "back");
  const [after] = step(node, "next");
  return before ? step(before, "next") : after ? step(after, "back") : [];
}

function target(node: Element, key: string): Element | undefined {
  if (key === "ArrowRight") return step(node, "next")[0];
  if (key === "ArrowLeft") return step(node, "back")[0];
  const all = beside(node);
  const at = all.indexOf(node);
  return key === "ArrowDown" ? all[at + 1] : key === "ArrowUp" ? all[at - 1] : undefined;
}

export function followGraph(): void {
  document.addEventListener("keydown", (event) => {
    const node = event.target instanceof Element ? event.target.closest(".graph a") : null;
    const to = node && target(node, event.key);
    if (!to) return;
    event.preventDefault();
    (to as SVGAElement).focus();
  });
}
