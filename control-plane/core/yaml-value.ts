// What a YAML text says, from its events, in one pass: what js-yaml's own constructor does, for texts of which there is
// nothing else to say. Without tags, anchors, a scan before it and a note of how each value came about the first sync of
// 10,000 specs takes 0.3 s less.

import {
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  NOT_RESOLVED,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";
import { maxKeys } from "./yaml-limits.ts";
import { isDoubtfulKey, isDoubtfulPlain } from "./yaml-scan.ts";

/**
 * The value of a text in which `scanEvents` finds nothing, the same as `constructFromEvents` gives. Undefined for a
 * text without one, in which a map has a key twice, or of which the scan may have something to say.
 * @param events js-yaml's for exactly this text.
 */
export function plainValue(text: string, events: readonly Event[]): unknown {
  const [document] = events;
  if (document?.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) return undefined;
  let at = 1;
  let isPlain = true;
  const read = (event: Event | undefined): unknown => {
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        isPlain &&= isBare(event) && !isDoubtfulPlain(text, event, false);
        return resolved(textOf(text, event), event);
      case EVENT_ID.SEQUENCE: {
        isPlain &&= isBare(event);
        const list: unknown[] = [];
        for (let next = events[at++]; isPlain && !isEnd(next); next = events[at++])
          list.push(read(next));
        return list;
      }
      case EVENT_ID.MAPPING: {
        isPlain &&= isBare(event);
        const map: Record<string, unknown> = {};
        let keys = 0;
        for (let next = events[at++]; isPlain && !isEnd(next); next = events[at++]) {
          map[keyOf(next)] = read(events[at++]);
          keys++;
        }
        isPlain &&= keys <= maxKeys;
        for (const _ in map) keys--;
        // A key that came twice is there once.
        isPlain &&= keys === 0;
        return map;
      }
      default:
        isPlain = false;
        return undefined;
    }
  };
  const keyOf = (event: Event | undefined): string => {
    if (event?.type !== EVENT_ID.SCALAR) {
      isPlain = false;
      return "";
    }
    const key = textOf(text, event);
    isPlain &&= isBare(event) && !isDoubtfulKey(key) && !isDoubtfulPlain(text, event, true);
    return key;
  };
  const value = read(events[at++]);
  // Behind it comes the end of the document, and nothing else.
  return isPlain && at === events.length - 1 ? value : undefined;
}

const isEnd = (event: Event | undefined): boolean =>
  event === undefined || event.type === EVENT_ID.POP;

const isBare = ({ anchorStart, tagStart }: { anchorStart: number; tagStart: number }): boolean =>
  anchorStart === -1 && tagStart === -1;

const textOf = (text: string, event: ScalarEvent): string =>
  event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);

function resolved(written: string, { style }: ScalarEvent): unknown {
  if (style !== SCALAR_STYLE.PLAIN || (written !== "" && !mayBegin[written.charCodeAt(0)]))
    return written;
  for (const { resolve, tagName } of otherThanText) {
    const value = resolve(written, false, tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return written;
}

/** Null, truth values and numbers. */
const otherThanText = CORE_SCHEMA.tags.flatMap((tag) =>
  tag.nodeKind === "scalar" && tag.implicit ? [tag] : [],
);
/** First characters of all these, by code: rules out most scalars. */
const mayBegin = new Uint8Array(128);
for (const { implicitFirstChars } of otherThanText)
  for (const character of implicitFirstChars ?? []) mayBegin[character.charCodeAt(0)] = 1;
