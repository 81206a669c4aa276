import { expect, test } from "vitest";
import { readVariables } from "#migrators/translate/shell-variables.ts";

test.each([
  ["$A/x ${B:-1} \"$C\" '$D' \\$E", ["A", "B", "C"]],
  ["A=1 && echo $A $B", ["B"]],
  ["for f in $LIST; do echo $f; done; read X; echo $X", ["LIST"]],
  ["echo $$ $1 $? $(date)", []],
])("%s reads %j", (text, names) => {
  expect(readVariables(text)).toEqual(names);
});
