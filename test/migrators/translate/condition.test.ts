import { describe, expect, test } from "vitest";
import { folder, jil, xml } from "#test/support/translated.ts";

const cmd = (name: string, more = "") =>
  `insert_job: ${name}   job_type: CMD\ncommand: /bin/${name}\nmachine: m\n${more}\n`;
const box = (name: string, more = "") => `insert_job: ${name}   job_type: BOX\n${more}\n`;
const dated = 'date_conditions: 1\ndays_of_week: all\nstart_times: "02:00"';

describe("AutoSys", () => {
  test("AS-23 & and | from left to right, of the newest runs", () => {
    const { pipelines } = jil(
      [cmd("A"), cmd("B"), cmd("C"), cmd("D", "condition: s(A) | s(B) & s(C)")].join("\n"),
    );
    expect(pipelines.d).toMatchObject({
      triggers: [
        {
          after: {
            all: [
              {
                any: [
                  { pipeline: "a", latest: true },
                  { pipeline: "b", latest: true },
                ],
              },
              { pipeline: "c", latest: true },
            ],
          },
          per: "run",
        },
      ],
    });
  });
});

describe("Control-M", () => {
  test("CM-39", () => {
    const { pipelines } = xml(
      folder({
        X: '<OUTCOND NAME="X-OK"/>',
        Y: '<INCOND NAME="X-OK"/><OUTCOND NAME="X-OK" SIGN="-"/>',
      }),
    );
    expect(pipelines).toEqual({});
  });
});
