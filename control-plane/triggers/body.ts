// A body as expressions see it: its JSON where it is JSON, else its text.

export function readBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
