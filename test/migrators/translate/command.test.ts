import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Mapping } from "#migrators/mapping.ts";
import type { TaskSpec } from "#schemas/types.ts";
import { draftedAutosys, draftedControlM, xmlFolder } from "#test/support/drafted.ts";
import { Host } from "#test/support/run-task.ts";

const attribute = (text: string): string =>
  text.replace(/[&<"'\n\t\r]/g, (each) => `&#${each.charCodeAt(0)};`);
const xmlJob = (attributes: Record<string, string>, children = ""): string =>
  `<JOB JOBNAME="J" ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${attribute(value)}"`)
    .join(" ")}>${children}</JOB>`;
const ofControlM = (attributes: Record<string, string>, children = "") =>
  draftedControlM(xmlFolder(xmlJob(attributes, children)));
const line = (command: string, children = "") =>
  ofControlM({ TASKTYPE: "Command", CMDLINE: command }, children);
const taskOf = (found: { tasks: Record<string, TaskSpec>; refused: Record<string, string> }) => {
  expect(found.refused).toEqual({});
  return Object.values(found.tasks)[0] as TaskSpec;
};
const variable = (name: string, value: string): string =>
  `<VARIABLE NAME="${name}" VALUE="${attribute(value)}"/>`;
const jil = (attributes: string) =>
  draftedAutosys(`insert_job: J   job_type: CMD\nmachine: m1\n${attributes}\n`);

describe("Control-M's commands", () => {
  test("CM-58: backticks, dollars and backslashes reach the shell as they are", () => {
    using host = new Host();
    const command = "printf '%s\\n' `echo a` $HOME 'C:\\new' \"%\"";
    expect(taskOf(line(command)).run).toContain(command);
    expect(host.run(taskOf(line(command))).output).toBe(`a\n${host.home}\nC:\\new\n%\n`);
  });

  test("CM-52: values of the run where the text has them, in any quotes", () => {
    using host = new Host();
    const task = taskOf(
      line(
        "echo %%$ODATE '<%%ODATE>' \"[%%A..txt]\" %%A.%%$ODATE. # don't %%ODATE",
        variable("%%A", "x y"),
      ),
    );
    expect(host.run(task).output).toBe("20260102 <260102> [x y.txt] x y20260102\n");
    expect(task.env).toEqual({
      ODATE_YYYYMMDD: "${{ run.date.replace('-', '') }}",
      ODATE_YYMMDD: "${{ run.date.substring(2, 10).replace('-', '') }}",
    });
  });

  test("quotes that would be empty are left out", () => {
    expect(taskOf(line("x '%%ODATE' 'a %%ODATE' '%%ODATE.%%ODATE.b'")).run).toBe(
      `cd || exit\nx "$ODATE_YYMMDD" 'a '"$ODATE_YYMMDD" "$ODATE_YYMMDD""$ODATE_YYMMDD"'b'\n`,
    );
  });

  test.each([
    "cat <<E\n%%ODATE\nE",
    "echo \"$(echo '%%ODATE')\"",
    "echo \\%%ODATE",
    "echo $%%ODATE",
  ])("%j is refused: no variable is read there", (command) => {
    expect(line(command).refused).toEqual({ "F/J": "autoedit-place" });
  });

  test("the clock is asked when the command starts", () => {
    using host = new Host();
    const found = line("echo %%TIME.");
    expect(host.run(taskOf(found)).output).toMatch(/^\d{6}\n$/);
    expect(found.outcomeOf("F/J", "CMDLINE")).toBe("equivalent autoedit-clock");
  });

  test("variables of folders are inherited, and those that no text names are given on", () => {
    const found = draftedControlM(
      xmlFolder(
        variable("%%LIB", "/apps/gl") +
          xmlJob({ TASKTYPE: "Command", CMDLINE: "%%LIB/a.sh" }, variable("%%MODE", "full")),
        'SMART_FOLDER FOLDER_NAME="F"',
      ),
    );
    expect(taskOf(found)).toMatchObject({
      run: "cd || exit\n/apps/gl/a.sh\n",
      env: { MODE: "full" },
    });
    expect(found.outcomeOf("F/J", "%%MODE")).toBe("equivalent autoedit-environment");
  });

  test.each(["%%PRECMD", "%%POSTCMD", "%%\\GLOBAL", "%%\\\\POOL\\X"])(
    "%s does more than name a value",
    (name) => {
      expect(line("x", variable(name, "y")).refused).toEqual({ "F/J": "autoedit-special" });
    },
  );

  test("a script gets its parameters, whatever is in them", () => {
    using host = new Host();
    const script = join(host.home, "a b.sh");
    writeFileSync(script, '#!/bin/sh\nprintf "<%s>" "$@" "$PWD"\n');
    chmodSync(script, 0o755);
    const task = taskOf(
      ofControlM(
        { TASKTYPE: "Job", MEMLIB: host.home, MEMNAME: "a b.sh", CMDLINE: "not this" },
        variable("%%PARM1", "it's") + variable("%%PARM2", "%%$CALCDATE %%$ODATE -1"),
      ),
    );
    expect(host.run(task).output).toBe(`<it's><20260101><${host.home}>`);
  });

  test.each([
    ["a gap", variable("%%PARM1", "a") + variable("%%PARM3", "c")],
    ["one that nobody knows", variable("%%PARM1", "%%OWDAY")],
  ])("a script whose parameters have %s is refused, since it would run with others", (_, parts) => {
    const found = ofControlM({ TASKTYPE: "Job", MEMLIB: "/opt", MEMNAME: "a.sh" }, parts);
    expect(found.refused).toEqual({ "F/J": "autoedit-parameter-unknown" });
  });

  test("CM-53: a stale body is no script", () => {
    const found = ofControlM({
      ...{ TASKTYPE: "Job", MEMNAME: "/x.sh", USE_INSTREAM_JCL: "N", INSTREAM_JCL: "echo stale" },
    });
    expect(taskOf(found).run).toBe("cd || exit\n/x.sh\n");
  });

  test("a body runs by the interpreter that it names", () => {
    using host = new Host();
    const body =
      '#!/bin/bash\nfor word in "$@" %%ODATE; do\n\techo "$word" ${BASH_VERSION:+bash}\ndone\nexit 3';
    const task = taskOf(
      ofControlM(
        { TASKTYPE: "Job", USE_INSTREAM_JCL: "Y", INSTREAM_JCL: body },
        variable("%%PARM1", "one"),
      ),
    );
    expect(host.run(task)).toEqual({ code: 3, output: "one bash\n260102 bash\n" });
    const plain = "#!/bin/sh\nfalse\necho on $1\n";
    const other = ofControlM(
      { TASKTYPE: "Job", USE_INSTREAM_JCL: "Y", INSTREAM_JCL: plain },
      variable("%%PARM1", "one"),
    );
    expect(host.run(taskOf(other)).output).toBe("on one\n");
  });

  test.each(["%%ODATE", "%%TIME"])("%s in a script that no shell reads is refused", (name) => {
    const body = `#!/usr/bin/python3\nprint("${name}")`;
    const found = ofControlM({ TASKTYPE: "Job", USE_INSTREAM_JCL: "Y", INSTREAM_JCL: body });
    expect(found.refused).toEqual({ "F/J": "autoedit-place" });
  });

  test("what is let go outlives its task", async () => {
    using host = new Host();
    const task = taskOf(
      ofControlM({ TASKTYPE: "Detached", CMDLINE: "mkfifo p; read x < p; echo $x > q; mv q r" }),
    );
    expect(host.run(task).code).toBe(0);
    await expect.poll(() => existsSync(join(host.home, "p"))).toBe(true);
    writeFileSync(join(host.home, "p"), "later\n");
    await expect.poll(() => existsSync(join(host.home, "r"))).toBe(true);
    expect(readFileSync(join(host.home, "r"), "utf8")).toBe("later\n");
  });

  test.each([
    "c:\\test1.bat",
    '"C:\\Program Files\\a.exe" -x',
    "cmd /c del x",
    "\\\\host\\share\\a",
    "x.ps1",
  ])("%s is of Windows", (command) => {
    expect(line(command).refused).toEqual({ "F/J": "command-windows" });
  });
});

describe("AutoSys' commands", () => {
  test("AS-45: output goes to the file as well", () => {
    using host = new Host();
    const out = join(host.home, "out file");
    writeFileSync(out, "before\n");
    const found = jil(`command: echo said; echo wrong >&2; exit 4\nstd_out_file: >> ${out}`);
    expect(found.outcomeOf("J", "std_out_file")).toBe("equivalent output-kept");
    const { code, output } = host.run(taskOf(found));
    expect(code).toBe(4);
    expect(output.split("\n").toSorted().join(" ")).toBe(" said wrong");
    expect(readFileSync(out, "utf8")).toBe("before\nsaid\n");
  });

  test("both into one file, which is emptied", () => {
    using host = new Host();
    const out = join(host.home, "out");
    writeFileSync(out, "before\n");
    const task = taskOf(
      jil(`command: echo said; echo wrong >&2\nstd_out_file: ">${out}"\nstd_err_file: ">${out}"`),
    );
    host.run(task);
    expect(readFileSync(out, "utf8").split("\n").toSorted().join(" ")).toBe(" said wrong");
  });

  test("files are named by variables of the run, which the task has", () => {
    using host = new Host();
    const task = taskOf(
      jil(`command: echo said\nstd_out_file: "${host.home}/$AUTO_JOB_NAME.\${AUTORUN}.log"`),
    );
    expect(task.env).toEqual({ AUTO_JOB_NAME: "J", AUTORUN: "${{ run.id }}" });
    host.run(task);
    expect(readFileSync(join(host.home, "J.1.log"), "utf8")).toBe("said\n");
    expect(jil("command: echo $AUTOPID").refused).toEqual({ J: "command-agent-variable" });
  });

  test("a shell that the job names reads its command", () => {
    using host = new Host();
    const found = jil(
      "command: echo ${BASH_VERSION:+bash} 'it''s'; false; exit 3\nshell: /bin/bash",
    );
    expect(host.run(taskOf(found))).toEqual({ code: 3, output: "bash its\n" });
  });

  test("a profile is read before, and the input is a file", () => {
    using host = new Host();
    writeFileSync(join(host.home, "profile"), "WHO=me; false\n");
    writeFileSync(join(host.home, "in"), "given\n");
    const found = jil(
      `command: cat; echo $WHO\nprofile: ${host.home}/profile\nstd_in_file: ${host.home}/in`,
    );
    expect(host.run(taskOf(found))).toEqual({ code: 0, output: "given\nme\n" });
  });

  test("variables that only the host can have are told", () => {
    const found = jil("command: $APP/run.sh $HOME '$NF' && X=1 && echo $X");
    expect(found.outcomeOf("J", "command")).toBe("equivalent command-host-variable");
    expect(jil("command: echo $HOME").outcomeOf("J", "command")).toBe("exact same");
  });

  test("AS-50: `%%VAR%%` is literal, and AS-12: globs and comments", () => {
    expect(taskOf(jil("command: echo %%VAR%% a   # b")).run).toBe(
      "cd || exit\necho %%VAR%% a   # b\n",
    );
    expect(taskOf(jil("command: cp /tmp/in/* /tmp/out/ /* stage */")).run).toContain(
      "cp /tmp/in/* /tmp/out/\n",
    );
  });

  test("a secret that the mapping names has the place of a password", () => {
    const mapping = (...secrets: string[]) => ({
      mapping: new Mapping({ secrets: { J: secrets } }),
    });
    const lines = (command: string, ...names: string[]) => {
      const found = draftedAutosys(
        `insert_job: J\njob_type: CMD\nmachine: m\n${command}\n`,
        mapping(...names),
      );
      expect(JSON.stringify(found.tasks)).not.toContain("hunter");
      if (found.refused.J !== undefined) return found.refused.J;
      const { run, secrets, env } = taskOf(found);
      return { run, secrets, ...(env && { env }) };
    };
    expect(lines("command: isql -U u -P hunter2 -S s", "fin/db-pass")).toEqual({
      run: 'cd || exit\nisql -U u -P "$DB_PASS" -S s\n',
      secrets: ["fin/db-pass"],
    });
    expect(lines("command: x --password 'hunter 2' | y 'token=hunter3'", "a/p", "a/q")).toEqual({
      run: `cd || exit\nx --password "$P" | y 'token='"$Q"\n`,
      secrets: ["a/p", "a/q"],
    });
    expect(
      lines("command: sqlplus ada/hunter2@shop\nenvvars: DB_URL=pg://u:hunter3@h/x", "p"),
    ).toEqual({
      run: 'cd || exit\nsqlplus ada/"$P"@shop\n',
      secrets: ["a/db-url", "p"],
    });
    // One secret too few or too many, and a password that a shell would read as more than itself.
    expect(lines("command: x --password hunter2 -y token=hunter3", "p")).toBe("command-secret");
    expect(lines("command: x --password hunter2", "p", "q")).toBe("command-secret");
    expect(lines("command: x --password hunter$1", "p")).toBe("command-secret");
    expect(lines('command: isql -P "hunter 2"', "p")).toBe("command-secret");
  });

  test("AS-48: a password is in no spec", () => {
    const found = jil("command: isql -U u -P hunter2 -S s");
    expect(found.refused).toEqual({ J: "command-secret" });
    expect(JSON.stringify(found.tasks)).not.toContain("hunter2");
  });
});

test("texts survive: the shell gets the arguments that were written", () => {
  using host = new Host();
  const unit = fc.constantFrom(..."ab%$\\'\"`#;&|<>(){}*?~!= \t\n${", "${{", "%", "é");
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
      (words) => {
        fc.pre(!words.some((word) => word.includes("%%")));
        const command = `printf '<%s>' ${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}`;
        const found = line(command);
        fc.pre(Object.keys(found.refused).length === 0);
        expect(host.run(taskOf(found)).output).toBe(words.map((word) => `<${word}>`).join(""));
      },
    ),
    { numRuns: 60 },
  );
});

test("a value that only the run knows reaches the shell as if it stood in the text", () => {
  using host = new Host();
  const unit = fc.constantFrom(
    ...[
      "%%$ODATE.",
      "%%$ODATE.",
      "a",
      " ",
      "'",
      "'",
      '"',
      '"',
      "\\",
      "$",
      "#",
      "`",
      "$(echo ",
      ")",
    ],
    ...[";", "\n", "x=", "$x", "${x:-", "}", "<<E\n", "\nE\n", "||", "$((1+", "))"],
  );
  let compared = 0;
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (written) => {
      // The number of a process is another one each time.
      fc.pre(!written.includes("$$"));
      const command = `printf '<%s>' ${written}`;
      const found = line(command);
      if (Object.keys(found.refused).length > 0) return;
      const known = line(command.replaceAll("%%$ODATE.", "20260102"));
      const [expected, end] = [known, found].map((each) => {
        const { code, output } = host.run(taskOf(each));
        return { code, output: output.replaceAll(/\S+\.script/g, "script") };
      });
      // What no shell reads needn't be misread alike.
      if (/[Ss]yntax error|[Bb]ad substitution|arithmetic/.test(expected?.output ?? "")) return;
      expect(end).toEqual(expected);
      compared++;
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(10);
});
