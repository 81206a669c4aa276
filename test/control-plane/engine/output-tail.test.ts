import { expect, test } from "vitest";
import { OutputTail } from "#engine/output-tail.ts";

const tailOf = (size: number, ...parts: string[]): string => {
  const tail = new OutputTail(size);
  for (const part of parts) tail.push(Buffer.from(part));
  return tail.text();
};

test("short output is kept whole", () => {
  expect(tailOf(10)).toBe("");
  expect(tailOf(10, "a", "bc")).toBe("abc");
});

test("of long output the end is kept, however it comes", () => {
  const text = Array.from({ length: 5_000 }, (_, index) => String(index)).join(" ");
  expect(tailOf(100, text)).toBe(text.slice(-100));
  expect(tailOf(100, ...text)).toBe(text.slice(-100));
});

test("no character is torn apart", () => {
  expect(tailOf(5, "ä€ü")).toBe("€ü");
  expect(tailOf(4, "ä€ü")).toBe("ü");
  const cut = new OutputTail(10);
  cut.push(Buffer.from("a€").subarray(0, 3));
  expect(cut.text()).toBe("a");
});
