// Text in HTML: nothing that somebody wrote becomes markup.

const entities: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" },
};

/** For text and for the value of an attribute in quotes. */
export const htmlText = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] as string);
