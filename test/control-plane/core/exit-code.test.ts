import { expect, test } from "vitest";
import { exitCodeMessage } from "#core/exit-code.ts";

test("an exit code is told, with the likely cause where a shell gives it", () => {
  expect(exitCodeMessage(0)).toBeNull();
  expect(exitCodeMessage(3)).toBe("Exit code 3.");
  expect(exitCodeMessage(126)).toMatch(/^Exit code 126\. .*git update-index --chmod=\+x FILE/);
  expect(exitCodeMessage(127)).toMatch(/^Exit code 127\. .*no such command/);
});
