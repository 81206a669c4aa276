// A job whose task would not be valid is refused alone; where nobody can tell whose fault it is, all are.

import { expect, test } from "vitest";
import { Mapping } from "#migrators/mapping.ts";
import { translate } from "#migrators/translate/translate.ts";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { box, cmd, dated } from "#test/support/translated.ts";

/** Of what no mapping can say. */
class Wrong extends Mapping {
  override hosts(names: readonly string[]): readonly string[] | null {
    return names[0] === "bad" ? ["no label!"] : super.hosts(names);
  }
}

const member = (name: string, machine: string): string =>
  cmd(name, "box_name: B").replace("machine: m", `machine: ${machine}`);
const refusedOf = (text: string) => {
  const { jobs } = translate(autosysEstate(text), { mapping: new Wrong() }).estate;
  return jobs.flatMap(({ key, refusals }) => refusals.map(({ code }) => `${key} ${code}`));
};

test.each([2, 250])("one of %i tasks", (count) => {
  const others = Array.from({ length: count - 1 }, (_, index) => member(`J${index}`, "good"));
  const text = box("B", dated) + member("C", "bad") + others.join("");
  expect(refusedOf(text)).toEqual(["C spec-invalid"]);
});

test("all, where it is said once for all of them", () => {
  const text = box("B", dated) + member("C", "bad") + member("D", "bad");
  expect(refusedOf(text)).toEqual(["C spec-invalid", "D spec-invalid"]);
});
