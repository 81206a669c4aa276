// What a YAML text says, from its events: what js-yaml's own constructor does, for specs alone. Without tags, anchors and
// a note of how each value came about the first sync of 10,000 takes 0.1 s less.

import {
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  NOT_RESOLVED,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";

/**
 * The value of a text in which `scanEvents` found nothing, the same as `constructFromEvents` gives. Undefined for a
 * text without one, or in which a map has a key twice: that is for js-yaml to say.
 * @param events js-yaml's for exactly this text.
 */
export function valueOfEvents(text: string, events: readonly Event[]): unknown {
  // The document comes first.
  let at = 1;
  let hasTwice = false;
  const next = (): unknown => {
    const event = events[at++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return scalarOf(text, event);
      case EVENT_ID.SEQUENCE: {
        const list: unknown[] = [];
        while (!isEnd()) list.push(next());
        return list;
      }
      case EVENT_ID.MAPPING: {
        const map: Record<string, unknown> = {};
        while (!isEnd()) {
          const key = String(next());
          hasTwice ||= Object.hasOwn(map, key);
          map[key] = next();
        }
        return map;
      }
      default:
        throw new Error("events of a text with findings");
    }
  };
  const isEnd = (): boolean => {
    const isPop = events[at]?.type === EVENT_ID.POP;
    if (isPop) at++;
    return isPop;
  };
  const value = events.length === 0 ? undefined : next();
  return hasTwice ? undefined : value;
}

function scalarOf(text: string, event: ScalarEvent): unknown {
  const { fast, style, valueStart, valueEnd } = event;
  const written = fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
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
