// Bytes for people.

import { expect, test } from "vitest";
import { bytesText } from "#core/bytes-text.ts";

test.for([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [10 * 2 ** 30, "10 GiB"],
  [2 ** 50, "1020 TiB"],
] as const)("%i bytes are %s", ([bytes, text]) => {
  expect(bytesText(bytes)).toBe(text);
});
