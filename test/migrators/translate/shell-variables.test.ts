import { expect, test } from "vitest";
import { readVariables } from "#migrators/translate/shell-variables.ts";

test.each([
  ["$A/x ${B:-1} \"$C\" '$D' \\$E", ["A", "B", "C"]],
  ["A=1 && echo $A $B", ["B"]],
  ["for f in $LIST; do echo $f; done; read X; echo $X", ["LIST"]],
  ["echo $$ $1 $? $(date)", []],
  ["for A in x; do echo $A $B; done", ["B"]],
  ["for A\tin x; do echo '$C'$A; done", []],
  ["read\tA; echo $A >> /bin/in", []],
  ["spread A; echo $A >> in", ["A"]],
  ["echo in $A already", ["A"]],
])("%s reads %j", (text, names) => {
  expect(readVariables(text)).toEqual(names);
});
