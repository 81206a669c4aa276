// A question to whoever sits at the terminal.

import { createInterface } from "node:readline/promises";

/** Null where nobody sits: input or the messages go elsewhere. The question stands on stderr, beside the data. */
export const askAtTerminal = (): ((question: string) => Promise<string>) | null =>
  process.stdin.isTTY && process.stderr.isTTY
    ? async (question) => {
        const lines = createInterface({ input: process.stdin, output: process.stderr });
        try {
          return await lines.question(question);
        } finally {
          lines.close();
        }
      }
    : null;
