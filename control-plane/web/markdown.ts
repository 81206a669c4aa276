// Markdown as HTML: headings can be linked to by the names that GitHub gives them, links lead to pages that are there, and
// what leads out of the documentation is plain text. HTML within it is shown as text.

import MarkdownIt, { type Token } from "markdown-it";
import { Html } from "./html.ts";

/** A heading, and what is below it until the next one. */
export interface Section {
  /** The part of the address behind `#`; null above the first heading. */
  anchor: string | null;
  heading: string;
  text: string;
}

export interface Markdown {
  title: string;
  html: Html;
  sections: Section[];
}

/** @param leadsTo Whether a link, as it is written, leads to something that is served. */
export function renderMarkdown(text: string, leadsTo: (href: string) => boolean): Markdown {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const tokens = markdown.parse(text, {});
  const sections = nameHeadings(tokens);
  for (const { children } of tokens) judgeLinks(children ?? [], leadsTo);
  return {
    title: sections.find(({ anchor }) => anchor !== null)?.heading ?? "",
    html: new Html(markdown.renderer.render(tokens, markdown.options, {})),
    sections,
  };
}

/** Gives each heading its `id`. */
function nameHeadings(tokens: readonly Token[]): Section[] {
  const taken = new Map<string, number>();
  const sections: Section[] = [{ anchor: null, heading: "", text: "" }];
  for (const [n, token] of tokens.entries()) {
    const inline = tokens[n + 1];
    if (token.type === "heading_open" && inline !== undefined) {
      const heading = plain(inline);
      const anchor = unused(anchorOf(heading), taken);
      token.attrSet("id", anchor);
      sections.push({ anchor, heading, text: "" });
    } else if (tokens[n - 1]?.type !== "heading_open") {
      const section = sections.at(-1) as Section;
      if (token.type === "inline") section.text += `${plain(token)}\n`;
      if (token.type === "fence" || token.type === "code_block") section.text += token.content;
    }
  }
  return sections;
}

const plain = ({ children }: Token): string =>
  (children ?? []).map(({ type, content }) => (type.endsWith("break") ? " " : content)).join("");

/** As GitHub names it: lower case, without punctuation, spaces as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");

function unused(name: string, taken: Map<string, number>): string {
  const times = taken.get(name) ?? 0;
  taken.set(name, times + 1);
  return times === 0 ? name : `${name}-${times}`;
}

function judgeLinks(tokens: readonly Token[], leadsTo: (href: string) => boolean): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === "link_open") open.push(judged(token, leadsTo));
    if (token.type === "link_close") token.tag = open.pop()?.tag ?? "a";
  }
}

function judged(token: Token, leadsTo: (href: string) => boolean): Token {
  const href = String(token.attrGet("href") ?? "");
  if (/^https?:/.test(href)) token.attrSet("rel", "noreferrer");
  else if (!leadsTo(href)) {
    token.tag = "span";
    token.attrs = null;
  }
  return token;
}
