// The body of a connector's request with its values, and the type that goes with it.

import type { ConnectorParts, ConnectorRequest } from "#schemas/types.ts";
import type { ConnectorData } from "./expression.ts";
import { renderFields, renderText, renderValue } from "./render.ts";

export interface Body {
  text: string;
  contentType: string;
}

/**
 * Null where the request has none.
 * @param boundary stands between the parts of a form with files; no part may contain it
 * @throws ExpressionError for an expression without a value
 */
export function bodyOf(
  { json, form, body, multipart }: ConnectorRequest,
  data: ConnectorData,
  boundary: string,
): Body | null {
  if (json !== undefined)
    return { text: JSON.stringify(renderValue(json, data)), contentType: "application/json" };
  if (form !== undefined)
    return {
      text: new URLSearchParams(renderFields(form, data)).toString(),
      contentType: "application/x-www-form-urlencoded",
    };
  if (body !== undefined)
    return { text: renderText(body, data), contentType: "text/plain; charset=utf-8" };
  if (multipart === undefined) return null;
  return {
    text: partsText(multipart, data, boundary),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** RFC 7578. */
function partsText(parts: ConnectorParts, data: ConnectorData, boundary: string): string {
  const lines = Object.entries(parts).map(([name, part]) => {
    const content =
      part.json === undefined
        ? renderText(part.text ?? "", data)
        : JSON.stringify(renderValue(part.json, data));
    const type = part.contentType ?? (part.json === undefined ? "text/plain" : "application/json");
    const file =
      part.filename === undefined ? "" : `; filename="${quoted(renderText(part.filename, data))}"`;
    return [
      `--${boundary}`,
      `Content-Disposition: form-data; name="${quoted(name)}"${file}`,
      `Content-Type: ${type}`,
      "",
      content,
    ].join("\r\n");
  });
  return `${lines.join("\r\n")}\r\n--${boundary}--\r\n`;
}

/** As the WHATWG's forms escape what would end a name. */
const quoted = (text: string): string =>
  text.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
