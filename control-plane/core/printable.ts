// Texts from anybody's files on a terminal: control characters, and such as turn the direction of writing, don't reach it.

/** The same text with U+FFFD for each; tabs stay, line breaks don't. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
