// Texts from anybody's files on a terminal and in comments: what can't be seen, steers or turns the direction of writing
// doesn't reach them.

/**
 * A class of a regular expression with the flag `v`: all control (Cc) and formatting characters (Cf) and the
 * separators of lines and paragraphs. Without the two joiners, by which Persian, the scripts of India and emoji are written.
 */
export const unseen = "[[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]--[\\u200c\\u200d]]";

const unprintable = new RegExp(`[${unseen}--[\\t]]`, "gv");

/** The same text with U+FFFD for each; tabs stay, line breaks don't. */
export const printable = (text: string): string => text.replaceAll(unprintable, "\ufffd");
