// What a broker has given as a message within bounds, or the reason why it is none.

import { nestsDeeper, readBody } from "../body.ts";
import type { Message, Unreadable } from "../source.ts";

/** A larger one belongs elsewhere, with its place in the message. */
const mostBodyBytes = 256 * 1024;
const mostHeaders = 100;
const mostHeaderCharacters = 32 * 1024;
const mostDepth = 64;

export interface ReceivedMessage {
  key: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Uint8Array;
  sentAt: Date | null;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

export function readMessage({ key, headers, body, sentAt }: ReceivedMessage): Message | Unreadable {
  const unreadable = (reason: string): Unreadable => ({ key, reason });
  if (body.byteLength > mostBodyBytes)
    return unreadable(`it has ${body.byteLength} bytes, and ${mostBodyBytes} are read`);
  if (headers.length > mostHeaders)
    return unreadable(`it has ${headers.length} headers, and ${mostHeaders} are read`);
  const characters = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (characters > mostHeaderCharacters)
    return unreadable(
      `its headers have ${characters} characters, and ${mostHeaderCharacters} are read`,
    );
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return unreadable("it is no text in UTF-8");
  }
  const content = readBody(text);
  if (nestsDeeper(content, mostDepth))
    return unreadable(`its JSON is nested more than ${mostDepth} levels deep`);
  return { key, headers: Object.fromEntries(headers), body: content, sentAt };
}

/** A header's bytes as text, whatever they are. */
export const headerText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
