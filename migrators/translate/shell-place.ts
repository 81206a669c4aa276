// Where in a shell's text something stands: plain, in quotes, in a comment, or where no variable would be read. Enough of
// the grammar to put a variable into a text; what can't be told for certain is `unsafe`.

export type Place = "plain" | "single" | "double" | "comment" | "unsafe";

/** Follows a text from its beginning. */
export class ShellPlace {
  #in: "plain" | "single" | "double" | "comment" = "plain";
  #before = "\n";
  #isEscaped = false;
  /** In the name of a variable, which what comes next would lengthen. */
  #isNaming = false;
  #hasDocument = false;
  /** Within double quotes: substitutions that are open, in which quotes begin anew. */
  #substitutions = 0;
  #isBackquoted = false;

  /** Of what comes next. */
  get place(): Place {
    if (this.#in === "comment" || (this.#in === "single" && !this.#hasDocument)) return this.#in;
    const isOpen = this.#in === "double" && (this.#substitutions > 0 || this.#isBackquoted);
    return this.#hasDocument || this.#isEscaped || isOpen || this.#isNaming ? "unsafe" : this.#in;
  }

  read(text: string): void {
    for (const character of text) {
      const isEscaped = this.#isEscaped;
      this.#step(character);
      this.#isNaming =
        (character === "$" && !isEscaped) || (this.#isNaming && /[\w{]/.test(character));
      this.#before = this.#isEscaped && character !== "\\" ? "" : character;
    }
  }

  #step(character: string): void {
    if (this.#in === "comment") {
      if (character === "\n") this.#in = "plain";
    } else if (this.#in === "single") {
      if (character === "'") this.#in = "plain";
    } else if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (character === "\\") {
      this.#isEscaped = true;
    } else if (this.#in === "double") this.#inDouble(character);
    else if (character === "'") this.#in = "single";
    else if (character === '"') this.#in = "double";
    else if (character === "#" && /[\s;&|()]/.test(this.#before)) this.#in = "comment";
    else if (character === "<" && this.#before === "<") this.#hasDocument = true;
  }

  #inDouble(character: string): void {
    if (character === "`") this.#isBackquoted = !this.#isBackquoted;
    else if (character === "(" && (this.#before === "$" || this.#substitutions > 0))
      this.#substitutions++;
    else if (character === ")" && this.#substitutions > 0) this.#substitutions--;
    else if (character === '"' && this.#substitutions === 0 && !this.#isBackquoted)
      this.#in = "plain";
  }
}
