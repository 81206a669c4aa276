// What the API answers about traces.

import type { Attributes } from "#core/trace.ts";
import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  opaque,
  text,
  truth,
} from "./schema.ts";

const attributes = opaque<Attributes>("By the semantic conventions of OpenTelemetry.");
export const traceView = definition(
  "Trace",
  {
    traceId: text("32 hex digits."),
    url: maybe(
      text(
        "Where the tracing backend shows it, by `links.trace` of the alerts' settings; null without.",
      ),
    ),
    left: integer("How many spans are left out, by `most`."),
    spans: list(
      object(
        {
          traceId: text("32 hex digits."),
          spanId: text("16 hex digits."),
          parentSpanId: maybe(text("16 hex digits.")),
          parentIsRemote: truth("The parent is a span of someone else's process."),
          name: text("The span's name."),
          kind: oneOf(["server", "internal"], "The span's kind."),
          start: instant("When it began"),
          end: instant("When it ended"),
          attributes,
          failed: truth("Its status is an error."),
          message: maybe(text("What went wrong.")),
          links: list(
            object(
              {
                traceId: text("32 hex digits."),
                spanId: text("16 hex digits."),
                attributes,
              },
              "A span of another trace.",
            ),
            "Spans of other traces that it belongs to.",
          ),
        },
        "A span.",
      ),
      "The run's span first, then its parts by their start.",
    ),
  },
  "The trace of a finished run.",
);
