// Buttons that copy the text of something else on the page, where the browser lets a page do so.

export function offerCopies(): void {
  if (!navigator.clipboard) return;
  const offer = () => {
    for (const button of document.querySelectorAll<HTMLElement>("[data-copy]"))
      button.hidden = false;
  };
  offer();
  document.addEventListener("page:fresh", offer);
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-copy]") : null;
    const text = document.getElementById(button?.dataset.copy ?? "")?.textContent;
    if (button === null || !text) return;
    const say = (word: string) => {
      button.textContent = word;
    };
    navigator.clipboard.writeText(text).then(
      () => say("Copied"),
      () => say("Not copied"),
    );
  });
}
