import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import { readSpecs } from "#core/read-specs.ts";
import { joinColumns, textsOf } from "#core/spec-columns.ts";

const columnsOf = (...texts: string[]) => {
  const files = texts.map((text, n) => ({ path: `pipelines/${n}.yaml`, text }));
  return readSpecs(readEstate(files).sources, (text) => `#${text.length}`).columns;
};
const diamond = `
name: diamond
failFast: true
tasks:
  a: {run: "true"}
  b: {needs: [a], run: "true", priority: 5}
  c: {needs: [a], run: "true", onFailure: continue}
  d: {needs: [b, c], run: "true", runsOn: [etl], notBefore: "22:00"}
finally:
  z: {run: "true", if: failed()}
`;
const single = `name: single\nawaits: {event: READY}\ndeadline: {finishBy: "07:00"}\ntasks: {only: {run: "true"}}\n`;

test("tasks are turned around: each says whom it wakes, first the one that may go on inline", () => {
  expect(columnsOf(diamond)).toMatchObject({
    tasks: [5],
    mains: [4],
    phased: [true],
    deps: "0,1,1,2,0",
    succs: "{2,1};{3};{3};{};{}",
    lanes: "t,f,f,f,f",
    labels: ";;;etl;",
    gated: "f,f,f,t,f",
    conditional: "f,f,f,f,t",
    tolerated: "f,f,t,f,f",
    priorities: "0,-5,0,0,0",
    phases: "0,0,0,0,2",
    stopFrom: "0,0,0,0,NULL",
    stopTo: "3,3,3,3,NULL",
  });
  expect(columnsOf(single)).toMatchObject({ awaits: [true], watched: [true], succs: "{}" });
  const told = `name: told\ntasks: {only: {run: "true", watch: {success: true}}}\n`;
  expect(columnsOf(told)).toMatchObject({ watched: [true] });
});

test("texts lie one behind the other, and are found by their lengths in bytes", () => {
  const umlauts = `name: umlauts\nowner: "Größe 🙂"\ntasks: {only: {run: "true"}}\n`;
  const columns = columnsOf(umlauts, single);
  const texts = textsOf(columns).map((text) => text());
  expect(texts.map((text) => JSON.parse(text))).toMatchObject([
    { name: "umlauts", owner: "Größe 🙂" },
    { name: "single" },
  ]);
  expect(columns.texts).toHaveLength(Buffer.byteLength(texts.join("")));
});

test("batches joined are what one batch would have been", () => {
  const both = columnsOf(diamond, single);
  expect(joinColumns([columnsOf(diamond), columnsOf(), columnsOf(single)])).toEqual(both);
});
