// Deadlines, and who is told of jobs, from legacy texts to specs and routes.

import { expect, test } from "vitest";
import { readRoutes } from "#core/alerts/read-alerts.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { box, cmd, dated, folder, jil, xml } from "#test/support/translated.ts";

const codes = ({ project }: ReturnType<typeof jil>, severity: string) =>
  project.estate.findings.filter((one) => one.severity === severity).map(({ code }) => code);

test("AutoSys: must-times of the one start are deadlines", () => {
  const must = 'must_start_times: "02:30"\nmust_complete_times: "34:30"';
  expect(jil(cmd("A", `${dated}\n${must}`)).pipelines.a?.deadline).toEqual({
    ...{ startBy: "02:30", finishBy: "10:30+1d" },
  });
  const relative = "must_start_times: +15\nmust_complete_times: +60";
  expect(jil(cmd("A", `${dated}\n${relative}`)).pipelines.a?.deadline).toEqual({
    ...{ startBy: "02:15", finishBy: "03:00" },
  });
});

test("AS-51 an alarm after minutes refuses nothing, ends nothing, and is told of", () => {
  const made = jil(cmd("A", `${dated}\nmax_run_alarm: 80`));
  expect(made.refusals).toEqual([]);
  expect(made.pipelines.a?.tasks.A).not.toHaveProperty("timeout");
  expect(codes(made, "warning")).toContain("alarm-length");
});

test("AutoSys: mail of failures is a route for each address, by tags of the pipelines", () => {
  const mail = "send_notification: F\nnotification_emailaddress: ops@example.com";
  const { files, pipelines } = jil(
    cmd("A", `${dated}\n${mail}`) +
      box("X", dated) +
      cmd("B", `box_name: X\n${mail}\nnotification_emailaddress_on_terminated: b@example.com`),
  );
  expect(pipelines.a?.tags).toMatchObject({ notify: ["ops-example-com"] });
  expect(pipelines.x?.tags).toMatchObject({ notify: ["b-example-com", "ops-example-com"] });
  const route = (name: string) => ({
    ...{ name, match: { kinds: ["failed"], tags: { notify: [name] } }, to: [name] },
  });
  expect(files["routes.yaml"]).toEqual({
    routes: [route("b-example-com"), route("ops-example-com")],
  });
  const { diagnostics } = readRoutes(yamlText(files["routes.yaml"] ?? {}), null);
  expect(diagnostics).toEqual([]);
});

test("Control-M: shouts about time are deadlines with a route; CM-46 what goes by the average is told of", () => {
  const made = xml(
    folder({
      J:
        '<SHOUT WHEN="LATESUB" TIME="0600" DEST="EM" MESSAGE="late"/>' +
        '<SHOUT WHEN="LATETIME" TIME="0300" DAYSOFFSET="1" DEST="EM" MESSAGE="late"/>' +
        '<SHOUT WHEN="EXECTIME" TIME="+005" DEST="EM" MESSAGE="slow"/>' +
        '<SHOUT WHEN="NOTOK" DEST="OPER" MESSAGE="bad"/>',
    }),
  );
  expect(made.pipelines.f?.tasks.J).toEqual({
    deadline: { startBy: "06:00", finishBy: "03:00+1d" },
  });
  expect(made.pipelines.f?.tags).toMatchObject({ notify: ["em-late", "em-start", "oper"] });
  expect(codes(made, "warning")).toContain("alarm-usual");
  const { diagnostics } = readRoutes(yamlText(made.files["routes.yaml"] ?? {}), null);
  expect(diagnostics).toEqual([]);
});

test("CM-47 mail of an end is a route where it is a failure; nobody is told of a success", () => {
  const mail = '<DOMAIL DEST="a@example.com;b@example.com" MESSAGE="0003Job"/>';
  const failing = xml(folder({ J: `<ON STMT="*" CODE="NOTOK">${mail}</ON>` }));
  expect(failing.pipelines.f?.tags).toMatchObject({
    notify: ["a-example-com", "b-example-com"],
  });
  expect(failing.pipelines.f?.tasks.J).toEqual({});
  const passing = xml(folder({ J: `<ON STMT="*" CODE="OK">${mail}</ON>` }));
  expect(passing.pipelines.f?.tags).toBeUndefined();
  expect(codes(passing, "warning")).toContain("notify-success");
});
