// HTML as text, in which whatever is put in is escaped unless it is HTML already: nothing that somebody wrote becomes markup.

import { htmlText } from "#core/html-text.ts";

/** Text that is HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = string | number | Html | null | readonly Part[];

/** A template of HTML: strings and numbers are escaped, lists joined, null is nothing. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(
    texts.map((text, n) => text + (n < parts.length ? textOf(parts[n] ?? null) : "")).join(""),
  );

const textOf = (part: Part): string =>
  part === null
    ? ""
    : part instanceof Html
      ? part.text
      : typeof part === "object"
        ? part.map(textOf).join("")
        : htmlText(String(part));
