// Deadlines, and who is told of jobs, from legacy texts to specs and routes.

import { expect, test } from "vitest";
import { readRoutes } from "#core/alerts/read-alerts.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { box, cmd, crontab, dated, folder, jil, xml } from "#test/support/translated.ts";

/** But for what is said of the zone of start times. */
const codes = ({ project }: ReturnType<typeof jil>, severity: string) =>
  project.estate.findings
    .filter((one) => one.severity === severity && one.code !== "jil-sched-dst")
    .map(({ code }) => code);

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

test("AutoSys: must-times of several starts count from each, where all have as long", () => {
  const often = (must: string) =>
    jil(cmd("A", `date_conditions: 1\ndays_of_week: all\n${must}`), { timezone: "UTC" });
  const listed = often(
    'start_times: "06:00, 12:00, 23:30"\nmust_start_times: "06:10, 12:10, 23:40"\nmust_complete_times: "07:30, 13:30, 25:00"',
  );
  expect(listed.pipelines.a?.deadline).toEqual({ startBy: "+10m", finishBy: "+1h30m" });
  expect(codes(listed, "warning")).toEqual([]);
  const minutes = often("start_mins: 0,30\nmust_start_times: +5\nmust_complete_times: +20");
  expect(minutes.pipelines.a?.deadline).toEqual({ startBy: "+5m", finishBy: "+20m" });
  const other = often('start_times: "06:00, 12:00"\nmust_complete_times: "06:30, 13:00"');
  expect(other.pipelines.a?.deadline).toBeUndefined();
  expect(codes(other, "warning")).toEqual(["deadline-several"]);
  // A member's own times are not when its box is due.
  const member = jil(
    box("X", dated) +
      cmd(
        "B",
        'box_name: X\ndate_conditions: 1\ndays_of_week: all\nstart_times: "03:00"\nmust_complete_times: +30',
      ),
  );
  expect(member.pipelines.x?.tasks.B?.deadline).toEqual({ finishBy: "03:30" });
});

test("AS-51 an alarm after minutes refuses nothing, ends nothing, and is told by an alert", () => {
  const made = jil(
    cmd("A", `${dated}\nmax_run_alarm: 80\nmin_run_alarm: 1`) +
      box("X", `${dated}\nmax_run_alarm: 90`) +
      cmd("B", "box_name: X"),
  );
  expect(made.refusals).toEqual([]);
  expect(made.pipelines.a?.tasks.A).toEqual({ watch: { longest: "1h20m", shortest: "1m" } });
  expect(made.pipelines.x?.watch).toEqual({ longest: "1h30m" });
  expect(made.pipelines.x?.tasks.B).toEqual({});
  expect(codes(made, "warning")).toEqual([]);
  const inner = jil(
    box("X", dated) + box("Y", "box_name: X\nmax_run_alarm: 9") + cmd("B", "box_name: Y"),
  );
  expect(codes(inner, "warning")).toEqual(["watch-of-group"]);
});

test("AutoSys: mail of alarms is a route for each alarm that the job has", () => {
  const mail = "notification_emailaddress_on_alarm: ops@example.com";
  const kinds = (text: string) => {
    const { files, refusals, ...made } = jil(cmd("A", `${dated}\n${mail}\n${text}`));
    expect([refusals, codes(made as never, "warning")]).toEqual([[], []]);
    const { routes = [] } = (files["routes.yaml"] ?? {}) as { routes?: { match: object }[] };
    return routes.map(({ match }) => (match as { kinds: string[] }).kinds[0]);
  };
  expect(kinds("")).toEqual(["failed"]);
  expect(kinds("max_run_alarm: 80\nmin_run_alarm: 1")).toEqual(["failed", "overrun", "underrun"]);
  const must = 'must_start_times: "02:30"\nmust_complete_times: "04:30"';
  expect(kinds(must)).toEqual(["failed", "late", "did-not-start"]);
  const off = "alarm_if_fail: 0\nalarm_if_terminated: 0";
  expect(kinds(off)).toEqual([]);
  expect(kinds(`${off}\nmax_run_alarm: 80`)).toEqual(["overrun"]);
});

test("AutoSys: mail of a success is a route that asks for it, by a tag of the task; `y` is both", () => {
  const { files, pipelines, ...made } = jil(
    cmd("A", `${dated}\nsend_notification: y\nnotification_emailaddress: ops@example.com`) +
      box("X", `${dated}\nnotification_emailaddress_on_success: boss@example.com`) +
      cmd("B", "box_name: X\nnotification_emailaddress_on_success: ops@example.com"),
  );
  const success = { success: true, tags: { notify: ["ops-example-com-success"] } };
  expect(pipelines.a?.tags).toEqual({ notify: ["ops-example-com"] });
  expect(pipelines.a?.tasks.A).toEqual({ watch: success });
  expect(pipelines.x).toMatchObject({
    watch: { success: true, tags: { notify: ["boss-example-com-success"] } },
    tasks: { B: { watch: success } },
  });
  expect(pipelines.x).not.toHaveProperty("tags");
  const routes = (files["routes.yaml"] as { routes: { name: string; match: object }[] }).routes;
  expect(routes.map(({ name, match }) => [name, match])).toEqual([
    [
      "boss-example-com-success",
      { kinds: ["succeeded"], tags: { notify: ["boss-example-com-success"] } },
    ],
    ["ops-example-com", { kinds: ["failed"], tags: { notify: ["ops-example-com"] } }],
    [
      "ops-example-com-success",
      { kinds: ["succeeded"], tags: { notify: ["ops-example-com-success"] } },
    ],
  ]);
  expect(codes({ files, pipelines, ...made }, "warning")).toEqual([]);
  const { diagnostics } = readRoutes(yamlText(files["routes.yaml"] ?? {}), null);
  expect(diagnostics).toEqual([]);
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

test("Control-M: shouts about time are deadlines with a route; CM-46 so is what goes by the average, by the median", () => {
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
    watch: { longest: "+5m", tags: { notify: ["em-long"] } },
  });
  expect(made.pipelines.f?.tags).toMatchObject({ notify: ["em-late", "em-start", "oper"] });
  expect(codes(made, "warning")).toEqual([]);
  const { diagnostics } = readRoutes(yamlText(made.files["routes.yaml"] ?? {}), null);
  expect(diagnostics).toEqual([]);
});

test("cron: what is printed is told to whom the mapping names, with its output, of failures and of successes", () => {
  const table = "MAILTO=ops,root\n1 5 * * * /opt/a\n2 5 * * * -n /opt/b\n";
  const named = crontab(table, { ops: "ops-mail", root: null });
  const [a, b] = Object.values(named.pipelines);
  expect(a).toMatchObject({ tags: { notify: ["ops-mail"] } });
  expect(Object.values(a?.tasks ?? {})).toMatchObject([
    { watch: { success: "withOutput", tags: { notify: ["ops-mail-success"] } } },
  ]);
  // `-n` mails of failures only.
  expect(b).toMatchObject({ tags: { notify: ["ops-mail"] } });
  expect(Object.values(b?.tasks ?? {})[0]).not.toHaveProperty("watch");
  const { routes } = named.files["routes.yaml"] as { routes: { name: string; to: string[] }[] };
  expect(routes.map(({ name, to }) => `${name} ${to}`)).toEqual([
    ...["ops-mail ops-mail", "ops-mail-success ops-mail"],
  ]);
  // Nobody has said who is told in their place: it stays with the runs.
  const unnamed = crontab(table);
  expect(unnamed.files).toEqual({});
  expect(unnamed.project.mapping.missing()).toEqual(named.project.mapping.missing());
});

test.each([
  [">030", { longest: "30m" }, "em-long", "overrun"],
  ["<002", { shortest: "2m" }, "em-short", "underrun"],
  ["+005", { longest: "+5m" }, "em-long", "overrun"],
  ["-005", { shortest: "-5m" }, "em-short", "underrun"],
  ["+050%", { longest: "+50%" }, "em-long", "overrun"],
  ["-050%", { shortest: "-50%" }, "em-short", "underrun"],
] as const)("Control-M: a shout when EXECTIME is %s", (time, limit, name, kind) => {
  const shout = (limit: string) =>
    `<SHOUT WHEN="EXECTIME" TIME="${limit.replaceAll("<", "&lt;")}" DEST="EM" MESSAGE="m"/>`;
  const { pipelines, files } = xml(folder({ J: shout(time) }));
  expect(pipelines.f?.tasks.J).toEqual({ watch: { ...limit, tags: { notify: [name] } } });
  expect(files["routes.yaml"]).toEqual({
    routes: [{ name, match: { kinds: [kind], tags: { notify: [name] } }, to: ["em"] }],
  });
  const other = xml(folder({ J: shout(time) + shout(`${time.slice(0, 1)}077`) }));
  expect(codes(other, "warning")).toEqual(["alarm-several"]);
});

test("CM-47 mail of an end is a route for what ended, a success too", () => {
  const mail = '<DOMAIL DEST="a@example.com;b@example.com" MESSAGE="0003Job"/>';
  const failing = xml(folder({ J: `<ON STMT="*" CODE="NOTOK">${mail}</ON>` }));
  expect(failing.pipelines.f?.tags).toMatchObject({
    notify: ["a-example-com", "b-example-com"],
  });
  expect(failing.pipelines.f?.tasks.J).toEqual({});
  const passing = xml(folder({ J: `<ON STMT="*" CODE="OK">${mail}</ON>` }));
  expect(passing.pipelines.f?.tags).toBeUndefined();
  expect(passing.pipelines.f?.tasks.J).toEqual({
    watch: {
      success: true,
      tags: { notify: ["a-example-com-success", "b-example-com-success"] },
    },
  });
  expect(codes(passing, "warning")).toEqual([]);
  const shout = xml(folder({ J: '<SHOUT WHEN="OK" DEST="EM" MESSAGE="m"/>' }));
  expect(shout.pipelines.f?.tasks.J).toEqual({
    watch: { success: true, tags: { notify: ["em-success"] } },
  });
  const again = xml(folder({ J: '<SHOUT WHEN="RERUN" DEST="EM" MESSAGE="m"/>' }));
  expect(again.pipelines.f?.tasks.J).toEqual({
    watch: { retry: true, tags: { notify: ["em-retry"] } },
  });
  expect(codes(again, "warning")).toEqual([]);
  const smart = xml(folder({ J: "" }, "SMART_FOLDER", `<ON STMT="*" CODE="OK">${mail}</ON>`));
  expect(smart.pipelines.f?.watch).toMatchObject({ success: true });
});
