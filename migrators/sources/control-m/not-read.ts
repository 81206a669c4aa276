// What to do about a file that is not well-formed, by where and how it goes wrong.

/** @param offset Of the fault. @param message What is wrong there. */
export function helpOfFault(text: string, offset: number, message: string): string | undefined {
  if (!/\S/.test(text)) return "the file is empty: export the folders again";
  if (/only one root|declaration must be at the start|end of file expected/.test(message))
    return "two exports stand in one file: give each as a file of its own";
  const isAtEnd =
    offset >= text.trimEnd().length - 1 || /^unclosed |unexpected end of/.test(message);
  return isAtEnd ? "the file ends in the middle: export it again, and copy all of it" : undefined;
}
