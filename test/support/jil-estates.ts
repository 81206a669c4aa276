// Valid estates of AutoSys as texts of JIL: boxes in boxes, jobs of all types that are translated, calendars, machines and
// resources, written as `autorep -q` prints them and as people do.

import fc from "fast-check";

const pick = fc.constantFrom;
const two = (number: number) => String(number).padStart(2, "0");
const time = fc.nat(1439).map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
const listOf = (part: fc.Arbitrary<string>, maxLength = 3) =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(", "));
const quoted = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.boolean()).map(([value, isQuoted]) => (isQuoted ? `"${value}"` : value));
const yes = pick("1", "y", "Y", "yes");
const flag = pick("0", "1", "y", "n", "Y", "N");

type Attributes = Record<string, fc.Arbitrary<string>>;

const anyJob: Attributes = {
  owner: pick("app@host", "root", "user@domain"),
  permission: pick("", "gx,ge", "gx,ge,wx,we,mx,me"),
  description: pick('"Loads: the feed"', "note # 1", '"The 12" feed'),
  application: pick("GL", "AP"),
  group: pick("FIN"),
  max_exit_success: pick("0", "4"),
  success_codes: pick("0-4,8", "0"),
  fail_codes: pick("5,6,7", "1-255"),
  term_run_time: pick("0", "60"),
  n_retrys: pick("0", "3"),
  min_run_alarm: pick("0", "1"),
  max_run_alarm: pick("0", "80"),
  alarm_if_fail: flag,
  alarm_if_terminated: flag,
  send_notification: pick("F", "y", "n", "0"),
  notification_emailaddress: pick("a@example.com", "a@example.com, b@example.com"),
  notification_msg: pick('"it failed"'),
  svcdesk_desc: pick("ticket"),
  auto_hold: flag,
  box_terminator: flag,
  job_terminator: flag,
  priority: pick("0", "10"),
  job_load: pick("5"),
  avg_runtime: pick("12"),
  status: pick("ON_ICE", "ON_HOLD", "ON_NOEXEC", "INACTIVE"),
  resources: pick("(POOL_1, QUANTITY=2, FREE=A)", "(POOL_1) AND (POOL_2, QUANTITY=1, FREE=N)"),
};

const commands: Attributes = {
  machine: pick("host1", "host1, host2", "virtual1"),
  profile: pick("/etc/profile.app"),
  std_out_file: pick(">> /var/log/a.out", ">/var/log/a", '"/var/log/b"'),
  std_err_file: pick("> /var/log/a.err"),
  std_in_file: pick("/dev/null"),
  envvars: pick("A=1", 'B="x y", C=2'),
  ulimit: pick("c=0"),
  job_class: pick("batch"),
};

const commandText = pick(
  ...["/opt/run.sh -d 1", '"C:\\bin\\a.exe" -x', "curl http://h:8080/a", "C\\:\\run.bat"],
  ...["cp /tmp/in/* /tmp/out/", "echo a # not a comment", "echo %%DATE", "a --status: ok"],
);

const dates: Attributes = {
  run_window: quoted(fc.tuple(time, time).map((ends) => ends.join("-"))),
  timezone: pick("US/Eastern", "Europe/Zurich", "GMT+5", "IST-5\\:30", "utc"),
  exclude_calendar: pick("HOLIDAYS"),
  must_start_times: pick('"10:00"', "+15", '"10:00, 34:30"'),
  must_complete_times: pick("+60"),
};

/** Some of the attributes, in any order, as lines. */
const some = (attributes: Attributes) =>
  fc
    .subarray(Object.entries(attributes), {
      maxLength: Math.min(6, Object.keys(attributes).length),
    })
    .chain((chosen) =>
      fc.tuple(...chosen.map(([name, value]) => value.map((text) => `${name}: ${text}`))),
    )
    .map((lines): string[] => lines);

const schedule = fc.oneof(
  fc.constant([]),
  fc.constant(["date_conditions: 0", 'start_times: "10:00"']),
  fc.tuple(
    yes.map((on) => `date_conditions: ${on}`),
    fc.oneof(
      pick("days_of_week: all", "days_of_week: mo,fr"),
      pick("run_calendar: PAYDAYS", "run_calendar: MONTH_END"),
    ),
    fc.oneof(
      quoted(listOf(time)).map((times) => `start_times: ${times}`),
      quoted(listOf(fc.nat(59).map(String))).map((minutes) => `start_mins: ${minutes}`),
    ),
  ),
);

const atom = (jobs: number) =>
  fc
    .tuple(
      pick("s", "success", "f", "d", "t", "n", "NOTRUNNING"),
      fc.nat(Math.max(0, jobs - 1)),
      pick("", "", ", 0", ", 12.30", ",24.00"),
    )
    .map(([word, index, lookBack]) => `${word}(J${index}${lookBack})`);

const condition = (jobs: number) =>
  fc
    .tuple(
      fc.array(
        fc.oneof({ weight: 5, arbitrary: atom(jobs) }, pick('v(G) = "Y"', "e(J0) < 4", "s(X^PRD)")),
        {
          ...{ minLength: 1, maxLength: 3 },
        },
      ),
      pick(" & ", " | ", " AND ", " &\n  "),
    )
    .map(([atoms, operator]) => `condition: ${atoms.join(operator)}`);

const transfer = (kind: string, own: Attributes) =>
  fc
    .tuple(
      some({
        transfer_direction: pick("UPLOAD", "DOWNLOAD"),
        server_port: pick("21", "22", "2222"),
        local_user: pick("app"),
        ...own,
      }),
      pick("/in/a.csv", "/in/", "/in/b.csv"),
    )
    .map(([more, local]) => [
      ...[`job_type: ${kind.toUpperCase()}`, "machine: host1"],
      ...["server_name: bank", "remote_name: /out/a.csv", `local_name: ${local}`, ...more].map(
        (line) => `${kind}_${line}`,
      ),
    ]);

const typed = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(commandText, some(commands))
      .map(([text, more]) => [...["job_type: CMD", `command: ${text}`, ...more]]),
  },
  fc.constant(["job_type: FW", "watch_file: /in/a.txt", "watch_interval: 30", "machine: host1"]),
  fc.constant(["job_type: FT", "watch_file: /in/b", "watch_file_type: CREATE", "machine: host1"]),
  transfer("ftp", { transfer_type: pick("A", "B"), use_ssl: flag }),
  transfer("scp", {
    delete_sourcefile: flag,
    protocol: pick("SCP", "SFTP"),
    target_os: pick("UNIX"),
  }),
);

interface JobText {
  box: number | null;
  lines: string[];
}

const job = (jobs: number, boxes: number): fc.Arbitrary<JobText> =>
  fc
    .record({
      box: boxes === 0 ? fc.constant(null) : fc.option(fc.nat(boxes - 1)),
      ...{ type: typed, more: some(anyJob), when: schedule, dated: some(dates) },
      waits: fc.option(condition(jobs)),
    })
    .map(({ box, type, more, when, dated, waits }) => ({
      box,
      lines: [
        ...type,
        ...when,
        ...(when.length > 0 ? dated : []),
        ...more,
        ...(waits ? [waits] : []),
      ],
    }));

const objects =
  "insert_machine: host1\ntype: a\nnode_name: host1\n\ninsert_machine: virtual1\ntype: v\nmachine: host1\nfactor: 1\n\n" +
  "insert_resource: POOL_1\nres_type: R\namount: 5\n\ninsert_resource: POOL_2\nres_type: D\namount: 9\n\n" +
  "insert_xinst: PRD\nxtype: a\nxmachine: other\n\ncalendar: HOLIDAYS\n01/01/2026\n12/25/2026\n\n" +
  "calendar: PAYDAYS\n01/15/2026\n01/30/2026\n\nextended_calendar: MONTH_END\nworkday: mo,tu,we,th,fr\n" +
  "holiday: \nholcal: HOLIDAYS\ncyccal: \nadjust: 0\ncondition: EOMWORK\n\n";

/** Boxes B0 … and jobs J0 …, each box in none or in one before it. */
export const jilEstate: fc.Arbitrary<string> = fc
  .record({ boxes: fc.nat(3), jobs: fc.nat(6) })
  .chain(({ boxes, jobs }) =>
    fc.record({
      boxes: fc.tuple(
        ...Array.from({ length: boxes }, (_, index) =>
          fc.tuple(
            index === 0 ? fc.constant(null) : fc.option(fc.nat(index - 1)),
            some(anyJob),
            schedule,
            some(dates),
          ),
        ),
      ),
      jobs: fc.array(job(jobs, boxes), { minLength: jobs, maxLength: jobs }),
      ...{ isPrinted: fc.boolean(), isCrlf: fc.boolean() },
    }),
  )
  .map(({ boxes, jobs, isPrinted, isCrlf }) => {
    const block = (name: string, box: number | null, [type = "", ...lines]: string[]) => {
      const indent = isPrinted && box !== null ? " " : "";
      const head = isPrinted
        ? `${indent}/* ----------------- ${name} ----------------- */ \n\n`
        : "";
      const member = box === null ? [] : [`box_name: B${box}`];
      const body = [`insert_job: ${name}   ${type} `, ...member, ...lines];
      return `${head}${body.map((line) => `${indent}${line}`).join("\n")}\n\n`;
    };
    const text = [
      objects,
      ...boxes.map(([box, more, when, dated], index) =>
        block(`B${index}`, box, [
          ...["job_type: BOX", ...when, ...(when.length > 0 ? dated : []), ...more],
        ]),
      ),
      ...jobs.map(({ box, lines }, index) => block(`J${index}`, box, lines)),
    ].join("");
    return isCrlf ? text.replaceAll("\n", "\r\n") : text;
  });
