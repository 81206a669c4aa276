// Estates whose jobs hang on each other in every way that the sources have words for: Control-M by few events, AutoSys by
// the ends of few jobs.

import fc from "fast-check";

const pick = fc.constantFrom;
const some = (part: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(part, { maxLength }).map((parts) => parts.join(""));

const event = pick("E0", "E1", "E2", "E3");
const date = fc.oneof(
  { weight: 6, arbitrary: fc.constant("ODAT") },
  pick("PREV", "NEXT", "STAT", "****", "0315", "+001", "-002"),
);
const waits = some(
  fc
    .tuple(event, date, pick("A", "O"))
    .map(([name, on, andOr]) => `<INCOND NAME="${name}" ODATE="${on}" AND_OR="${andOr}"/>`),
  3,
);
const bracketed = fc
  .tuple(event, event, event)
  .map(
    ([a, b, c]) =>
      `<INCOND NAME="${a}" AND_OR="A"/><INCOND NAME="${b}" AND_OR="A" OP="("/><INCOND NAME="${c}" AND_OR="O" OP=")"/>`,
  );
const posts = some(
  fc
    .tuple(event, date, pick("+", "-"))
    .map(([name, on, sign]) => `<OUTCOND NAME="${name}" ODATE="${on}" SIGN="${sign}"/>`),
  3,
);
const action = fc.oneof(
  pick("OK", "NOTOK", "RERUN", "SPCYC").map((what) => `<DOACTION ACTION="${what}"/>`),
  fc.tuple(event, pick("+", "-")).map(([name, sign]) => `<DOCOND NAME="${name}" SIGN="${sign}"/>`),
  pick("F0", "F1").map((name) => `<DOFORCEJOB TABLE_NAME="${name}"/>`),
  pick("J0", "J1", "J11").map((name) => `<DOFORCEJOB NAME="${name}"/>`),
  fc.constant('<DOMAIL DEST="a@example.com;OPS" SUBJECT="s" MESSAGE="m"/>'),
  pick("%%\\G", "%%L").map((name) => `<DOVARIABLE NAME="${name}" VALUE="1"/>`),
);
const rule = fc
  .tuple(
    pick("OK", "NOTOK", "*", "COMPSTAT EQ 4", "COMPSTAT GT 7", "RUNCOUNT GE 2", "*ORA-*1"),
    some(action, 3),
  )
  .map(([code, actions]) => `<ON STMT="*" CODE="${code}">${actions}</ON>`);
const shout = pick(
  '<SHOUT WHEN="LATESUB" TIME="0600" DEST="EM" MESSAGE="m"/>',
  '<SHOUT WHEN="LATETIME" TIME="0700" DAYSOFFSET="1" DEST="EM" MESSAGE="m"/>',
  '<SHOUT WHEN="EXECTIME" TIME="&gt;010" DEST="EM" MESSAGE="m"/>',
  '<SHOUT WHEN="NOTOK" DEST="x@example.com" MESSAGE="m"/>',
  '<SHOUT WHEN="OK" DEST="EM" MESSAGE="m"/>',
);
const job = (index: number) =>
  fc
    .tuple(
      fc.oneof(waits, bracketed),
      posts,
      some(rule, 2),
      some(shout, 2),
      pick("", ' MAXRERUN="3"', ' CYCLIC="1" INTERVAL="00010M"', ' END_FOLDER="Y"'),
      pick("ALL", "ALL", "", "1,15"),
    )
    .map(
      ([condition, effects, rules, shouts, more, days]) =>
        `<JOB JOBNAME="J${index}" TASKTYPE="Command" CMDLINE="x" DAYS="${days}"${more}>${condition}${effects}${rules}${shouts}</JOB>`,
    );
const jobs = (from: number) =>
  fc.nat(3).chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => job(from + at))));

/** Control-M: a folder of each kind, with a sub-folder in the smart one. */
export const eventFlows: fc.Arbitrary<string> = fc
  .record({
    ...{ first: jobs(0), second: jobs(10), within: jobs(20) },
    ...{
      head: waits,
      headPosts: fc.tuple(posts, some(rule, 1)).map((parts) => parts.join("")),
      subHead: waits,
      subPosts: posts,
      adjust: pick("N", "Y", "B", "D"),
    },
  })
  .map(({ first, second, within, head, headPosts, subHead, subPosts, adjust }) => {
    const sub = `<SUB_FOLDER JOBNAME="S" DAYS="ALL">${subHead}${subPosts}${within.join("")}</SUB_FOLDER>`;
    const order = 'FOLDER_ORDER_METHOD="SYSTEM"';
    return (
      `<DEFTABLE><FOLDER FOLDER_NAME="F0" ${order}>${first.join("")}</FOLDER>` +
      `<SMART_FOLDER FOLDER_NAME="F1" ${order} DAYS="ALL" ADJUST_COND="${adjust}">${head}${headPosts}${second.join("")}${within.length > 0 ? sub : ""}</SMART_FOLDER></DEFTABLE>`
    );
  });

const named = pick("B0", "B1", "J0", "J1", "J2", "J3", "J4");
const atom = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(pick("s", "s", "s", "f", "d", "t", "n"), named, pick("", "", "", ", 0", ", 2.30"))
      .map(([status, name, lookBack]) => `${status}(${name}${lookBack})`),
  },
  pick('v(G) = "Y"', "v(G) > 3", "e(J0) <= 4", "s(X^PRD)", "f(X^PRD)"),
);
const condition = fc
  .tuple(atom, fc.array(fc.tuple(pick(" & ", " | "), atom), { maxLength: 3 }))
  .map(([first, more]) => `condition: ${first}${more.map((each) => each.join("")).join("")}`);
const lines = (choices: readonly fc.Arbitrary<string>[]) =>
  fc.subarray([...choices]).chain((chosen) => fc.tuple(...chosen));
const ofJobs = lines([
  condition,
  pick("term_run_time: 60", "n_retrys: 2"),
  pick("success_codes: 0-4", "success_codes: 3", "fail_codes: 5,6,7", "max_exit_success: 2"),
  fc.constant("box_terminator: 1\njob_terminator: 1"),
  pick("max_run_alarm: 80", "min_run_alarm: 1"),
  fc.constant("send_notification: y\nnotification_emailaddress: a@example.com"),
]);
const ofBoxes = lines([
  condition,
  pick("box_success: s(J0)", "box_success: s(J0) & s(J1)", "box_failure: f(J1)"),
  fc.constant('date_conditions: 1\ndays_of_week: all\nstart_times: "02:00"\nmust_start_times: +5'),
]);

/** AutoSys: two boxes, the second in the first or beside it, and five jobs in either or in none. */
export const statusFlows: fc.Arbitrary<string> = fc
  .record({
    boxes: fc.tuple(ofBoxes, ofBoxes),
    isNested: fc.boolean(),
    jobs: fc.tuple(...Array.from({ length: 5 }, () => fc.tuple(pick("", "B0", "B1"), ofJobs))),
  })
  .map(({ boxes, isNested, jobs: members }) => {
    const block = (name: string, type: string, box: string, more: readonly string[]) =>
      [
        `insert_job: ${name}   job_type: ${type}`,
        ...(type === "CMD" ? [`command: /bin/${name}`, "machine: m"] : []),
        ...(box === "" ? [] : [`box_name: ${box}`]),
        ...[...more, "", ""],
      ].join("\n");
    return [
      block("B0", "BOX", "", boxes[0]),
      block("B1", "BOX", isNested ? "B0" : "", boxes[1]),
      ...members.map(([box, more], index) => block(`J${index}`, "CMD", box, more)),
    ].join("");
  });
