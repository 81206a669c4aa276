// Generated from schemas/*.schema.json by `npm run generate`; do not edit.
/**
 * A name, or a pattern: `*` is any part of it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "namePattern".
 */
export type AlertNamePattern = string;
/**
 * How bad it is.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "severity".
 */
export type AlertSeverity = "critical" | "error" | "warning" | "info";
/**
 * What has happened.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kind".
 */
export type AlertKindName =
  | "failed"
  | "late"
  | "at-risk"
  | "did-not-start"
  | "stuck"
  | "too-fast"
  | "empty"
  | "overrun"
  | "underrun"
  | "succeeded"
  | "retried"
  | "sync-failed"
  | "trigger-failing"
  | "worker-lost"
  | "started-twice";
/**
 * An address of http or https, without a name and password in it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "url".
 */
export type AlertUrl = string;
/**
 * A day of the week.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "weekday".
 */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
/**
 * When it begins.
 */
export type TimeOfDay = string;
/**
 * When it ends.
 */
export type TimeOfDay1 = string;
/**
 * A date such as 2026-12-31.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "fullDate".
 */
export type FullDate = string;
/**
 * At least so bad.
 */
export type AlertSeverity1 = "critical" | "error" | "warning" | "info";
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "label".
 */
export type Label = string;
/**
 * So long after the alert was opened.
 */
export type Duration = string;
/**
 * Name of a channel of the control repository.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "channelName".
 */
export type AlertChannelName = string;
/**
 * When it begins.
 */
export type TimeOfDay2 = string;
/**
 * When it ends.
 */
export type TimeOfDay3 = string;
/**
 * What is at least so bad is told all the same; `critical` when left out.
 */
export type AlertSeverity2 = "critical" | "error" | "warning" | "info";
/**
 * Told again after so long, and again, while it is open and nobody has acknowledged it; 5m at least. Never when left out.
 */
export type Duration1 = string;
/**
 * How bad these are.
 */
export type AlertSeverity3 = "critical" | "error" | "warning" | "info";
/**
 * Secret whose value is the URL of an incoming webhook.
 */
export type SecretName = string;
/**
 * Secret whose value is a bot's token, with the right `chat:write`.
 */
export type SecretName1 = string;
/**
 * Another address of the API than `https://slack.com/api`.
 */
export type AlertUrl1 = string;
/**
 * Secret whose value is the integration key of a service.
 */
export type SecretName2 = string;
/**
 * Another address than `https://events.pagerduty.com`, such as `https://events.eu.pagerduty.com`.
 */
export type AlertUrl2 = string;
/**
 * Secret whose value is the password.
 */
export type SecretName3 = string;
/**
 * Address of the instance: `https://example.service-now.com`.
 */
export type AlertUrl3 = string;
/**
 * Secret whose value is the password of `user`.
 */
export type SecretName4 = string;
/**
 * Secret whose value is an OAuth token, instead of `user`.
 */
export type SecretName5 = string;
/**
 * Its address, without `/api/v2/alerts`.
 */
export type AlertUrl4 = string;
/**
 * Secret whose value is the password of `user`.
 */
export type SecretName6 = string;
/**
 * Secret whose value is a bearer token, instead of `user`.
 */
export type SecretName7 = string;
/**
 * Where it is posted to.
 */
export type AlertUrl5 = string;
/**
 * Secret that signs: 16 characters or more.
 */
export type SecretName8 = string;
/**
 * Within so long; 10m when left out.
 */
export type Duration2 = string;
/**
 * A message that it doesn't take for so long is given up; 3d when left out.
 */
export type Duration3 = string;
/**
 * A run that is due so long, waits for nothing that its spec names, and of which no task has started.
 */
export type Duration4 = string;
/**
 * A line of `trunkline import --backtest --output json`: what became of one start by the legacy rules or of one run of a log; the last line has the sums.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "backtestFile".
 */
export type BacktestLine = BacktestVerdict | BacktestSums;
/**
 * The newest of them.
 */
export type ExplainedDate = string;
/**
 * The file `calendars/NAME.yaml` of the project.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "calendarName".
 */
export type CalendarName = string;
/**
 * A date such as 2026-12-31, or a day of each year such as 12-31.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "anyDate".
 */
export type AnyDate = string;
/**
 * Days of the week.
 *
 * @minItems 1
 * @maxItems 7
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "weekdays".
 */
export type Weekdays = Weekday[];
/**
 * Months of the year.
 *
 * @minItems 1
 * @maxItems 12
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "months".
 *
 * Items: A month of the year.
 */
export type Months = ("jan" | "feb" | "mar" | "apr" | "may" | "jun" | "jul" | "aug" | "sep" | "oct" | "nov" | "dec")[];
/**
 * A date such as 2026-12-31 or 12-31 (each year), or a rule: `{date: 12-25, substitute: next}`, `{from: 12-24, until: 01-02}`, `{nth: -1, weekday: [mon], month: [may]}`, `{easter: -2}`, `{weekday: [wed], before: 11-23}`, `{day: -1}`, `{every: 91, from: 2026-01-31}`, `{calendar: other}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "calendarDay".
 */
export type CalendarDay =
  | string
  | {
      name?: Line;
      /**
       * Only in these years; both ends are included.
       */
      years?: {
        /**
         * First year.
         */
        from?: number;
        /**
         * Last year.
         */
        until?: number;
      };
      date?: AnyDate1;
      /**
       * With `date`: where the day goes when it falls on a day that the calendar's `weekdays` leave out (without those: on Saturday or Sunday). `next` and `previous` take the next free day on that side, `nearest` the nearer one; a map says it by weekday, such as `{sat: previous, sun: next}`, and leaves the others. A day that the list gives another holiday is passed over.
       */
      substitute?:
        | string
        | {
            /**
             * When it falls on Monday.
             */
            mon?: "next" | "previous" | "nearest";
            /**
             * When it falls on Tuesday.
             */
            tue?: "next" | "previous" | "nearest";
            /**
             * When it falls on Wednesday.
             */
            wed?: "next" | "previous" | "nearest";
            /**
             * When it falls on Thursday.
             */
            thu?: "next" | "previous" | "nearest";
            /**
             * When it falls on Friday.
             */
            fri?: "next" | "previous" | "nearest";
            /**
             * When it falls on Saturday.
             */
            sat?: "next" | "previous" | "nearest";
            /**
             * When it falls on Sunday.
             */
            sun?: "next" | "previous" | "nearest";
          };
      from?: AnyDate2;
      until?: AnyDate3;
      /**
       * Days after Easter Sunday of the western churches: -2 is Good Friday.
       */
      easter?: number;
      /**
       * Days after Easter Sunday of the eastern churches.
       */
      orthodoxEaster?: number;
      /**
       * Which of the `weekday`s of each month (or of `month`): 1 is the first, -1 the last.
       */
      nth?: number;
      weekday?: Weekdays1;
      month?: Months1;
      before?: AnyDate4;
      after?: AnyDate5;
      /**
       * A day of each month (or of `month`): 1 is the first, -1 the last.
       */
      day?: number;
      /**
       * Each so many days, counted from `from`: 7 is a week, 91 a quarter of 13 weeks.
       */
      every?: number;
      calendar?: CalendarName1;
    };
/**
 * What the day is, for people: `why` and `calendar show` say it.
 */
export type Line = string;
/**
 * A date, or a day of each year.
 */
export type AnyDate1 = string;
/**
 * First day of a range, up to `until`; with `every` the day from which it counts.
 */
export type AnyDate2 = string;
/**
 * Last day of the range. Of days of each year it may be earlier in the year than `from`: then it is the next year's.
 */
export type AnyDate3 = string;
/**
 * The days of the week that `nth`, `before` or `after` look for.
 *
 * @minItems 1
 * @maxItems 7
 */
export type Weekdays1 = Weekday[];
/**
 * With `nth` or `day`: only in these months.
 *
 * @minItems 1
 * @maxItems 12
 *
 * Items: A month of the year.
 */
export type Months1 = ("jan" | "feb" | "mar" | "apr" | "may" | "jun" | "jul" | "aug" | "sep" | "oct" | "nov" | "dec")[];
/**
 * The last such weekday before this day.
 */
export type AnyDate4 = string;
/**
 * The first such weekday after this day.
 */
export type AnyDate5 = string;
/**
 * All days of another calendar.
 */
export type CalendarName1 = string;
/**
 * A list of days.
 *
 * @maxItems 5000
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "calendarDays".
 */
export type CalendarDays = CalendarDay[];
/**
 * Days of the week that are in it.
 *
 * @minItems 1
 * @maxItems 7
 */
export type Weekdays2 = Weekday[];
/**
 * Days that are in it beside its weekdays: the union with those.
 *
 * @maxItems 5000
 */
export type CalendarDays1 = CalendarDay[];
/**
 * Days that are not in it, such as holidays: the difference.
 *
 * @maxItems 5000
 */
export type CalendarDays2 = CalendarDay[];
/**
 * Days that are in it whatever else is said, such as a Saturday on which people work.
 *
 * @maxItems 5000
 */
export type CalendarDays3 = CalendarDay[];
/**
 * A date such as 2026-12-31.
 */
export type FullDate1 = string;
/**
 * A date such as 2026-12-31.
 */
export type FullDate2 = string;
/**
 * Name of the connection: `orders-db` is the file `connections/orders-db.yaml`.
 */
export type PipelineName = string;
/**
 * A text, a number or a truth value.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "scalar".
 */
export type ScalarValue = string | number | boolean;
/**
 * Name of a column as the database has it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "column".
 */
export type ColumnName = string;
/**
 * At most so far from the median of the task's earlier runs, such as `30%`. Judged from the third run on.
 */
export type Percent = string;
/**
 * Name of a column as the database has it.
 */
export type ColumnName1 = string;
/**
 * At most so old, such as `26h`, by the database's clock.
 */
export type Duration5 = string;
/**
 * Where `query` is asked, if elsewhere.
 */
export type PipelineName1 = string;
/**
 * A part of a hundred, such as `30%`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "percent".
 */
export type Percent1 = string;
/**
 * Name of the database.
 */
export type Line1 = string;
/**
 * Name of the database's user.
 */
export type Line2 = string;
/**
 * Secret that holds the password; none unless given.
 */
export type SecretName9 = string;
/**
 * Name of the host's user.
 */
export type Line3 = string;
/**
 * `ssh-ed25519 AAAA…`, `ecdsa-sha2-nistp256 AAAA…`, `ssh-rsa AAAA…`, or `SHA256:…`.
 */
export type HostKey = string;
/**
 * Secret that holds the user's private key, in OpenSSH's own format or as PEM (PKCS#1, SEC1).
 */
export type SecretName10 = string;
/**
 * Secret that holds the key's passphrase, for one that is encrypted.
 */
export type SecretName11 = string;
/**
 * Secret that holds the user's password. Beside a `key` it is for hosts that ask for both.
 */
export type SecretName12 = string;
/**
 * How long connecting and logging in may take. Default 20s.
 */
export type Duration6 = string;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue1 = string | number | boolean;
/**
 * Secret that holds a bearer token, of a service account for example.
 */
export type SecretName13 = string;
/**
 * Secret that holds a client certificate, as PEM text.
 */
export type SecretName14 = string;
/**
 * Secret that holds the key of the client certificate, as PEM text.
 */
export type SecretName15 = string;
/**
 * `HOST` or `HOST:PORT`; the port is 9092 unless given. An IPv6 address is in brackets.
 */
export type KafkaBroker = string;
/**
 * Name of the user; without a login unless given.
 */
export type Line4 = string;
/**
 * Secret that holds the password of `user`.
 */
export type SecretName16 = string;
/**
 * Secret that holds a client certificate, as PEM text.
 */
export type SecretName17 = string;
/**
 * Secret that holds the key of the client certificate, as PEM text.
 */
export type SecretName18 = string;
/**
 * Secret that holds the id of the access key.
 */
export type SecretName19 = string;
/**
 * Secret that holds the secret access key.
 */
export type SecretName20 = string;
/**
 * Secret that holds the session token of temporary credentials.
 */
export type SecretName21 = string;
/**
 * Secret that holds the id of the access key.
 */
export type SecretName22 = string;
/**
 * Secret that holds the secret access key.
 */
export type SecretName23 = string;
/**
 * Secret that holds the session token of temporary credentials.
 */
export type SecretName24 = string;
/**
 * Virtual host. Default `/`.
 */
export type Line5 = string;
/**
 * Name of the user.
 */
export type Line6 = string;
/**
 * Secret that holds the password.
 */
export type SecretName25 = string;
/**
 * Secret that holds a client certificate, as PEM text.
 */
export type SecretName26 = string;
/**
 * Secret that holds the key of the client certificate, as PEM text.
 */
export type SecretName27 = string;
/**
 * `HOST` or `HOST:PORT`; the port is 4222 unless given. An IPv6 address is in brackets.
 */
export type NatsServer = string;
/**
 * Name of the user.
 */
export type Line7 = string;
/**
 * Secret that holds the password of `user`.
 */
export type SecretName28 = string;
/**
 * Secret that holds a token.
 */
export type SecretName29 = string;
/**
 * Secret that holds the text of a `.creds` file: a JWT and its seed.
 */
export type SecretName30 = string;
/**
 * Secret that holds a client certificate, as PEM text.
 */
export type SecretName31 = string;
/**
 * Secret that holds the key of the client certificate, as PEM text.
 */
export type SecretName32 = string;
/**
 * Secret that holds the id of the access key.
 */
export type SecretName33 = string;
/**
 * Secret that holds the secret access key.
 */
export type SecretName34 = string;
/**
 * Secret that holds the session token of temporary credentials.
 */
export type SecretName35 = string;
/**
 * Name of a header: letters, digits and `-`.
 */
export type HeaderName = string;
/**
 * Name of a header: letters, digits and `-`.
 */
export type HeaderName1 = string;
/**
 * How long a token holds where `expiresIn` doesn't say. Default `10m`; a refused one is renewed at once.
 */
export type Duration7 = string;
/**
 * Default `1h`.
 */
export type Duration8 = string;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue2 = string | number | boolean;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue3 = string | number | boolean;
/**
 * Name of a header: letters, digits and `-`.
 */
export type HeaderName2 = string;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue4 = string | number | boolean;
/**
 * Time between the first questions. Default `5s`.
 */
export type Duration9 = string;
/**
 * It grows by half with each, up to this. Default `60s`.
 */
export type Duration10 = string;
/**
 * So long a run may go without a known state before the attempt gives up; it is adopted by the next. Default `15m`.
 */
export type Duration11 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "secretName".
 */
export type SecretName36 = string;
/**
 * An absolute path.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerPath".
 */
export type ContainerPath = string;
/**
 * Folder of the host, without symbolic links on the way; the worker must have been started with `--container-mount` for it, or one above it.
 */
export type ContainerPath1 = string;
/**
 * Name of a connection of type `container`, which names the engine's socket; the worker's first one unless given.
 */
export type PipelineName2 = string;
/**
 * Image by its digest: `registry.example/etl@sha256:…`. A tag alone can be another image tomorrow; a worker takes it only if it was started with `--container-tags`.
 */
export type ContainerImage = string;
/**
 * Text for `/bin/sh -e -c` of the image, without `${{ }}`: values come as variables, from `env`.
 */
export type ContainerScript = string;
/**
 * Folder in which it starts; the image's own unless given.
 */
export type ContainerPath2 = string;
/**
 * Image by its digest: `registry.example/etl@sha256:…`. A tag alone can be another image tomorrow; a worker takes it only if it was started with `--container-tags`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerImage".
 */
export type ContainerImage1 = string;
/**
 * Text for `/bin/sh -e -c` of the image, without `${{ }}`: values come as variables, from `env`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerScript".
 */
export type ContainerScript1 = string;
/**
 * The e-mail address by which somebody logs in; small and capital letters are the same.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "person".
 */
export type PersonName = string;
/**
 * The name of a robot, as `trunkline tokens` knows it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "robot".
 */
export type RobotName = string;
/**
 * One of the roles that policies know.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "role".
 */
export type RoleName = "viewer" | "operator" | "author" | "approver" | "auditor" | "admin";
/**
 * What its members may do, together with owners and tags; every role includes `viewer`. The default policies say what each is for.
 */
export type Roles = RoleName[];
/**
 * What they may do, beside the roles of their teams.
 */
export type Roles1 = RoleName[];
/**
 * What it may do, beside the roles of its teams.
 */
export type Roles2 = RoleName[];
/**
 * The `@id` of a default policy.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "defaultPolicy".
 */
export type DefaultPolicyId =
  | "local-token"
  | "token-scopes"
  | "admin-everything"
  | "pii-needs-clearance"
  | "view-by-domain"
  | "view-own"
  | "view-server"
  | "operate-own"
  | "operate-own-production"
  | "robot-triggers-own"
  | "operate-own-project"
  | "operate-own-project-production"
  | "author-syncs-own-project"
  | "approve-own"
  | "approve-by-domain"
  | "break-glass-with-second-factor"
  | "merging-deploys"
  | "auditor-reads"
  | "granted-for-now"
  | "run-within-its-project"
  | "run-tells-its-project"
  | "run-uses-what-it-was-granted";
/**
 * The team that answers for the pipelines.
 */
export type Line8 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName3 = string;
/**
 * Zone of every time in the pipelines.
 */
export type Timezone = string;
/**
 * Whose rules read cron text.
 */
export type Dialect = "trunkline" | "debian" | "cronie" | "cronie-tz" | "kubernetes" | "busybox" | "systemd";
/**
 * Time of day at which a business date begins.
 */
export type TimeOfDay4 = string;
/**
 * Longest time of one attempt.
 */
export type Duration12 = string;
/**
 * Wait before the next attempt. Default `10s`.
 */
export type Duration13 = string;
/**
 * Longest wait with `backoff: exponential`; no limit unless given.
 */
export type Duration14 = string;
/**
 * What a failed task does to its run.
 */
export type OnFailure = "fail" | "continue" | "stop";
/**
 * A label of workers, such as `etl` or `host:etl01`: letters, digits and `. _ : / @ + -`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "workerLabel".
 */
export type WorkerLabel = string;
/**
 * Labels of the workers that take the tasks; a list nearer to the task replaces it.
 *
 * @maxItems 20
 */
export type RunsOn = WorkerLabel[];
/**
 * User of the worker's host that the tasks run as; the worker must allow it.
 */
export type UserName = string;
/**
 * Latest time of day to start, as of a task; not of `finally` and of tasks that run a pipeline.
 */
export type TimeOfDay5 = string;
/**
 * How many units, or `{units: 2, keepOnFailure: true}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "poolUse".
 */
export type PoolUse =
  | number
  | {
      /**
       * How many units. Default 1.
       */
      units?: number;
      /**
       * A failed task keeps the units until a rerun of it succeeds. Default false.
       */
      keepOnFailure?: boolean;
    };
/**
 * `exclusive`, `shared` or `none`, or `{mode: exclusive, keepOnFailure: true}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "lockUse".
 */
export type LockUse =
  | string
  | {
      /**
       * `exclusive` (default): nobody else holds it meanwhile; `shared`: others that share it may.
       */
      mode?: "exclusive" | "shared" | "none";
      /**
       * A failed task keeps the lock until a rerun of it succeeds. Default false.
       */
      keepOnFailure?: boolean;
    };
/**
 * How long it usually takes.
 */
export type Duration15 = string;
/**
 * What nine of ten attempts take at most; with `--seed` it says how far durations spread. Default: a quarter more than `takes`.
 */
export type Duration16 = string;
/**
 * How long it takes, or more than that.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskStub".
 */
export type TaskStub = string | {};
/**
 * A date like `2026-11-23`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "explainedDate".
 */
export type ExplainedDate1 = string;
/**
 * Who answers for it: a name or an address.
 */
export type WaiverText = string;
/**
 * Why, for whoever reads it later.
 */
export type WaiverText1 = string;
/**
 * The last day on which it counts, in UTC: `2027-01-31`. While it is more than 366 days ahead, it does not count.
 */
export type ExplainedDate2 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration17 = string;
/**
 * Only on business dates that are such a day.
 *
 * @minItems 1
 * @maxItems 7
 */
export type Weekdays3 = Weekday[];
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedConnection".
 */
export type PipelineName4 = string;
/**
 * The folder. Of the worker's host an absolute path; of a host by SFTP also one from its user's home, which is the default; of a bucket the beginning of keys, such as `raw/bank`, the whole bucket unless given. In tasks it may hold `${{ }}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedPath".
 */
export type WatchedPathSpec = string;
/**
 * Which files, by patterns of their paths below the folder. In tasks each may hold `${{ }}`.
 *
 * @minItems 1
 * @maxItems 50
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedFiles".
 *
 * Items: `orders-*.csv`, `** /*.parquet`: `*` and `?` stay within a name, `**` stands for any folders; a dot at the beginning of a name is matched only by a dot.
 */
export type WatchedFilesSpec = string[];
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedEvery".
 */
export type Duration18 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedStable".
 */
export type Duration19 = string;
/**
 * A smaller file doesn't count. Default 0: an empty one does.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedMinBytes".
 */
export type WatchedMinBytesSpec = number;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedMinAge".
 */
export type Duration20 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedMaxAge".
 */
export type Duration21 = string;
/**
 * A file counts once this one is beside it, and isn't older: `{name}.done` with its name, `{stem}.ok` with its name without the last extension, or one name for all files of a folder, such as `_SUCCESS`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watchedMarker".
 */
export type WatchedMarkerSpec = string;
/**
 * Name of a connection of `type: ssh` (SFTP) or `type: s3`; a folder of the worker's own host unless given, for which the worker must have been started with `--local-files`.
 */
export type PipelineName5 = string;
/**
 * The folder. Of the worker's host an absolute path; of a host by SFTP also one from its user's home, which is the default; of a bucket the beginning of keys, such as `raw/bank`, the whole bucket unless given. In tasks it may hold `${{ }}`.
 */
export type WatchedPathSpec1 = string;
/**
 * Which files, by patterns of their paths below the folder. In tasks each may hold `${{ }}`.
 *
 * @minItems 1
 * @maxItems 50
 *
 * Items: `orders-*.csv`, `** /*.parquet`: `*` and `?` stay within a name, `**` stands for any folders; a dot at the beginning of a name is matched only by a dot.
 */
export type WatchedFilesSpec1 = string[];
/**
 * How long to wait between two looks. Default `30s`, at least `1s`. It is looked sooner where a file may be ready by then.
 */
export type Duration22 = string;
/**
 * A file counts once its size, its time and its content's mark were seen unchanged for so long. Default `30s`, or `0s` with `marker`; `0s`: it counts as soon as it is seen.
 */
export type Duration23 = string;
/**
 * A smaller file doesn't count. Default 0: an empty one does.
 */
export type WatchedMinBytesSpec1 = number;
/**
 * A file counts once it was changed so long ago, by the time that its place gives. Default `0s`.
 */
export type Duration24 = string;
/**
 * A file that was changed longer ago doesn't count. Default: however old.
 */
export type Duration25 = string;
/**
 * A file counts once this one is beside it, and isn't older: `{name}.done` with its name, `{stem}.ok` with its name without the last extension, or one name for all files of a folder, such as `_SUCCESS`.
 */
export type WatchedMarkerSpec1 = string;
/**
 * Name of a connection of `type: ssh` (SFTP) or `type: s3`; a folder of the worker's own host unless given, for which the worker must have been started with `--local-files`.
 */
export type PipelineName6 = string;
/**
 * The folder. Of the worker's host an absolute path; of a host by SFTP also one from its user's home, which is the default; of a bucket the beginning of keys, such as `raw/bank`, the whole bucket unless given. In tasks it may hold `${{ }}`.
 */
export type WatchedPathSpec2 = string;
/**
 * Which files, by patterns of their paths below the folder. In tasks each may hold `${{ }}`.
 *
 * @minItems 1
 * @maxItems 50
 *
 * Items: `orders-*.csv`, `** /*.parquet`: `*` and `?` stay within a name, `**` stands for any folders; a dot at the beginning of a name is matched only by a dot.
 */
export type WatchedFilesSpec2 = string[];
/**
 * How long to wait between two looks. Default `30s`, at least `1s`. It is looked sooner where a file may be ready by then.
 */
export type Duration26 = string;
/**
 * A file counts once its size, its time and its content's mark were seen unchanged for so long. Default `30s`, or `0s` with `marker`; `0s`: it counts as soon as it is seen.
 */
export type Duration27 = string;
/**
 * A smaller file doesn't count. Default 0: an empty one does.
 */
export type WatchedMinBytesSpec2 = number;
/**
 * A file counts once it was changed so long ago, by the time that its place gives. Default `0s`.
 */
export type Duration28 = string;
/**
 * A file that was changed longer ago doesn't count. Default: however old.
 */
export type Duration29 = string;
/**
 * A file counts once this one is beside it, and isn't older: `{name}.done` with its name, `{stem}.ok` with its name without the last extension, or one name for all files of a folder, such as `_SUCCESS`.
 */
export type WatchedMarkerSpec2 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName37 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName38 = string;
/**
 * Name of a header: letters, digits and `-`.
 */
export type HeaderName3 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName39 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration30 = string;
/**
 * Name of a header: letters, digits and `-`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "headerName".
 */
export type HeaderName4 = string;
/**
 * Name of the scheduler that the files are from, such as `PRD1`, for people and reports.
 */
export type Line9 = string;
/**
 * Zone of the host or the scheduler that the files are from.
 */
export type Timezone1 = string;
/**
 * Of Control-M: local time at which a working day begins.
 */
export type TimeOfDay6 = string;
/**
 * An IANA time zone such as `Europe/Berlin` or `UTC`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "timezone".
 */
export type Timezone2 = string;
/**
 * One line of text.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "line".
 */
export type Line10 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "timeOfDay".
 */
export type TimeOfDay7 = string;
/**
 * Of cron: whose the tables without users are, where their paths don't say it.
 */
export type UserName1 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName7 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay8 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pipelineName".
 */
export type PipelineName8 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "duration".
 */
export type Duration31 = string;
/**
 * Name of an object of the cluster.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kubernetesName".
 */
export type KubernetesName = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName9 = string;
/**
 * Image, best by its digest: `registry.example/etl@sha256:…`. A tag can be another image tomorrow.
 */
export type ContainerImage2 = string;
/**
 * Text for `/bin/sh -e -c` of the image, without `${{ }}`: values come as variables, from `env`.
 */
export type ContainerScript2 = string;
/**
 * Folder in which it starts; the image's own unless given.
 */
export type ContainerPath3 = string;
/**
 * Service account of the pod. Unless given: the namespace's own, whose token the pod doesn't get.
 */
export type KubernetesName1 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration32 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration33 = string;
/**
 * Labels that a worker must have, all of them, to take the task. None: any worker takes it.
 *
 * @maxItems 20
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "runsOn".
 */
export type RunsOn1 = WorkerLabel[];
/**
 * A user of the worker's host: letters, digits and `_ . @ -`, at most 64 characters, starting with a letter or `_`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "userName".
 */
export type UserName2 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration34 = string;
/**
 * Labels that a worker must have, all of them, to take the task. None: any worker takes it.
 *
 * @maxItems 20
 */
export type RunsOn2 = WorkerLabel[];
/**
 * A user of the worker's host: letters, digits and `_ . @ -`, at most 64 characters, starting with a letter or `_`.
 */
export type UserName3 = string;
/**
 * Secrets that the task may read, in place of its own list.
 *
 * @maxItems 50
 */
export type SecretNames = SecretName36[];
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName40 = string;
/**
 * Who comes first for workers and pools.
 */
export type Priority = number;
/**
 * When the first task must have started (of a task: the task itself).
 */
export type DeadlineLimit = string;
/**
 * When it must have succeeded.
 */
export type DeadlineLimit1 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay9 = string;
/**
 * Latest time of day to start.
 */
export type WindowEnd = string;
/**
 * An IANA time zone such as `Europe/Berlin` or `UTC`.
 */
export type Timezone3 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay10 = string;
/**
 * The times at which a run is due.
 */
export type ScheduleSpec =
  | string
  | {
      every?: Duration35;
      from?: TimeOfDay11;
      until?: TimeOfDay12;
      /**
       * One time of day, or a list of them, on each date; `weekdays` and `months` may restrict the dates.
       *
       * @minItems 1
       * @maxItems 1440
       */
      daily?: string | TimeOfDay7[];
      /**
       * Which day of the period: 1 is the first, -1 the last; or a list of them. A period that has fewer has none.
       *
       * @minItems 1
       * @maxItems 366
       */
      nthDay?: number | number[];
      /**
       * Which of the days of the period that are one of `weekdays`: 1 is the first, -1 the last; or a list of them. `{nthWeekday: 2, weekdays: [tue], at: "06:00"}` is the second Tuesday of each month.
       *
       * @minItems 1
       * @maxItems 366
       */
      nthWeekday?: number | number[];
      /**
       * Which business day of the period: 1 is the first, -1 the last; or a list of them. Business days are those of the trigger's `calendar`, else of the pipeline's, else Monday to Friday. A period that has fewer has none.
       *
       * @minItems 1
       * @maxItems 262
       */
      nthBusinessDay?: number | number[];
      /**
       * The period in which `nthDay`, `nthWeekday` and `nthBusinessDay` count: `week` (from Monday), `month` (default), `quarter` or `year`.
       */
      of?: "week" | "month" | "quarter" | "year";
      /**
       * One time of day, or a list of them, on the dates that `nthDay`, `nthWeekday`, `nthBusinessDay`, `weekdays` or `months` name.
       *
       * @minItems 1
       * @maxItems 1440
       */
      at?: string | TimeOfDay7[];
      /**
       * With `daily` or `at`: whose rules hold where clocks change. `autosys`: a time that clocks show twice runs the second time; of the times that they skip only the first runs, in the first minute after the gap. Without it a time that clocks skip runs right after the gap, and one that they show twice runs the first time.
       */
      dst?: "autosys";
      weekdays?: Weekdays4;
      months?: Months2;
    };
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration35 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay11 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay12 = string;
/**
 * Only dates that are one of these weekdays.
 *
 * @minItems 1
 * @maxItems 7
 */
export type Weekdays4 = Weekday[];
/**
 * Only dates in these months.
 *
 * @minItems 1
 * @maxItems 12
 *
 * Items: A month of the year.
 */
export type Months2 = ("jan" | "feb" | "mar" | "apr" | "may" | "jun" | "jul" | "aug" | "sep" | "oct" | "nov" | "dec")[];
/**
 * With `pipeline` a task of that run, else a task of the same run; with a matrix all of its instances.
 */
export type TaskReference = string;
/**
 * What is asked of the run, the task or the asset.
 */
export type AwaitedState =
  "succeeded" | "failed" | "cancelled" | "skipped" | "finished" | "running" | "notRunning" | "fresh" | "stale";
/**
 * What is asked of the task's exit code, such as `<= 4`; only with `task`.
 */
export type ComparisonText = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label1 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label2 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label3 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName10 = string;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue5 = string | number | boolean;
/**
 * A comparison of the variable's value, such as `>= 5`.
 */
export type ComparisonText1 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration36 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName11 = string;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue6 = string | number | boolean;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration37 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration38 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName12 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName13 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName41 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName42 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration39 = string;
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName43 = string;
/**
 * Labels that a worker must have, all of them, to take the task. None: any worker takes it.
 *
 * @maxItems 20
 */
export type RunsOn3 = WorkerLabel[];
/**
 * An IANA time zone such as `Europe/Berlin` or `UTC`.
 */
export type Timezone4 = string;
/**
 * The file `calendars/NAME.yaml` of the project.
 */
export type CalendarName2 = string;
/**
 * With `calendar`: what becomes of a run on a day that the calendar leaves out. `skip` (default): there is none; `next`, `previous`, `nearest`: it moves to such a day of the calendar. Runs that come to lie on one day and time are one.
 */
export type RollSpec =
  | string
  | {
      /**
       * Where it moves; `nearest` takes the later of two that are equally near.
       */
      to: "next" | "previous" | "nearest";
      /**
       * Most days of the week between the two dates; default 31.
       */
      limit?: number;
    };
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration40 = string;
/**
 * Whose rules read the schedule's cron text; the pipeline's unless given.
 */
export type Dialect1 = "trunkline" | "debian" | "cronie" | "cronie-tz" | "kubernetes" | "busybox" | "systemd";
/**
 * What becomes of due times that passed while nothing could start them: `none` drops them with a record, `latest` (default) starts the last one, `all` starts each.
 */
export type MissedSpec =
  | string
  | {
      /**
       * Always `all`; the others need no limit.
       */
      policy: "all";
      /**
       * Most missed due times to start at once, the newest.
       */
      limit: number;
    };
/**
 * Who comes first for workers and pools, of all tasks without their own.
 */
export type Priority1 = number;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration41 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration42 = string;
/**
 * Letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskName".
 */
export type TaskName = string;
/**
 * A name that expressions can use: letters, digits and `_`, at most 63 characters, not starting with a digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "identifier".
 */
export type Identifier = string;
/**
 * Name of an environment variable: letters, digits and `_`, not starting with a digit. Names that start with `TRUNKLINE_` are Trunkline's own.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "environmentName".
 */
export type EnvironmentName = string;
/**
 * From -100 to 100; a task with more comes before one with less, unless that has waited longer by a minute for each point between them.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "priority".
 */
export type Priority2 = number;
/**
 * Letters, digits, `-`, `_` and `.`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "poolName".
 */
export type PoolName = string;
/**
 * A local time of day in the pipeline's zone, in quotes: `07:00` is the first after new day of the run's business date, `07:00+1d` that of the calendar day after the date.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "deadlineTime".
 */
export type DeadlineTime = string;
/**
 * A local time of day in the pipeline's zone, in quotes: `06:00` is the first such time of the business date, `06:00+1d` that of the calendar day after it; up to `+120d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "windowStart".
 */
export type WindowStart = string;
/**
 * A local time of day in the pipeline's zone, in quotes: `06:00` is the first such time, `06:00+3d` that of the third calendar day after the run's business date; up to `+366d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "windowEnd".
 */
export type WindowEnd1 = string;
/**
 * A time as of a deadline (`07:00`, `07:00+1d`), or a length of time after the run was due: `+10m`, `+1h30m`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "deadlineLimit".
 */
export type DeadlineLimit2 = string;
/**
 * Names of secrets.
 *
 * @maxItems 50
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "secretNames".
 */
export type SecretNames1 = SecretName36[];
/**
 * Name of a secret: words of lower-case letters and digits, joined by `-`, in folders joined by `/`, such as `finance/warehouse-token`.
 */
export type SecretName44 = string;
/**
 * A text, a number or a truth value.
 */
export type ScalarValue7 = string | number | boolean;
/**
 * Cron text such as `0 6 * * *` (five fields, or what `dialect` has), or times of day (`every`, `daily`, `at`) and the business dates that have them (`nthDay`, `nthWeekday`, `nthBusinessDay`, `weekdays`, `months`): `{every: 15m, from: "22:00", until: "04:00"}`, `{daily: "07:00", weekdays: [mon, thu]}`, `{nthBusinessDay: -1, at: "18:00", months: [mar, sep]}`. What it says of dates must all hold.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "schedule".
 */
export type ScheduleSpec1 =
  | string
  | {
      every?: Duration35;
      from?: TimeOfDay11;
      until?: TimeOfDay12;
      /**
       * One time of day, or a list of them, on each date; `weekdays` and `months` may restrict the dates.
       *
       * @minItems 1
       * @maxItems 1440
       */
      daily?: string | TimeOfDay7[];
      /**
       * Which day of the period: 1 is the first, -1 the last; or a list of them. A period that has fewer has none.
       *
       * @minItems 1
       * @maxItems 366
       */
      nthDay?: number | number[];
      /**
       * Which of the days of the period that are one of `weekdays`: 1 is the first, -1 the last; or a list of them. `{nthWeekday: 2, weekdays: [tue], at: "06:00"}` is the second Tuesday of each month.
       *
       * @minItems 1
       * @maxItems 366
       */
      nthWeekday?: number | number[];
      /**
       * Which business day of the period: 1 is the first, -1 the last; or a list of them. Business days are those of the trigger's `calendar`, else of the pipeline's, else Monday to Friday. A period that has fewer has none.
       *
       * @minItems 1
       * @maxItems 262
       */
      nthBusinessDay?: number | number[];
      /**
       * The period in which `nthDay`, `nthWeekday` and `nthBusinessDay` count: `week` (from Monday), `month` (default), `quarter` or `year`.
       */
      of?: "week" | "month" | "quarter" | "year";
      /**
       * One time of day, or a list of them, on the dates that `nthDay`, `nthWeekday`, `nthBusinessDay`, `weekdays` or `months` name.
       *
       * @minItems 1
       * @maxItems 1440
       */
      at?: string | TimeOfDay7[];
      /**
       * With `daily` or `at`: whose rules hold where clocks change. `autosys`: a time that clocks show twice runs the second time; of the times that they skip only the first runs, in the first minute after the gap. Without it a time that clocks skip runs right after the gap, and one that they show twice runs the first time.
       */
      dst?: "autosys";
      weekdays?: Weekdays4;
      months?: Months2;
    };
/**
 * `none`, `latest` or `all`; or `{policy: all, limit: 100}`, which starts the newest 100 and drops the older ones with a record.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "missed".
 */
export type MissedSpec1 =
  | string
  | {
      /**
       * Always `all`; the others need no limit.
       */
      policy: "all";
      /**
       * Most missed due times to start at once, the newest.
       */
      limit: number;
    };
/**
 * `skip`, `next`, `previous` or `nearest`; or `{to: next, limit: 3}`: at most 3 days away, otherwise there is no run.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "roll".
 */
export type RollSpec1 =
  | string
  | {
      /**
       * Where it moves; `nearest` takes the later of two that are equally near.
       */
      to: "next" | "previous" | "nearest";
      /**
       * Most days of the week between the two dates; default 31.
       */
      limit?: number;
    };
/**
 * Days of the week; beside `nthDay` and `nthBusinessDay` what they find must be one of them, and `nthWeekday` counts them.
 *
 * @minItems 1
 * @maxItems 7
 */
export type Weekdays5 = Weekday[];
/**
 * Other days, as a calendar lists them: dates and rules.
 *
 * @maxItems 5000
 */
export type CalendarDays4 = CalendarDay[];
/**
 * Days that are none, whatever `weekdays` and `days` say; without those every other day is one.
 *
 * @maxItems 5000
 */
export type CalendarDays5 = CalendarDay[];
/**
 * Only in these months.
 *
 * @minItems 1
 * @maxItems 12
 *
 * Items: A month of the year.
 */
export type Months3 = ("jan" | "feb" | "mar" | "apr" | "may" | "jun" | "jul" | "aug" | "sep" | "oct" | "nov" | "dec")[];
/**
 * The file `calendars/NAME.yaml` of the project.
 */
export type CalendarName3 = string;
/**
 * With `calendar`: where a day goes that the calendar leaves out. `skip` (default): nowhere; `next`, `previous`, `nearest`: to such a day of the calendar.
 */
export type RollSpec2 =
  | string
  | {
      /**
       * Where it moves; `nearest` takes the later of two that are equally near.
       */
      to: "next" | "previous" | "nearest";
      /**
       * Most days of the week between the two dates; default 31.
       */
      limit?: number;
    };
/**
 * Whose rules read cron text, and what becomes of it where clocks change: `trunkline`; `debian` and `cronie` as those daemons do, `cronie-tz` as cronie does below `CRON_TZ=`; `kubernetes` as a CronJob does; `busybox`; `systemd` for OnCalendar text such as `Mon..Fri 06:00`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "dialect".
 */
export type Dialect2 = "trunkline" | "debian" | "cronie" | "cronie-tz" | "kubernetes" | "busybox" | "systemd";
/**
 * `fail` (default): a failed task fails its run. `continue`: the run may still succeed. `stop`: it fails the run, and stops all of it that has not finished, as `failFast` of the pipeline does for every task.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "onFailure".
 */
export type OnFailure1 = "fail" | "continue" | "stop";
/**
 * A text on one line without `,` `[` `]`, a number or a truth value.
 */
export type MatrixValue = string | number | boolean;
/**
 * One line of text.
 */
export type Line11 = string;
/**
 * One line of text.
 */
export type Line12 = string;
/**
 * Name of another task of the same file's pipeline or template.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskReference".
 */
export type TaskReference1 = string;
/**
 * Secrets that the task may read. Those of a command are environment variables: `finance/warehouse-token` is `WAREHOUSE_TOKEN`. A secret that `auth` or a connection names need not be listed.
 *
 * @maxItems 50
 */
export type SecretNames2 = SecretName36[];
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration43 = string;
/**
 * Secrets that it is given; those of the task are not, unless `sideEffects: none` says that it is the same.
 *
 * @maxItems 50
 */
export type SecretNames3 = SecretName36[];
/**
 * A change of the content's lines that makes two outputs alike that mean the same.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "normaliser".
 */
export type Normaliser =
  ("line-endings" | "trim" | "drop-empty" | "sort-lines") | ReplaceNormaliser | DropColumnsNormaliser;
/**
 * What a failure of this task does to its run.
 */
export type OnFailure2 = "fail" | "continue" | "stop";
/**
 * Labels that a worker must have, all of them, to take the task. None: any worker takes it.
 *
 * @maxItems 20
 */
export type RunsOn4 = WorkerLabel[];
/**
 * A user of the worker's host: letters, digits and `_ . @ -`, at most 64 characters, starting with a letter or `_`.
 */
export type UserName4 = string;
/**
 * Earliest time of day to start, in the pipeline's zone on the run's business date; earlier than `newDay` it is the next calendar day's; `07:00+1d` is on the calendar day after the date, up to `+120d`.
 */
export type WindowStart1 = string;
/**
 * Latest time of day to start: the first such time after `notBefore`, or without that after new day of the run's business date. `07:00+3d` is on the third calendar day after the date: the task waits for so long. A task that has not started by then is skipped, unless `late` says otherwise.
 */
export type WindowEnd2 = string;
/**
 * Who comes first for workers and pools; the pipeline's unless given.
 */
export type Priority3 = number;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration44 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label4 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label5 = string;
/**
 * Interval between iterations; the first begins when the task may start. A list has the intervals one after the other: after the last no further iteration comes.
 *
 * @minItems 1
 * @maxItems 1440
 */
export type RepeatEvery = string | Duration31[];
/**
 * With `every`: no further iteration begins later. In the pipeline's zone; the first such time after `notBefore`, or without that after new day of the run's business date.
 */
export type DeadlineTime1 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration45 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration46 = string;
/**
 * The name of an asset, or `{asset: NAME, state: fresh}` and the like.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "assetRead".
 */
export type AssetRead =
  | string
  | {
      asset: Label6;
      /**
       * Waits until the newest update is as new as those who write it say.
       */
      state?: "fresh";
      /**
       * Waits for an update of this business date: `same`, `-1d`, `+2d`, `-1bd`, `previous`, `next`, `"2026-12-31"`, or `"12-31"`, the newest such day that is not after the run's own date.
       */
      date?: string;
      /**
       * Waits for an update since this time of day (in the pipeline's zone) or since the pipeline's own last end (`lastEnd`).
       */
      since?: string;
      within?: Duration47;
    };
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label6 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration47 = string;
/**
 * The name of an asset, or `{asset: NAME, freshness: 26h}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "assetWrite".
 */
export type AssetWrite =
  | string
  | {
      asset: Label7;
      freshness?: Duration48;
    };
/**
 * A word of a tag: 1 to 100 visible characters on one line, without marks that turn the direction of writing.
 */
export type Label7 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration48 = string;
/**
 * What is asked of a run or a task: `succeeded` (default), `failed`, `cancelled`, `skipped`, `finished` (any of these), `running`, or `notRunning`, which is also true of what never ran. Of an asset: `fresh` or `stale`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "awaitedState".
 */
export type AwaitedState1 =
  "succeeded" | "failed" | "cancelled" | "skipped" | "finished" | "running" | "notRunning" | "fresh" | "stale";
/**
 * A comparison such as `== 4`, `!= 0`, `<= 7`; numbers compare as numbers, anything else as text.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "comparison".
 */
export type ComparisonText2 = string;
/**
 * One line of text.
 */
export type Line13 = string;
/**
 * One line of text.
 */
export type Line14 = string;
/**
 * One line of text.
 */
export type Line15 = string;
/**
 * One line of text.
 */
export type Line16 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName14 = string;
/**
 * One line of text.
 */
export type Line17 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName15 = string;
/**
 * An IANA time zone such as `Europe/Berlin` or `UTC`.
 */
export type Timezone5 = string;
/**
 * Whose rules read cron text in triggers that name no dialect. Default: the folder's, the project's, then `trunkline`.
 */
export type Dialect3 = "trunkline" | "debian" | "cronie" | "cronie-tz" | "kubernetes" | "busybox" | "systemd";
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay13 = string;
/**
 * The file `calendars/NAME.yaml` of the project.
 */
export type CalendarName4 = string;
/**
 * Priority of tasks that have none of their own. Default 0.
 */
export type Priority4 = number;
/**
 * A number up to 9999 and a length of time: `10/1m`, `1000/1d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rate".
 */
export type Rate = string;
/**
 * Most units that starting tasks take within any such length of time, such as `10/1m`.
 */
export type Rate1 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName16 = string;
/**
 * The name of a project; `*` stands for any part of one.
 */
export type ProjectPattern = string;
/**
 * One line of text.
 */
export type Line18 = string;
/**
 * An IANA time zone such as `Europe/Berlin` or `UTC`.
 */
export type Timezone6 = string;
/**
 * Whose rules read cron text, in pipelines and triggers that say none. Default `trunkline`.
 */
export type Dialect4 = "trunkline" | "debian" | "cronie" | "cronie-tz" | "kubernetes" | "busybox" | "systemd";
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay14 = string;
/**
 * A name or a pattern.
 */
export type Pattern = string;
/**
 * Names, or patterns in which `*` stands for any part of a name without a slash and `**` for any part.
 *
 * @maxItems 1000
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "patterns".
 */
export type Patterns = Pattern[];
/**
 * Secrets that this is for.
 *
 * @maxItems 1000
 */
export type Patterns1 = Pattern[];
/**
 * A provider's name.
 */
export type SecretProviderName = string;
/**
 * Providers, in the order in which they are asked, by their names on the workers, such as `[vault]`.
 *
 * @minItems 1
 * @maxItems 20
 */
export type SecretProviderNames = SecretProviderName[];
/**
 * Labels of workers that its tasks may ask for.
 *
 * @maxItems 1000
 */
export type Patterns2 = Pattern[];
/**
 * Users as whom its tasks may run.
 *
 * @maxItems 1000
 */
export type Patterns3 = Pattern[];
/**
 * Secrets that its tasks may use.
 *
 * @maxItems 1000
 */
export type Patterns4 = Pattern[];
/**
 * Global pools, locks and rates that its tasks may share with other projects.
 *
 * @maxItems 1000
 */
export type Patterns5 = Pattern[];
/**
 * Hosts that its tasks may be told to reach, as `host:port` or `host`.
 *
 * @maxItems 1000
 */
export type Patterns6 = Pattern[];
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration49 = string;
/**
 * With `wave`: waves are counted among the projects of the repository that say the same name here. Default: among those that say none. For a repository with several applications.
 */
export type RolloutName = string;
/**
 * A key's fingerprint.
 */
export type Fingerprint = string;
/**
 * A principal as the keys name it.
 */
export type Principal = string;
/**
 * A login or an address.
 */
export type TeamMember = string;
/**
 * Who is in it.
 *
 * @maxItems 1000
 */
export type TeamMembers = TeamMember[];
/**
 * Name of a variable of the server's environment that holds a secret: it begins with `TRUNKLINE_FORGE_`, so that no other goes to a forge. The secret itself is never written here.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "variableName".
 */
export type VariableName = string;
/**
 * Variable that holds the token, or `HOST=TOKEN` entries: a token without a host goes to the control repository's host only. Default `TRUNKLINE_FORGE_TOKEN`.
 */
export type VariableName1 = string;
/**
 * Variable that holds the App's private key, or a path to its file, as `HOST=…` unless it is for the control repository's host. Default `TRUNKLINE_FORGE_APP_KEY`.
 */
export type VariableName2 = string;
/**
 * Variable that holds the secret of the webhook. Default `TRUNKLINE_FORGE_WEBHOOK_SECRET`; without it no webhook is heard, and polling does.
 */
export type VariableName3 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName17 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName18 = string;
/**
 * Name of a team.
 */
export type TeamName = string;
/**
 * Which providers of a worker are asked for which secrets: the first entry that has a pattern for the name decides. Without one a worker asks all of its own, in its own order.
 *
 * @maxItems 100
 */
export type SecretRoutes = SecretRouteSpec[];
/**
 * A line of `trunkline rehearse --output json`: runs by due time, then pools, conflicts and problems, and one summary. Instants are ISO texts in UTC.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsalFile".
 */
export type RehearsalLine = RehearsedRun | RehearsedPool | RehearsedConflict | RehearsedProblem | RehearsalSummary;
/**
 * Environments, as registrations name them.
 *
 * @maxItems 1000
 */
export type Patterns7 = Pattern[];
/**
 * Projects by name.
 *
 * @maxItems 1000
 */
export type Patterns8 = Pattern[];
/**
 * Pipelines by name.
 *
 * @maxItems 1000
 */
export type Patterns9 = Pattern[];
/**
 * Secrets that it is asked for. Any unless given.
 *
 * @maxItems 1000
 */
export type Patterns10 = Pattern[];
/**
 * Such as `/run/secrets`.
 */
export type SecretsPath = string;
/**
 * File of the worker's key, as `age-keygen` writes it, such as `/etc/trunkline/{environment}.key`; `{project}` and `{environment}` are filled in.
 */
export type SecretsPath1 = string;
/**
 * One line of text.
 */
export type Line19 = string;
/**
 * Where the engine is mounted. Default `secret`.
 */
export type VaultPath = string;
/**
 * Path below the mount; `{project}`, `{environment}` and `{name}` are filled in. Default `trunkline/{environment}/{name}`.
 */
export type VaultPath1 = string;
/**
 * One line of text.
 */
export type Line20 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration50 = string;
/**
 * File of the token, such as a Vault agent's sink; read for each secret.
 */
export type SecretsPath2 = string;
/**
 * One line of text.
 */
export type Line21 = string;
/**
 * File of the secret id.
 */
export type SecretsPath3 = string;
/**
 * Where the method is mounted. Default `approle`.
 */
export type VaultPath2 = string;
/**
 * One word.
 */
export type SecretCommandWord = string;
/**
 * The program and its words, which no shell reads; `{project}`, `{environment}` and `{name}` are filled in.
 *
 * @minItems 1
 * @maxItems 100
 */
export type SecretCommandWords = SecretCommandWord[];
/**
 * A file of the deployed commit that the program reads from its standard input, such as `secrets/{environment}.sops.yaml`.
 */
export type SecretsPath4 = string;
/**
 * A variable's name.
 */
export type PassedVariable = string;
/**
 * Variables of the worker that the program sees beside `PATH` and `HOME`; tasks don't.
 *
 * @maxItems 100
 */
export type PassedVariables = PassedVariable[];
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration51 = string;
/**
 * A path.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "path".
 */
export type SecretsPath5 = string;
/**
 * A path in Vault.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "vaultPath".
 */
export type VaultPath3 = string;
/**
 * First business date that was compared.
 */
export type ExplainedDate3 = string;
/**
 * The date after the last.
 */
export type ExplainedDate4 = string;
/**
 * The business date.
 */
export type ExplainedDate5 = string;
/**
 * A line of `trunkline simulate --output json`: a fire time; with `--diff` a difference, a date that gets two runs or none, or what a pipeline comes to.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "simulationFile".
 */
export type SimulationLine = SimulatedFire | SimulatedStart | FireDifference | ChangedDate | DifferenceCounts;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName19 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName20 = string;
/**
 * One line of text.
 */
export type Line22 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration52 = string;
/**
 * Name of a team.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "teamName".
 */
export type TeamName1 = string;
/**
 * Roles, in any order.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "roles".
 */
export type Roles3 = RoleName[];
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName21 = string;
/**
 * One line.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "waiverText".
 */
export type WaiverText2 = string;
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 */
export type PipelineName22 = string;
/**
 * Whom it is for: `project/pipeline`, or patterns in which `*` stands for any part without a slash.
 *
 * @maxItems 1000
 */
export type Patterns11 = Pattern[];
/**
 * Why, for whoever reads it later.
 */
export type WaiverText3 = string;
/**
 * Who has allowed it.
 */
export type WaiverText4 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration53 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration54 = string;
/**
 * Names of pipelines, or patterns in which `*` stands for any characters.
 *
 * @minItems 1
 * @maxItems 5000
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pipelinePatterns".
 *
 * Items: A name, or a pattern such as `gl-*`.
 */
export type PipelinePatterns = string[];
/**
 * Whose the members' runs are. `observe`: the scheduler before runs them, and nothing here starts them. `live`: they run here, as without a wave. `shadow`: as `observe`, and they run here as well, with what their tasks declare under `shadow` instead of their side effects. `retired`: nothing runs them any more.
 */
export type WaveStage = "observe" | "shadow" | "live" | "retired";
/**
 * Pipelines by name or pattern.
 *
 * @minItems 1
 * @maxItems 5000
 *
 * Items: A name, or a pattern such as `gl-*`.
 */
export type PipelinePatterns1 = string[];
/**
 * Pipelines, by name or pattern, that are not in it whatever else is said.
 *
 * @minItems 1
 * @maxItems 5000
 *
 * Items: A name, or a pattern such as `gl-*`.
 */
export type PipelinePatterns2 = string[];
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration55 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration56 = string;
/**
 * Why, for whoever reads it later.
 */
export type WaiverText5 = string;
/**
 * The last day, in UTC, on which a deployment goes by it: `2027-01-31`. While it is more than 31 days ahead, none does.
 */
export type ExplainedDate6 = string;
/**
 * A login or an address.
 */
export type WaiverText6 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 */
export type Duration57 = string;

/**
 * Times of the week. Without `from` and `until` whole days; a window over midnight belongs to the day on which it begins.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "window".
 */
export interface AlertWindow {
  /**
   * On these days only; on all when left out.
   *
   * @minItems 1
   */
  weekdays?: Weekday[];
  from?: TimeOfDay;
  until?: TimeOfDay1;
  /**
   * IANA zone of the times; UTC when left out.
   */
  timezone?: string;
  /**
   * On these dates too, whatever day of the week they are: days off that are guarded like weekends.
   *
   * @minItems 1
   */
  dates?: FullDate[];
  /**
   * Never on these dates.
   *
   * @minItems 1
   */
  except?: FullDate[];
}
/**
 * Which alerts are meant: all that is given must fit; of a list one entry is enough.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "match".
 */
export interface AlertMatch {
  /**
   * What has happened; without it anything but `succeeded` and `retried`.
   *
   * @minItems 1
   */
  kinds?: AlertKindName[];
  severity?: AlertSeverity1;
  /**
   * Of these projects.
   *
   * @minItems 1
   */
  projects?: AlertNamePattern[];
  /**
   * In these environments.
   *
   * @minItems 1
   */
  environments?: AlertNamePattern[];
  /**
   * Of these pipelines, as `name` or `project/name`.
   *
   * @minItems 1
   */
  pipelines?: AlertNamePattern[];
  /**
   * Whose `owner` is one of these.
   *
   * @minItems 1
   *
   * Items: A team, or a pattern.
   */
  owners?: string[];
  tags?: Tags;
}
/**
 * That have one of the words of each of these tags: `{tier: [gold]}`.
 */
export interface Tags {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Who is told next when nobody has acknowledged the alert.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "step".
 */
export interface AlertStep {
  after: Duration;
  /**
   * Channels.
   *
   * @minItems 1
   */
  to: AlertChannelName[];
}
/**
 * When nobody is told: what comes then is told at the end, unless it is over by then.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "quiet".
 */
export interface AlertQuiet {
  /**
   * On these days only; on all when left out.
   *
   * @minItems 1
   */
  weekdays?: Weekday[];
  from: TimeOfDay2;
  until: TimeOfDay3;
  /**
   * IANA zone of the times; UTC when left out.
   */
  timezone?: string;
  unless?: AlertSeverity2;
}
/**
 * Which alerts go to whom.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "route".
 */
export interface AlertRoute {
  /**
   * Name of the route, for `trunkline alerts why`; unique in its file.
   */
  name: string;
  match?: AlertMatch1;
  hours?: AlertWindow1;
  quiet?: AlertQuiet1;
  /**
   * Channels that are told at once. An empty list keeps what matches from the routes behind it, with `stop`.
   *
   * @minItems 0
   */
  to: AlertChannelName[];
  /**
   * Who is told later, while nobody acknowledges it.
   *
   * @minItems 1
   * @maxItems 10
   */
  escalate?: AlertStep[];
  remind?: Duration1;
  /**
   * Whether they are also told that it is over; they are when left out.
   */
  recovered?: boolean;
  /**
   * Whether the routes behind it are not asked about what it matches.
   */
  stop?: boolean;
}
/**
 * Which alerts it is for; all when left out.
 */
export interface AlertMatch1 {
  /**
   * What has happened; without it anything but `succeeded` and `retried`.
   *
   * @minItems 1
   */
  kinds?: AlertKindName[];
  severity?: AlertSeverity1;
  /**
   * Of these projects.
   *
   * @minItems 1
   */
  projects?: AlertNamePattern[];
  /**
   * In these environments.
   *
   * @minItems 1
   */
  environments?: AlertNamePattern[];
  /**
   * Of these pipelines, as `name` or `project/name`.
   *
   * @minItems 1
   */
  pipelines?: AlertNamePattern[];
  /**
   * Whose `owner` is one of these.
   *
   * @minItems 1
   *
   * Items: A team, or a pattern.
   */
  owners?: string[];
  tags?: Tags;
}
/**
 * When it counts; always when left out. A route for the night and one for the day make a rota.
 */
export interface AlertWindow1 {
  /**
   * On these days only; on all when left out.
   *
   * @minItems 1
   */
  weekdays?: Weekday[];
  from?: TimeOfDay;
  until?: TimeOfDay1;
  /**
   * IANA zone of the times; UTC when left out.
   */
  timezone?: string;
  /**
   * On these dates too, whatever day of the week they are: days off that are guarded like weekends.
   *
   * @minItems 1
   */
  dates?: FullDate[];
  /**
   * Never on these dates.
   *
   * @minItems 1
   */
  except?: FullDate[];
}
/**
 * When it tells nobody.
 */
export interface AlertQuiet1 {
  /**
   * On these days only; on all when left out.
   *
   * @minItems 1
   */
  weekdays?: Weekday[];
  from: TimeOfDay2;
  until: TimeOfDay3;
  /**
   * IANA zone of the times; UTC when left out.
   */
  timezone?: string;
  unless?: AlertSeverity2;
}
/**
 * How bad what matches is.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "severityRule".
 */
export interface AlertSeverityRule {
  match: AlertMatch2;
  severity: AlertSeverity3;
}
/**
 * Which alerts it is for.
 */
export interface AlertMatch2 {
  /**
   * What has happened; without it anything but `succeeded` and `retried`.
   *
   * @minItems 1
   */
  kinds?: AlertKindName[];
  severity?: AlertSeverity1;
  /**
   * Of these projects.
   *
   * @minItems 1
   */
  projects?: AlertNamePattern[];
  /**
   * In these environments.
   *
   * @minItems 1
   */
  environments?: AlertNamePattern[];
  /**
   * Of these pipelines, as `name` or `project/name`.
   *
   * @minItems 1
   */
  pipelines?: AlertNamePattern[];
  /**
   * Whose `owner` is one of these.
   *
   * @minItems 1
   *
   * Items: A team, or a pattern.
   */
  owners?: string[];
  tags?: Tags;
}
/**
 * Slack, by an incoming webhook or as a bot. A bot changes its message when something is acknowledged or over, and reminds in its thread.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "slack".
 */
export interface SlackChannel {
  webhook?: SecretName;
  token?: SecretName1;
  /**
   * Where a bot posts: a name such as `#etl`, or an id.
   */
  channel?: string;
  api?: AlertUrl1;
}
/**
 * PagerDuty's Events API v2: triggers, acknowledges and resolves by a key that stays the same.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pagerduty".
 */
export interface PagerDutyChannel {
  routingKey: SecretName2;
  api?: AlertUrl2;
}
/**
 * Mail by SMTP. All about one alert is one conversation.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "mail".
 */
export interface MailChannel {
  /**
   * Who gets it.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: An address.
   */
  to: string[];
  /**
   * Who sends it.
   */
  from: string;
  /**
   * Host of the mail server.
   */
  server: string;
  /**
   * Its port; 587 when left out, 465 with `tls: always`.
   */
  port?: number;
  /**
   * `starttls` (when left out): the connection must become encrypted; `always`: it is from its beginning; `none`: in clear, for a server on this machine.
   */
  tls?: "starttls" | "always" | "none";
  /**
   * Name to log in with; without it nobody logs in.
   */
  user?: string;
  password?: SecretName3;
}
/**
 * ServiceNow, as events (`em_event`, with Event Management) or as incidents of the Table API.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "servicenow".
 */
export interface ServiceNowChannel {
  instance: AlertUrl3;
  /**
   * `events` (when left out) or `incidents`.
   */
  as?: "events" | "incidents";
  /**
   * Name for basic authentication.
   */
  user?: string;
  password?: SecretName4;
  token?: SecretName5;
  /**
   * `assignment_group` of incidents, by its name or sys_id.
   */
  group?: string;
}
/**
 * Prometheus' Alertmanager, by its API v2: what is open is sent again while it is, what is over ends.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "alertmanager".
 */
export interface AlertmanagerChannel {
  url: AlertUrl4;
  /**
   * Name for basic authentication.
   */
  user?: string;
  password?: SecretName6;
  token?: SecretName7;
}
/**
 * Any program: CloudEvents 1.0 as JSON, signed as Standard Webhooks has it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "webhook".
 */
export interface WebhookChannel {
  url: AlertUrl5;
  secret: SecretName8;
}
/**
 * Storm limit: what goes beyond it comes as one digest.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "limit".
 */
export interface AlertLimit {
  /**
   * So many messages at most; 20 when left out.
   */
  messages?: number;
  per?: Duration2;
}
/**
 * Where alerts go: exactly one of the kinds.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "channel".
 */
export interface AlertChannel {
  /**
   * What it is for, for people.
   */
  description?: string;
  slack?: SlackChannel1;
  pagerduty?: PagerDutyChannel1;
  mail?: MailChannel1;
  servicenow?: ServiceNowChannel1;
  alertmanager?: AlertmanagerChannel1;
  webhook?: WebhookChannel1;
  /**
   * Projects whose `routes.yaml` may name it; all may when left out. Routes of the control repository may always.
   *
   * @minItems 1
   */
  projects?: AlertNamePattern[];
  limit?: AlertLimit1;
  giveUp?: Duration3;
}
/**
 * Slack.
 */
export interface SlackChannel1 {
  webhook?: SecretName;
  token?: SecretName1;
  /**
   * Where a bot posts: a name such as `#etl`, or an id.
   */
  channel?: string;
  api?: AlertUrl1;
}
/**
 * PagerDuty.
 */
export interface PagerDutyChannel1 {
  routingKey: SecretName2;
  api?: AlertUrl2;
}
/**
 * Mail.
 */
export interface MailChannel1 {
  /**
   * Who gets it.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: An address.
   */
  to: string[];
  /**
   * Who sends it.
   */
  from: string;
  /**
   * Host of the mail server.
   */
  server: string;
  /**
   * Its port; 587 when left out, 465 with `tls: always`.
   */
  port?: number;
  /**
   * `starttls` (when left out): the connection must become encrypted; `always`: it is from its beginning; `none`: in clear, for a server on this machine.
   */
  tls?: "starttls" | "always" | "none";
  /**
   * Name to log in with; without it nobody logs in.
   */
  user?: string;
  password?: SecretName3;
}
/**
 * ServiceNow.
 */
export interface ServiceNowChannel1 {
  instance: AlertUrl3;
  /**
   * `events` (when left out) or `incidents`.
   */
  as?: "events" | "incidents";
  /**
   * Name for basic authentication.
   */
  user?: string;
  password?: SecretName4;
  token?: SecretName5;
  /**
   * `assignment_group` of incidents, by its name or sys_id.
   */
  group?: string;
}
/**
 * Alertmanager.
 */
export interface AlertmanagerChannel1 {
  url: AlertUrl4;
  /**
   * Name for basic authentication.
   */
  user?: string;
  password?: SecretName6;
  token?: SecretName7;
}
/**
 * A signed webhook.
 */
export interface WebhookChannel1 {
  url: AlertUrl5;
  secret: SecretName8;
}
/**
 * How many messages it takes.
 */
export interface AlertLimit1 {
  /**
   * So many messages at most; 20 when left out.
   */
  messages?: number;
  per?: Duration2;
}
/**
 * What is looked for besides failures and deadlines. Each is off when left out.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "watch".
 */
export interface AlertWatch {
  didNotStart?: Duration4;
  /**
   * A task that runs so many times as long as nine of ten runs before, and 10 minutes at least.
   */
  stuck?: number;
  /**
   * A run that succeeded within this part of its usual time: `0.1` is a tenth. Usual is the median of at least 5 runs that took a minute or more.
   */
  tooFast?: number;
  /**
   * A run that succeeded although each of its tasks was skipped.
   */
  empty?: boolean;
}
/**
 * `alerts/*.yaml` of a control repository: channels with their credentials' names, and the routes of whoever runs Trunkline.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "alertsFile".
 */
export interface AlertsSpec {
  /**
   * Channels by name. Each name is in one file only.
   */
  channels?: {
    [k: string]: AlertChannel;
  };
  /**
   * Routes, asked in order, before those of projects.
   *
   * @maxItems 200
   */
  routes?: AlertRoute[];
  /**
   * How bad what is; the first that matches decides, else the kind: `failed` and `late` are errors, `at-risk` a warning.
   *
   * @maxItems 200
   */
  severities?: AlertSeverityRule[];
  watch?: AlertWatch1;
  /**
   * Addresses of other systems for messages; `{traceId}`, `{run}`, `{project}` and `{pipeline}` are filled in.
   */
  links?: {
    /**
     * Of a run's trace: `https://jaeger.example/trace/{traceId}`.
     */
    trace?: string;
    /**
     * Of what to do: `https://wiki.example/runbooks/{pipeline}`. A pipeline's tag `runbook` comes before it.
     */
    runbook?: string;
  };
}
/**
 * What is looked for besides failures and deadlines; in one file only.
 */
export interface AlertWatch1 {
  didNotStart?: Duration4;
  /**
   * A task that runs so many times as long as nine of ten runs before, and 10 minutes at least.
   */
  stuck?: number;
  /**
   * A run that succeeded within this part of its usual time: `0.1` is a tenth. Usual is the median of at least 5 runs that took a minute or more.
   */
  tooFast?: number;
  /**
   * A run that succeeded although each of its tasks was skipped.
   */
  empty?: boolean;
}
/**
 * A start by the rules, a run of the log, or both.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "backtestVerdict".
 */
export interface BacktestVerdict {
  /**
   * The job's whole name, as `--simulate` has it.
   */
  job: string;
  /**
   * Business date; of a run without one the local date of its start.
   */
  date: string;
  /**
   * `matched`: both have it. `log`: it ran and the rules don't say so. `rules`: it did not run. `early`: it ran before its earliest time. `open`: it had not run when the log ended. `collapsed`: it was due while another start waited or ran, and is one with it. `log`, `rules` and `early` are differences.
   */
  verdict: "matched" | "log" | "rules" | "early" | "open" | "collapsed";
  /**
   * Earliest instant in UTC by the rules. Null: they don't have it.
   */
  at: string | null;
  /**
   * Instant in UTC at which it started by the log. Null: it didn't, or the log doesn't tell.
   */
  start: string | null;
  /**
   * Where the log has it, as FILE:LINE. Null: it doesn't.
   */
  place: string | null;
  /**
   * Of a difference: for people, what the rules say of the date and the log of the job. Null: there is none, or the job has 200 before it.
   */
  because: string | null;
  /**
   * Where the rules behind a difference are written, as FILE:LINE.
   *
   * Items: FILE:LINE.
   */
  rules: string[];
}
/**
 * The sums of a backtest.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "backtestSums".
 */
export interface BacktestSums {
  totals: BacktestCounts;
}
/**
 * Counts, and what was compared.
 */
export interface BacktestCounts {
  /**
   * First moment or business date of the logs. Null: they have none.
   */
  first: string | null;
  /**
   * The last one.
   */
  last: string | null;
  /**
   * Jobs that were compared.
   */
  jobs: number;
  /**
   * Those with a difference.
   */
  differingJobs: number;
  /**
   * On both sides.
   */
  matched: number;
  /**
   * Only in the log.
   */
  log: number;
  /**
   * Only by the rules.
   */
  rules: number;
  /**
   * Run before their earliest time.
   */
  early: number;
  /**
   * Due, and not run when the log ended.
   */
  open: number;
  /**
   * One with another start.
   */
  collapsed: number;
  /**
   * Further tries, and reruns of an order: no difference.
   */
  again: number;
  /**
   * Runs that had begun when the log begins: left out.
   */
  begunBefore: number;
  withoutRules: BacktestApart;
  untold: BacktestApart1;
  strangers: BacktestApart2;
  /**
   * Lines that could not be read.
   */
  unread: number;
}
/**
 * Jobs without days of their own, which nothing is compared of.
 */
export interface BacktestApart {
  /**
   * How many jobs.
   */
  jobs: number;
  /**
   * Their runs in the logs.
   */
  runs: number;
}
/**
 * Jobs of which nobody can tell when they start, such as for want of a parameter.
 */
export interface BacktestApart1 {
  /**
   * How many jobs.
   */
  jobs: number;
  /**
   * Their runs in the logs.
   */
  runs: number;
}
/**
 * Jobs of the logs that the files don't have, or that several jobs of theirs could be.
 */
export interface BacktestApart2 {
  /**
   * How many jobs.
   */
  jobs: number;
  /**
   * Their runs in the logs.
   */
  runs: number;
}
/**
 * What is not compared.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "backtestApart".
 */
export interface BacktestApart3 {
  /**
   * How many jobs.
   */
  jobs: number;
  /**
   * Their runs in the logs.
   */
  runs: number;
}
/**
 * `migration/backtest.json`, as `trunkline import --backtest --record` writes it: which jobs ran when the legacy rules say so.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "backtestedFile".
 */
export interface BacktestRecord {
  /**
   * What was read, in its order.
   */
  logs: BacktestedLog[];
  /**
   * By `PIPELINE`, or `PIPELINE/TASK` of a task that was a job of its own.
   */
  jobs: {
    [k: string]: BacktestedJob;
  };
}
/**
 * One log.
 */
export interface BacktestedLog {
  /**
   * As it was given.
   */
  file: string;
  /**
   * Of its bytes.
   */
  sha256: string;
}
/**
 * What was compared of one job.
 */
export interface BacktestedJob {
  /**
   * The job there, by its whole name.
   */
  legacy: string;
  /**
   * SHA-256 of what of the spec decides when it starts. Of a spec with another one the record proves nothing.
   */
  times: string;
  /**
   * Business dates that were compared.
   */
  dates: number;
  /**
   * The newest of them in a row without a difference.
   */
  alike: number;
  last: ExplainedDate;
}
/**
 * Which days are in a calendar: `calendars/NAME.yaml`. A day is in when `weekdays` or `days` have it (without both: every day) and each calendar of `within`, unless `except` has it; what `also` has is in whatever the others say.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "calendarFile".
 */
export interface CalendarSpec {
  /**
   * What it is, for people; where its days come from.
   */
  description?: string;
  weekdays?: Weekdays2;
  days?: CalendarDays1;
  /**
   * Names of calendars that must all have a day too: the intersection with those.
   *
   * @minItems 1
   * @maxItems 50
   */
  within?: CalendarName[];
  except?: CalendarDays2;
  also?: CalendarDays3;
  from?: FullDate1;
  until?: FullDate2;
}
/**
 * Checks of the rows of a table or a query, all judged in one snapshot of the database.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "checkInputs".
 */
export interface CheckInputs {
  connection: PipelineName;
  /**
   * Table or view whose rows are checked, such as `sales.orders`. Either this or `query`.
   */
  table?: string;
  /**
   * A `select` whose rows are checked, without `${{ }}`: values are bound as `:name` and given in `params`.
   */
  query?: string;
  /**
   * SQL condition on the rows of `table` that are checked, such as `day = :day`; all of them unless given.
   */
  where?: string;
  /**
   * Values of `:name`; texts may hold `${{ }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * How many of the rows that break a check are kept with the run, at most 20. None unless given: rows may hold what not everybody who reads runs may read.
   */
  sample?: number;
  /**
   * Columns of the rows that are kept; all unless given.
   *
   * @minItems 1
   */
  sampleColumns?: ColumnName[];
  /**
   * Table with the same columns that takes the rows which break a check with `onFailure: quarantine`; they are deleted from `table` in the same transaction.
   */
  quarantine?: string;
  /**
   * Checks by name. An output of the task with the name of a check is its figure.
   */
  checks: {
    [k: string]: CheckSpec;
  };
}
/**
 * One check: exactly one of `rows`, `notNull`, `unique`, `each`, `fresh`, `columns`, `sameColumns` and `equals`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "check".
 */
export interface CheckSpec {
  /**
   * `block` (default): the task fails. `warn`: it is told, and the task succeeds. `quarantine`: the rows are moved to the table `quarantine` says, and the task succeeds; for `notNull`, `unique` and `each`.
   */
  onFailure?: "block" | "warn" | "quarantine";
  rows?: RowsCheck;
  /**
   * Columns that are null in no row.
   *
   * @minItems 1
   */
  notNull?: ColumnName[];
  /**
   * Columns that together are alike in no two rows. As in a unique constraint, null equals nothing.
   *
   * @minItems 1
   */
  unique?: ColumnName[];
  /**
   * SQL condition that holds for each row, such as `amount >= 0`. As in a check constraint, null counts as holding.
   */
  each?: string;
  fresh?: FreshCheck;
  columns?: ColumnsCheck;
  equals?: EqualsCheck;
  /**
   * Columns and types are those of the last run in which the check was judged.
   */
  sameColumns?: true;
}
/**
 * How many rows there are.
 */
export interface RowsCheck {
  /**
   * At least so many.
   */
  min?: number;
  /**
   * At most so many.
   */
  max?: number;
  usual?: Percent;
  /**
   * How many of the newest earlier runs count for `usual`. Default 14.
   */
  of?: number;
}
/**
 * How old the newest row is.
 */
export interface FreshCheck {
  column: ColumnName1;
  within: Duration5;
}
/**
 * Columns that there must be, with their types as Postgres writes them, such as `bigint` or `numeric(12,2)`.
 */
export interface ColumnsCheck {
  /**
   * Type as Postgres writes it.
   */
  [k: string]: string;
}
/**
 * A figure of these rows is that of another query: reconciliation.
 */
export interface EqualsCheck {
  /**
   * SQL of one number over the rows, such as `sum(amount)`.
   */
  figure: string;
  /**
   * A `select` that gives the other number, with `:name` as in `where`.
   */
  query: string;
  connection?: PipelineName1;
  /**
   * How far they may be apart: a number, or a part of the other one such as `0.1%`. Default 0.
   */
  within?: number | string;
}
/**
 * The `with` of a task that says `uses: check`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "checkFile".
 */
export interface CheckInputsFile {
  connection: PipelineName;
  /**
   * Table or view whose rows are checked, such as `sales.orders`. Either this or `query`.
   */
  table?: string;
  /**
   * A `select` whose rows are checked, without `${{ }}`: values are bound as `:name` and given in `params`.
   */
  query?: string;
  /**
   * SQL condition on the rows of `table` that are checked, such as `day = :day`; all of them unless given.
   */
  where?: string;
  /**
   * Values of `:name`; texts may hold `${{ }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * How many of the rows that break a check are kept with the run, at most 20. None unless given: rows may hold what not everybody who reads runs may read.
   */
  sample?: number;
  /**
   * Columns of the rows that are kept; all unless given.
   *
   * @minItems 1
   */
  sampleColumns?: ColumnName[];
  /**
   * Table with the same columns that takes the rows which break a check with `onFailure: quarantine`; they are deleted from `table` in the same transaction.
   */
  quarantine?: string;
  /**
   * Checks by name. An output of the task with the name of a check is its figure.
   */
  checks: {
    [k: string]: CheckSpec;
  };
}
/**
 * The pipeline that a task runs.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "childInputs".
 */
export interface ChildInputs {
  /**
   * Name of a pipeline of the same project.
   */
  pipeline: string;
  /**
   * Parameters of its run; texts may hold `${{ }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * Business date of its run, such as `${{ addDays(run.date, -1) }}`; that of this run unless given.
   */
  date?: string;
  /**
   * Whether the task ends as its run ends, or as soon as that is there. Default `true`.
   */
  wait?: boolean;
  /**
   * Where the task's `outputs` come from: `TASK.OUTPUT` of the pipeline that it runs.
   */
  outputs?: {
    /**
     * A task of that pipeline and one of its outputs, such as `sum.rows`.
     */
    [k: string]: string;
  };
}
/**
 * The `with` of a task that says `uses: pipeline`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "childFile".
 */
export interface ChildInputsFile {
  /**
   * Name of a pipeline of the same project.
   */
  pipeline: string;
  /**
   * Parameters of its run; texts may hold `${{ }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * Business date of its run, such as `${{ addDays(run.date, -1) }}`; that of this run unless given.
   */
  date?: string;
  /**
   * Whether the task ends as its run ends, or as soon as that is there. Default `true`.
   */
  wait?: boolean;
  /**
   * Where the task's `outputs` come from: `TASK.OUTPUT` of the pipeline that it runs.
   */
  outputs?: {
    /**
     * A task of that pipeline and one of its outputs, such as `sum.rows`.
     */
    [k: string]: string;
  };
}
/**
 * A Postgres database.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "postgresConnection".
 */
export interface ConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "postgres";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Host name or address, or the directory of a Unix socket.
   */
  host: string;
  /**
   * Default 5432.
   */
  port?: number;
  database: Line1;
  user: Line2;
  password?: SecretName9;
  /**
   * `verify` (default): encrypted, and the server's certificate is checked. `off`: in the clear. A Unix socket is never encrypted.
   */
  ssl?: "verify" | "off";
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
}
/**
 * A host that is reached by SSH. It needs a `key`, a `password` or both.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sshConnection".
 */
export interface SshConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "ssh";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Host name or address.
   */
  host: string;
  /**
   * Default 22.
   */
  port?: number;
  user: Line3;
  /**
   * The keys that the host may show, at least one; any other is refused, and none is learnt by connecting. Public keys as `/etc/ssh/ssh_host_*_key.pub` has them (best), or fingerprints as `ssh-keygen -l` writes them.
   *
   * @minItems 1
   * @maxItems 20
   */
  hostKeys: HostKey[];
  key?: SecretName10;
  passphrase?: SecretName11;
  password?: SecretName12;
  connectTimeout?: Duration6;
}
/**
 * A system that a connector reaches. Its further properties are the connector's: `trunkline connectors show NAME` has them.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "systemConnection".
 */
export interface SystemConnectionSpec {
  /**
   * Name of the connector, such as `databricks`.
   */
  type: string;
  /**
   * What it is, for people.
   */
  description?: string;
  [k: string]: ScalarValue1 | string | undefined;
}
/**
 * An engine of containers beside the worker: Docker, or Podman with Docker's API.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerConnection".
 */
export interface ContainerConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "container";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Unix socket on the worker's host; the worker must have been started with it (`--containers`).
   */
  socket: string;
}
/**
 * A namespace of a Kubernetes cluster.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kubernetesConnection".
 */
export interface KubernetesConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "kubernetes";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Address of the API: `https://k8s.example:6443`; in the clear only on the worker's own host. Without it `inCluster` is needed.
   */
  server?: string;
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  /**
   * Namespace of the Jobs.
   */
  namespace: string;
  token?: SecretName13;
  clientCertificate?: SecretName14;
  clientKey?: SecretName15;
  /**
   * Whether the worker runs in the cluster and its own service account is used; the worker must have been started with `--kubernetes-in-cluster`. Default false.
   */
  inCluster?: boolean;
}
/**
 * A cluster of Kafka, or of what speaks its protocol.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kafkaConnection".
 */
export interface KafkaConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "kafka";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Where the cluster is found. Its other brokers are what these say; the project must be allowed to reach them, too.
   *
   * @minItems 1
   * @maxItems 20
   */
  brokers: KafkaBroker[];
  /**
   * `verify` (default): encrypted, and the server's certificate is checked. `off`: in the clear.
   */
  ssl?: "verify" | "off";
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  /**
   * How to log in as `user`: `plain`, `scram-sha-256` or `scram-sha-512` (default). `plain` shows the broker the password itself.
   */
  mechanism?: "plain" | "scram-sha-256" | "scram-sha-512";
  user?: Line4;
  password?: SecretName16;
  clientCertificate?: SecretName17;
  clientKey?: SecretName18;
}
/**
 * The queues of Amazon SQS in one region, or of what speaks its protocol.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sqsConnection".
 */
export interface SqsConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "sqs";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Address of the service, such as that of an emulator or of an endpoint of one's own network; Amazon's in the region unless given. With `http` all but the secret key goes in the clear.
   */
  endpoint?: string;
  /**
   * Region, which is a part of each request's signature. Default us-east-1.
   */
  region?: string;
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  accessKey: SecretName19;
  secretKey: SecretName20;
  sessionToken?: SecretName21;
}
/**
 * The streams of Amazon Kinesis in one region, or of what speaks its protocol.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kinesisConnection".
 */
export interface KinesisConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "kinesis";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Address of the service, such as that of an emulator or of an endpoint of one's own network; Amazon's in the region unless given. With `http` all but the secret key goes in the clear.
   */
  endpoint?: string;
  /**
   * Region, which is a part of each request's signature. Default us-east-1.
   */
  region?: string;
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  accessKey: SecretName22;
  secretKey: SecretName23;
  sessionToken?: SecretName24;
}
/**
 * A broker that speaks AMQP 0-9-1, such as RabbitMQ.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "amqpConnection".
 */
export interface AmqpConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "amqp";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Host name or address.
   */
  host: string;
  /**
   * Default 5671, with `ssl: off` 5672.
   */
  port?: number;
  vhost?: Line5;
  user: Line6;
  password: SecretName25;
  /**
   * `verify` (default): encrypted, and the server's certificate is checked. `off`: in the clear.
   */
  ssl?: "verify" | "off";
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  clientCertificate?: SecretName26;
  clientKey?: SecretName27;
}
/**
 * Servers of NATS with JetStream.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "natsConnection".
 */
export interface NatsConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "nats";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Servers of one cluster, tried in this order. Servers that these tell of are not asked.
   *
   * @minItems 1
   * @maxItems 20
   */
  servers: NatsServer[];
  /**
   * `verify` (default): encrypted, and the server's certificate is checked. `off`: in the clear.
   */
  ssl?: "verify" | "off";
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  user?: Line7;
  password?: SecretName28;
  token?: SecretName29;
  credentials?: SecretName30;
  clientCertificate?: SecretName31;
  clientKey?: SecretName32;
}
/**
 * A bucket of Amazon S3, or of a store that speaks its protocol.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "s3Connection".
 */
export interface S3ConnectionSpec {
  /**
   * Kind of the system.
   */
  type: "s3";
  /**
   * What it is, for people.
   */
  description?: string;
  /**
   * Address of the store, such as `https://minio.example:9000`; that of Amazon in the region unless given. With `http` everything but the secret key goes in the clear.
   */
  endpoint?: string;
  /**
   * Region, which is a part of each request's signature. Default us-east-1.
   */
  region?: string;
  /**
   * Name of the bucket.
   */
  bucket: string;
  /**
   * Whether URLs name the bucket in their path (`https://HOST/BUCKET/…`) and not in their host. Default true with an `endpoint` and for a bucket with a dot in its name, else false.
   */
  pathStyle?: boolean;
  /**
   * Certificate of the authority that signed the server's, as PEM text; the well-known authorities unless given.
   */
  ca?: string;
  accessKey: SecretName33;
  secretKey: SecretName34;
  sessionToken?: SecretName35;
}
/**
 * A system that tasks connect to: `connections/NAME.yaml`. It holds no secret, only the name of one.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectionFile".
 */
export interface ConnectionFileSpec {}
/**
 * One request.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectorRequest".
 */
export interface ConnectorRequest {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts {
  [k: string]: ConnectorPart;
}
/**
 * One part: `json` or `text`.
 */
export interface ConnectorPart {
  /**
   * Its content as JSON, as that of a request.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Its content as text; may hold `${{ }}`.
   */
  text?: string;
  /**
   * Name of the file that it is; may hold `${{ }}`.
   */
  filename?: string;
  /**
   * Its type. Default: `application/json` with `json`, else `text/plain`.
   */
  contentType?: string;
}
/**
 * How requests say who asks. Exactly one kind; secrets are those that `connection.secrets` declares.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectorAuth".
 */
export interface ConnectorAuth {
  /**
   * Secret that is sent as `Authorization: Bearer …`.
   */
  bearer?: string;
  basic?: ConnectorBasicAuth;
  header?: ConnectorHeaderAuth;
  query?: ConnectorQueryAuth;
  login?: ConnectorLogin;
  oauth2?: ConnectorOAuth2;
  none?: ConnectorNoAuth;
  jwt?: ConnectorJwt;
  awsSigV4?: ConnectorSigV4;
  mtls?: ConnectorMtls;
  kubernetes?: ConnectorKubernetesAuth;
}
/**
 * User and password.
 */
export interface ConnectorBasicAuth {
  /**
   * The user's name; may hold `${{ connection.… }}`, or `${{ secret.NAME }}` alone.
   */
  user: string;
  /**
   * Secret that holds the password.
   */
  password: string;
}
/**
 * A header of the system's own.
 */
export interface ConnectorHeaderAuth {
  name: HeaderName;
  /**
   * Secret that is its value.
   */
  secret: string;
  /**
   * What stands before the secret, such as `Token `.
   */
  prefix?: string;
}
/**
 * A parameter of the query. It is never shown, but systems between here and there may log it.
 */
export interface ConnectorQueryAuth {
  /**
   * The parameter's name.
   */
  name: string;
  /**
   * Secret that is its value.
   */
  secret: string;
}
/**
 * A request that gives a token for those that follow, made once and shared by the worker's attempts with the same connection.
 */
export interface ConnectorLogin {
  request: ConnectorRequest1;
  /**
   * Expression over `response` that is the token: `response.body.token`.
   */
  token: string;
  header?: HeaderName1;
  /**
   * What stands before the token. Default `Bearer ` with `Authorization`, else nothing.
   */
  prefix?: string;
  lifetime?: Duration7;
  /**
   * Expression over `response` that is the token's life in seconds.
   */
  expiresIn?: string;
  logout?: ConnectorRequest2;
}
/**
 * The login; its texts may name `secret.NAME`.
 */
export interface ConnectorRequest1 {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
}
/**
 * Request that ends the session when the worker stops.
 */
export interface ConnectorRequest2 {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
}
/**
 * OAuth 2 client credentials (RFC 6749, section 4.4).
 */
export interface ConnectorOAuth2 {
  /**
   * The token endpoint; may hold `${{ connection.… }}`.
   */
  tokenUrl: string;
  /**
   * The client's id; may hold `${{ connection.… }}`.
   */
  clientId: string;
  /**
   * Secret of the client.
   */
  clientSecret: string;
  /**
   * Scopes, separated by blanks; may hold `${{ connection.… }}`.
   */
  scope?: string;
  /**
   * How the client proves itself: `body` (default) or `basic`.
   */
  style?: "body" | "basic";
  /**
   * Further fields of the token request, such as `resource`.
   */
  fields?: {
    [k: string]: ScalarValue;
  };
}
/**
 * Nobody says who asks: `none: {}` at the end of a list is for servers that let everybody in.
 */
export interface ConnectorNoAuth {}
/**
 * A signed JSON Web Token (RFC 7519), sent as it is or exchanged for another (RFC 7523).
 */
export interface ConnectorJwt {
  /**
   * Default `RS256`.
   */
  algorithm?: "RS256" | "RS384" | "RS512" | "ES256" | "EdDSA";
  /**
   * Secret that holds the private key as PEM text, or a Google service account's JSON.
   */
  key: string;
  /**
   * Header fields beside `alg` and `typ`, such as `kid`.
   */
  headers?: {
    [k: string]: ScalarValue;
  };
  /**
   * Claims beside `iat` and `exp`; may hold `${{ connection.… }}`, `${{ jwt.fingerprint }}` (SHA-256 of the public key, Base64) and, of a JSON key, `${{ jwt.client_email }}`.
   */
  claims: {
    [k: string]: ScalarValue;
  };
  lifetime?: Duration8;
  /**
   * Headers that go with the token, such as `X-Snowflake-Authorization-Token-Type`.
   */
  headersWith?: {
    /**
     * Its value.
     */
    [k: string]: string;
  };
  exchange?: ConnectorJwtExchange;
}
/**
 * Where the token is exchanged for an access token.
 */
export interface ConnectorJwtExchange {
  /**
   * The token endpoint; may hold `${{ connection.… }}`.
   */
  tokenUrl: string;
}
/**
 * AWS Signature Version 4 over each request.
 */
export interface ConnectorSigV4 {
  /**
   * The service's signing name, such as `states`.
   */
  service: string;
  /**
   * May hold `${{ connection.… }}`.
   */
  region: string;
  /**
   * Secret with the id of the access key.
   */
  accessKeyId: string;
  /**
   * Secret with the access key.
   */
  secretAccessKey: string;
  /**
   * Secret with the session's token, where the connection has one.
   */
  sessionToken?: string;
}
/**
 * A client certificate.
 */
export interface ConnectorMtls {
  /**
   * Secret with the certificate as PEM text.
   */
  certificate: string;
  /**
   * Secret with the private key as PEM text.
   */
  key: string;
}
/**
 * A service account of a Kubernetes cluster. Without `token` it is the worker's own, for its own cluster alone, and the worker must have been started with `--kubernetes-in-cluster`.
 */
export interface ConnectorKubernetesAuth {
  /**
   * Secret with the token of a service account.
   */
  token?: string;
  /**
   * The cluster's authority as PEM text; may hold `${{ connection.… }}`. Left out, or empty: one that Node believes; with the worker's own account that of its cluster.
   */
  ca?: string;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectorParts".
 */
export interface ConnectorParts1 {
  [k: string]: ConnectorPart;
}
/**
 * For answers that are lists in several pages: all are asked for, 100 and 16 MiB at most, and `items` are the entries of all. The request names the page as `${{ page }}`, from 1.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectorPages".
 */
export interface ConnectorPages {
  /**
   * Expression over `response` that is the list of a page: `response.body.data`.
   */
  list: string;
  /**
   * Condition over `response` that holds while a page follows: `has(response.body.links.next)`.
   */
  more: string;
}
/**
 * A further request of a submission.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectorStep".
 */
export interface ConnectorStep {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts2;
  /**
   * Body from a file of the worker's own host: its absolute path, below a folder that the worker was started with (`--local-files`). Its type stands in `headers` (default `application/octet-stream`). What it may name is known before the submission: `connection`, `inputs`, `key`, `run`.
   */
  file?: string;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Condition over the `response` to `poll` that shows that it has arrived: `response.body.state != 'Open'`. Asked where its answer got lost; where it doesn't hold, or without it, the request is sent again.
   */
  done?: string;
  /**
   * A second one would spoil the run: where its answer got lost, the run is ended there (`cancel`), and the next attempt submits anew. Default: no.
   */
  once?: boolean;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts2 {
  [k: string]: ConnectorPart;
}
/**
 * How to submit, ask for, cancel and adopt runs on another system: `connectors/NAME.yaml`; tasks use it as `uses: NAME`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "connectorFile".
 */
export interface ConnectorSpec {
  /**
   * What the system is, for people.
   */
  description: string;
  proof?: ConnectorProof;
  connection?: ConnectorConnection;
  /**
   * What a task gives in `with`, as expressions name it: `inputs.job`.
   */
  inputs?: {
    [k: string]: ConnectorInput;
  };
  /**
   * URL that paths are appended to. Its host is written out or comes from fields of the connection: `https://${{ connection.host }}`.
   */
  base: string;
  /**
   * Headers of every request, such as a version.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ connection.… }}`.
     */
    [k: string]: string;
  };
  /**
   * One kind, or several of which the first counts whose secrets the connection gives.
   */
  auth?: ConnectorAuth | ConnectorAuth[];
  csrf?: ConnectorCsrf;
  before?: ConnectorBefore;
  submit: ConnectorSubmit;
  adopt?: ConnectorAdopt;
  poll: ConnectorPoll;
  /**
   * Request that ends the run; `none` where the system has no way. It may name `response` and `item` of an answer to `poll`, which is asked once more for that. Polling goes on until it has ended.
   */
  cancel: ConnectorRequest | "none";
  rerunFailed?: ConnectorRerunFailed;
  logs?: ConnectorLogs;
  results?: ConnectorRequest3;
  /**
   * What tasks may declare as outputs.
   */
  outputs?: {
    [k: string]: ConnectorOutput;
  };
  limits?: ConnectorLimits;
}
/**
 * What shows that this file is right.
 */
export interface ConnectorProof {
  /**
   * `server`: run against a real server. `contract`: checked against the vendor's published contract. `documented`: written from the vendor's pages. `third-party`: from others' code or pages; confirm it with the vendor's before you rely on it.
   */
  mark: "server" | "contract" | "documented" | "third-party";
  /**
   * When it was shown, `YYYY-MM-DD`.
   */
  date: string;
  /**
   * What it was checked against: the page, the version of the server.
   */
  source: string;
  /**
   * What is not shown.
   */
  note?: string;
}
/**
 * What a connection of this type says: `connections/NAME.yaml` with `type:` this connector.
 */
export interface ConnectorConnection {
  /**
   * Values that are no secrets, as expressions name them: `connection.host`.
   */
  fields?: {
    [k: string]: ConnectorField;
  };
  /**
   * Secrets; the connection says under these names which of the project's secrets they are.
   */
  secrets?: {
    [k: string]: ConnectorSecret;
  };
}
/**
 * One value.
 */
export interface ConnectorField {
  /**
   * What it is, for people.
   */
  description: string;
  default?: ScalarValue2;
  /**
   * It may be left out.
   */
  optional?: boolean;
  /**
   * Regular expression that it must match as a whole.
   */
  pattern?: string;
}
/**
 * One secret.
 */
export interface ConnectorSecret {
  /**
   * What it is, for people.
   */
  description: string;
  /**
   * It may be left out.
   */
  optional?: boolean;
}
/**
 * One input.
 */
export interface ConnectorInput {
  /**
   * Type of its value.
   */
  type: "string" | "integer" | "number" | "boolean" | "list" | "object";
  /**
   * What it is, for people.
   */
  description: string;
  /**
   * Value where the task gives none.
   */
  default?: string | number | boolean | unknown[] | {};
  /**
   * It may be left out.
   */
  optional?: boolean;
  /**
   * The values that it may have.
   */
  enum?: ScalarValue3[];
}
/**
 * A token against forged requests, as SAP's gateways ask for it: a `GET` with the header says `Fetch`, and every request that is no `GET` carries the token and the cookies of its answer.
 */
export interface ConnectorCsrf {
  /**
   * What is asked, after `base`.
   */
  path: string;
  header?: HeaderName2;
}
/**
 * A request before `submit` whose values tell later answers from earlier ones, for systems that give a run no id.
 */
export interface ConnectorBefore {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts3;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Expressions over `response`; later ones name them as `before.NAME`. One without a value is empty.
   */
  values: {
    /**
     * Such as `response.body.data.succeeded_at`.
     */
    [k: string]: string;
  };
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts3 {
  [k: string]: ConnectorPart;
}
/**
 * The request that starts the run. `${{ key }}` is the same for every try of one attempt, and another for the next.
 */
export interface ConnectorSubmit {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts4;
  /**
   * Body from a file of the worker's own host: its absolute path, below a folder that the worker was started with (`--local-files`). Its type stands in `headers` (default `application/octet-stream`). What it may name is known before the submission: `connection`, `inputs`, `key`, `run`.
   */
  file?: string;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Expressions over `response` that name the run; later requests use them as `id.NAME`.
   */
  ids?: {
    /**
     * Such as `response.body.run_id` or `response.headers['x-scan-id']`.
     */
    [k: string]: string;
  };
  /**
   * Further requests that the submission takes, in order; they know `id`. One that is refused ends the run there (`cancel`).
   *
   * @maxItems 10
   */
  then?: ConnectorStep1[];
  /**
   * The system starts nothing twice for one `${{ key }}`: a request whose answer got lost is sent again. Default: no.
   */
  idempotent?: boolean;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts4 {
  [k: string]: ConnectorPart;
}
/**
 * One of them.
 */
export interface ConnectorStep1 {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts2;
  /**
   * Body from a file of the worker's own host: its absolute path, below a folder that the worker was started with (`--local-files`). Its type stands in `headers` (default `application/octet-stream`). What it may name is known before the submission: `connection`, `inputs`, `key`, `run`.
   */
  file?: string;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Condition over the `response` to `poll` that shows that it has arrived: `response.body.state != 'Open'`. Asked where its answer got lost; where it doesn't hold, or without it, the request is sent again.
   */
  done?: string;
  /**
   * A second one would spoil the run: where its answer got lost, the run is ended there (`cancel`), and the next attempt submits anew. Default: no.
   */
  once?: boolean;
}
/**
 * Finds a run that was submitted but whose answer nobody saw.
 */
export interface ConnectorAdopt {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts5;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Name of the list in `response` that holds runs; left out where the answer is the run itself, and a status of 404 says that there is none.
   */
  items?: string;
  /**
   * Expression over `item` that holds for the run: `item.name == key`.
   */
  where?: string;
  /**
   * Expressions over `item` (over `response` without `items`) for the same names as `submit.ids`.
   */
  ids: {
    /**
     * Such as `item.id`.
     */
    [k: string]: string;
  };
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts5 {
  [k: string]: ConnectorPart;
}
/**
 * The question for the run's state.
 */
export interface ConnectorPoll {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts6;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * `submit`: the system answers a submission when the run has ended, within five minutes, and `state` reads that answer. Nothing else is asked, and a run whose answer got lost can't be found.
   */
  from?: "submit";
  pages?: ConnectorPages1;
  item?: ConnectorItem;
  /**
   * Conditions over `response`, and `item` and `items`, in the order in which they are asked: the first that holds is the state. None: it is unknown, and is asked again. One that names what the answer doesn't have doesn't hold.
   */
  state: {
    /**
     * Condition for the state.
     */
    [k: string]: string;
  };
  /**
   * Expression that says why it failed.
   */
  message?: string;
  /**
   * Text about how far it is, printed when it changes.
   */
  progress?: string;
  /**
   * What an answer of 404 means: `failed` (default), or `unknown` where a new run takes a while to be known.
   */
  gone?: "failed" | "unknown";
  then?: ConnectorPollThen;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts6 {
  [k: string]: ConnectorPart;
}
/**
 * For answers that are lists in several pages.
 */
export interface ConnectorPages1 {
  /**
   * Expression over `response` that is the list of a page: `response.body.data`.
   */
  list: string;
  /**
   * Condition over `response` that holds while a page follows: `has(response.body.links.next)`.
   */
  more: string;
}
/**
 * For answers that are lists: the entry that is meant.
 */
export interface ConnectorItem {
  /**
   * Name of the list in `response`, or `items`.
   */
  of: string;
  /**
   * Expression over `item`; the first that holds is `item` in `state` and `outputs`.
   */
  where: string;
}
/**
 * A second question, asked once the first says `succeeded`, for systems that do a run in two steps: then its answer counts. It knows the `item` of the first.
 */
export interface ConnectorPollThen {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts7;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  pages?: ConnectorPages2;
  /**
   * Conditions as those of `poll`, over this `response`.
   */
  state: {
    /**
     * Condition for the state.
     */
    [k: string]: string;
  };
  /**
   * Expression that says why it failed.
   */
  message?: string;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts7 {
  [k: string]: ConnectorPart;
}
/**
 * For answers that are lists in several pages.
 */
export interface ConnectorPages2 {
  /**
   * Expression over `response` that is the list of a page: `response.body.data`.
   */
  list: string;
  /**
   * Condition over `response` that holds while a page follows: `has(response.body.links.next)`.
   */
  more: string;
}
/**
 * The request that reruns the failed parts of a run that failed, for tasks with `rerun: failed`. It knows `id` and `before` of that run, and `key`, which is the same for every try. Left out: the system can't.
 */
export interface ConnectorRerunFailed {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts8;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Expressions over `response` of the last `poll` before it, where the run has failed; the request and `begun` name them as `before.NAME`. One without a value is empty.
   */
  before?: {
    /**
     * Such as `response.body.redriveCount`.
     */
    [k: string]: string;
  };
  /**
   * Expressions over `response` for the same names as `submit.ids`, where the rerun is a run of its own. Left out: it has the ids of the run that failed.
   */
  ids?: {
    /**
     * Such as `response.body.runId`.
     */
    [k: string]: string;
  };
  /**
   * Condition over the `response` to `poll` that holds once it shows the rerun and not what was before: `response.body.redriveCount > int(before.redrives)`. Needed without `ids`; a rerun whose answer got lost is found by it.
   */
  begun?: string;
  /**
   * A rerun whose answer got lost is found by the connector's `adopt`, because the request carries `${{ key }}` as a submission does. Default: no.
   */
  adopt?: boolean;
  /**
   * The system reruns nothing twice for one `${{ key }}`, or for what `before` says: a request whose answer got lost is sent again. Default: no.
   */
  idempotent?: boolean;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts8 {
  [k: string]: ConnectorPart;
}
/**
 * Output of the run, asked for while it goes on and once after its end.
 */
export interface ConnectorLogs {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  /**
   * Expression over `response` with new text, or a list of lines: `response.body.log`.
   */
  text: string;
  multipart?: ConnectorParts9;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Expression for `cursor` in the next request, such as `cursor + size(response.body.log)`. Without it all output comes with each answer, and what follows the known part is new.
   */
  next?: string;
  start?: ScalarValue4;
  /**
   * It is asked for once the run has ended, for systems that have its whole output only then. Default: no.
   */
  atEnd?: boolean;
}
/**
 * Body as a form with files (`multipart/form-data`), by the names of its parts.
 */
export interface ConnectorParts9 {
  [k: string]: ConnectorPart;
}
/**
 * One request.
 */
export interface ConnectorRequest3 {
  /**
   * `GET` unless given, `POST` with a body.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows `base`: `/api/jobs/${{ id.run }}`; each `${{ }}` becomes one encoded value. Default: `base` itself.
   */
  path?: string;
  /**
   * Instead of `base` and `path`, for another host: it is written out, or comes from fields of the connection.
   */
  url?: string;
  /**
   * Values that are added to the query. One whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  query?: {
    [k: string]: ScalarValue;
  };
  /**
   * Headers of this request.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, also a list or an object; a property whose whole text is a name without a value is left out. The entries of a map under `...` stand beside the others.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as a form (`application/x-www-form-urlencoded`).
   */
  form?: {
    [k: string]: ScalarValue;
  };
  /**
   * Body as text, such as CSV; its type stands in `headers` (default `text/plain`).
   */
  body?: string;
  multipart?: ConnectorParts;
  /**
   * Expression over `response` that must hold. Default: a status of 200 to 299.
   */
  expect?: string;
}
/**
 * One output.
 */
export interface ConnectorOutput {
  /**
   * What it is, for people.
   */
  description: string;
  /**
   * Expression over `response`, `item` and `id`.
   */
  value: string;
}
/**
 * Times and sizes.
 */
export interface ConnectorLimits {
  every?: Duration9;
  upTo?: Duration10;
  /**
   * Statuses after which a question is asked again, and a submission that is idempotent. Default: 408, 425, 429, 500, 502, 503, 504.
   *
   * @maxItems 100
   *
   * Items: A status.
   */
  retryOn?: number[];
  unknown?: Duration11;
  /**
   * Most requests a minute that one worker sends with one connection.
   */
  perMinute?: number;
  /**
   * Most bytes of a response's body. Default 1048576 (1 MiB).
   */
  maxResponse?: number;
  /**
   * Most bytes of a `file` that is sent. Default 104857600 (100 MiB).
   */
  maxFile?: number;
}
/**
 * Variables whose values are secrets: `{DB_PASSWORD: shop/writer}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "secretVariables".
 */
export interface SecretVariables {
  [k: string]: SecretName36;
}
/**
 * A folder of the worker's host in the container.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerMount".
 */
export interface ContainerMount {
  source: ContainerPath1;
  /**
   * Where the container sees it: an absolute path without `.` and `..`, outside of /proc, /sys, /dev and /trunkline.
   */
  target: string;
  /**
   * Whether the container can't write to it. Default true; false needs `--container-mount DIR:rw`.
   */
  readOnly?: boolean;
}
/**
 * One container, from an image, on an engine of the worker.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerInputs".
 */
export interface ContainerInputs {
  connection?: PipelineName2;
  image: ContainerImage;
  run?: ContainerScript;
  /**
   * Program and arguments instead of the image's own command; texts may hold `${{ }}`, each stays one argument.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  command?: string[];
  /**
   * Instead of the image's own entry point, before `command`.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  entrypoint?: string[];
  env?: Environment;
  secrets?: SecretVariables1;
  workingDirectory?: ContainerPath2;
  /**
   * User, or `user:group`, by name or number; the image's own unless given.
   */
  user?: string;
  /**
   * Most processors at a time, also a part of one. Default 1.
   */
  cpus?: number;
  /**
   * Most memory, such as `512Mi` or `4Gi`; beyond it the kernel ends the container. Default 1Gi.
   */
  memory?: string;
  /**
   * Most processes and threads. Default 512.
   */
  pids?: number;
  /**
   * Folders of the worker's host that it sees.
   *
   * @maxItems 50
   */
  mounts?: ContainerMount[];
  /**
   * `none` (default), `bridge`, or another network of the engine that the worker was started with (`--container-network`).
   */
  network?: string;
  /**
   * When the image is fetched from its registry: `missing` (default), if the engine hasn't got it; `always`; `never`.
   */
  pull?: "missing" | "always" | "never";
  /**
   * Whether the image's own files can't be changed; `/tmp` and `/trunkline` can always be written to. Default true.
   */
  readOnly?: boolean;
}
/**
 * Variables of the container; texts may hold `${{ }}`.
 */
export interface Environment {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Variables whose values are secrets: `{DB_PASSWORD: shop/writer}`.
 */
export interface SecretVariables1 {
  [k: string]: SecretName36;
}
/**
 * The `with` of a task that says `uses: container`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "containerFile".
 */
export interface ContainerInputsFile {
  connection?: PipelineName2;
  image: ContainerImage;
  run?: ContainerScript;
  /**
   * Program and arguments instead of the image's own command; texts may hold `${{ }}`, each stays one argument.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  command?: string[];
  /**
   * Instead of the image's own entry point, before `command`.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  entrypoint?: string[];
  env?: Environment;
  secrets?: SecretVariables1;
  workingDirectory?: ContainerPath2;
  /**
   * User, or `user:group`, by name or number; the image's own unless given.
   */
  user?: string;
  /**
   * Most processors at a time, also a part of one. Default 1.
   */
  cpus?: number;
  /**
   * Most memory, such as `512Mi` or `4Gi`; beyond it the kernel ends the container. Default 1Gi.
   */
  memory?: string;
  /**
   * Most processes and threads. Default 512.
   */
  pids?: number;
  /**
   * Folders of the worker's host that it sees.
   *
   * @maxItems 50
   */
  mounts?: ContainerMount[];
  /**
   * `none` (default), `bridge`, or another network of the engine that the worker was started with (`--container-network`).
   */
  network?: string;
  /**
   * When the image is fetched from its registry: `missing` (default), if the engine hasn't got it; `always`; `never`.
   */
  pull?: "missing" | "always" | "never";
  /**
   * Whether the image's own files can't be changed; `/tmp` and `/trunkline` can always be written to. Default true.
   */
  readOnly?: boolean;
}
/**
 * A conversation with a system, for `trunkline connectors test`: what the connector must ask, and what it is answered.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "conversationFile".
 */
export interface ConversationSpec {
  /**
   * What it shows.
   */
  description?: string;
  /**
   * Values of the connection, secrets as they are.
   */
  connection?: {
    [k: string]: ScalarValue;
  };
  /**
   * The task's `with`.
   */
  inputs?: {};
  /**
   * The task is cancelled once so many requests were answered.
   */
  cancelAfter?: number;
  /**
   * The worker is lost once so many requests were answered, and the next attempt goes on.
   */
  crashAfter?: number;
  /**
   * Most attempts; the next follows where one may be repeated. Default 1, with `crashAfter` 2.
   */
  attempts?: number;
  /**
   * Requests in their order, each with its answer.
   *
   * @minItems 1
   * @maxItems 1000
   */
  conversation: ExchangeSpec[];
  expect: ExpectedEnd;
  /**
   * Files of the worker's host, by their absolute path.
   */
  files?: {
    /**
     * Its text.
     */
    [k: string]: string;
  };
}
/**
 * One request, and its answer.
 */
export interface ExchangeSpec {
  request: ExpectedRequest;
  answer: PlayedAnswer;
}
/**
 * What must be asked; what is left out may be anything.
 */
export interface ExpectedRequest {
  /**
   * The method.
   */
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Host and path with the query: `https://dbc-1.example/api/2.2/jobs/run-now`; `*` stands for any part.
   */
  url: string;
  /**
   * Headers that must be there; `*` stands for any part of a value.
   */
  headers?: {
    /**
     * The value.
     */
    [k: string]: string;
  };
  /**
   * The body as JSON; a text `*` stands for any value, `*` within one for any part.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * The body as text; `*` stands for any part.
   */
  text?: string;
  /**
   * The body as a form; `*` stands for any part of a value.
   */
  form?: {
    /**
     * The value.
     */
    [k: string]: string;
  };
}
/**
 * What comes back.
 */
export interface PlayedAnswer {
  /**
   * Default 200.
   */
  status?: number;
  /**
   * Headers of the answer.
   */
  headers?: {
    /**
     * The value.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON.
   */
  json?: {
    [k: string]: unknown;
  };
  /**
   * Body as text.
   */
  text?: string;
  /**
   * The system has the request, and the connection breaks before the answer.
   */
  lost?: boolean;
  /**
   * The body breaks off after so many bytes.
   */
  cut?: number;
}
/**
 * How the task must end.
 */
export interface ExpectedEnd {
  /**
   * How.
   */
  ends: "succeeded" | "failed" | "cancelled" | "needs attention";
  /**
   * All outputs of the connector by name.
   */
  outputs?: {
    /**
     * The value.
     */
    [k: string]: string;
  };
  /**
   * A part of the message.
   */
  message?: string;
  /**
   * A part of what is printed.
   */
  output?: string;
}
/**
 * What policies know of a project.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "project".
 */
export interface DecisionProject {
  /**
   * Default `default`.
   */
  environment?: string;
  /**
   * The team that answers for it.
   */
  owner?: string;
  tags?: Tags1;
}
/**
 * Its tags.
 */
export interface Tags1 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * What it is done to. Which kind of thing follows from what is done.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "thing".
 */
export interface DecisionThing {
  /**
   * Name of the project in which it is, or which it is.
   */
  project?: string;
  /**
   * Default: the project's.
   */
  environment?: string;
  /**
   * Of a pipeline's file, from the project's root. Default `pipelines`.
   */
  folder?: string;
  /**
   * Of a pipeline: the team that answers for it. Default: none.
   */
  owner?: string;
  tags?: Tags2;
  /**
   * Of a secret or connection; of a pipeline it counts for grants of some pipelines only.
   */
  name?: string;
}
/**
 * Of a pipeline.
 */
export interface Tags2 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * What a run is that asks.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "run".
 */
export interface DecisionRun {
  pipeline?: DecisionThing1;
  /**
   * Secrets and connections that its definition names and its project's registration allows.
   *
   * Items: A name.
   */
  granted?: string[];
  /**
   * Its attempt is under way. Default `true`.
   */
  running?: boolean;
}
/**
 * Of which pipeline.
 */
export interface DecisionThing1 {
  /**
   * Name of the project in which it is, or which it is.
   */
  project?: string;
  /**
   * Default: the project's.
   */
  environment?: string;
  /**
   * Of a pipeline's file, from the project's root. Default `pipelines`.
   */
  folder?: string;
  /**
   * Of a pipeline: the team that answers for it. Default: none.
   */
  owner?: string;
  tags?: Tags2;
  /**
   * Of a secret or connection; of a pipeline it counts for grants of some pipelines only.
   */
  name?: string;
}
/**
 * A right for a while, as `trunkline access grant` asks for it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "grant".
 */
export interface DecisionGrant {
  /**
   * Because of what. Default `incident`.
   */
  kind?: "incident" | "ticket";
  /**
   * What may be done.
   *
   * Items: An action.
   */
  actions: string[];
  /**
   * In which project.
   */
  project: string;
  /**
   * Names of pipelines, with `*` for any characters. Default: all of the project.
   *
   * Items: A name or pattern.
   */
  pipelines?: string[];
  tags?: Tags3;
}
/**
 * Each of which a pipeline must have.
 */
export interface Tags3 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Who does what to what, and what must become of it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "case".
 */
export interface DecisionCase {
  /**
   * What it is about, for people.
   */
  name?: string;
  /**
   * `ann@example.com`, `robot:ci`, `group:GROUP` (whoever logs in with it), `local` (the token of one machine) or `run`.
   */
  who: string;
  /**
   * `true`: with a second factor. Default `false`.
   */
  mfa?: boolean;
  /**
   * Actions that the token is limited to. Default: no limit.
   *
   * Items: An action.
   */
  scopes?: string[];
  run?: DecisionRun1;
  /**
   * What they were granted for a while and holds; policies say whether it is about this.
   */
  grants?: DecisionGrant[];
  /**
   * With `deploy`: the forge or a signature says who the author is. Default `true`.
   */
  proven?: boolean;
  /**
   * With `deploy`: who approved the change. Default: nobody.
   */
  approvers?: PersonName[];
  /**
   * When, as an ISO instant. Default: noon of 1 January 2026, UTC.
   */
  at?: string;
  /**
   * The action.
   */
  does:
    | "read"
    | "readLogs"
    | "trigger"
    | "backfill"
    | "pause"
    | "resume"
    | "hold"
    | "release"
    | "cancel"
    | "rerun"
    | "mark"
    | "force"
    | "override"
    | "approve"
    | "deploy"
    | "readProject"
    | "sync"
    | "confirm"
    | "confirmUnseen"
    | "holdProject"
    | "breakGlass"
    | "changeEvents"
    | "changeVariables"
    | "changePools"
    | "blackout"
    | "observe"
    | "deployProject"
    | "useSecret"
    | "useConnection"
    | "readServer"
    | "readAudit"
    | "readMetrics"
    | "readAccess"
    | "manageAccess"
    | "manageWorkers"
    | "manageServer";
  to?: DecisionThing2;
  /**
   * What must become of it.
   */
  expect: "allow" | "deny";
  /**
   * `@id`s of all policies that decide it, in any order. Without it any may.
   *
   * Items: An `@id`.
   */
  by?: string[];
}
/**
 * Where `who` is `run`.
 */
export interface DecisionRun1 {
  pipeline?: DecisionThing1;
  /**
   * Secrets and connections that its definition names and its project's registration allows.
   *
   * Items: A name.
   */
  granted?: string[];
  /**
   * Its attempt is under way. Default `true`.
   */
  running?: boolean;
}
/**
 * To what. Default: the server, or whatever has no properties.
 */
export interface DecisionThing2 {
  /**
   * Name of the project in which it is, or which it is.
   */
  project?: string;
  /**
   * Default: the project's.
   */
  environment?: string;
  /**
   * Of a pipeline's file, from the project's root. Default `pipelines`.
   */
  folder?: string;
  /**
   * Of a pipeline: the team that answers for it. Default: none.
   */
  owner?: string;
  tags?: Tags2;
  /**
   * Of a secret or connection; of a pipeline it counts for grants of some pipelines only.
   */
  name?: string;
}
/**
 * `policies/cases/*.yaml` of a control repository: what teams and policies must come to. `trunkline access test` asks each.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "decisionsFile".
 */
export interface DecisionsSpec {
  /**
   * Instead of all of `teams.yaml` of the control repository, as it would say it: teams.
   */
  teams?: {
    [k: string]: TeamSpec;
  };
  /**
   * With `teams`: people.
   */
  people?: {
    [k: string]: PersonSpec;
  };
  /**
   * With `teams`: robots.
   */
  robots?: {
    [k: string]: HolderSpec;
  };
  /**
   * With `teams`: default policies that do not hold.
   */
  withoutDefaults?: DefaultPolicyId[];
  /**
   * Instead of what the registrations say, by name.
   */
  projects?: {
    [k: string]: DecisionProject;
  };
  /**
   * Questions, each with the answer that it must get.
   */
  cases: DecisionCase[];
}
/**
 * Who is in a team, and what its members get by it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "team".
 */
export interface TeamSpec {
  /**
   * What the team does, for people.
   */
  description?: string;
  /**
   * People, by e-mail address.
   */
  members?: PersonName[];
  /**
   * Groups of the identity provider: whoever logs in with one of them is a member.
   *
   * Items: The group as the identity provider names it in its claim.
   */
  groups?: string[];
  /**
   * Robots that act for the team, by name.
   */
  robots?: RobotName[];
  roles?: Roles;
  tags?: Tags4;
}
/**
 * Tags of its members, which policies compare with those of pipelines and projects: `{domain: [finance], clearance: [pii]}`.
 */
export interface Tags4 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Roles and tags of one person, and how forges know them.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "personHolder".
 */
export interface PersonSpec {
  roles?: Roles1;
  tags?: Tags5;
  /**
   * Names of their accounts at forges, such as `ann-gh`: authors and reviewers of changes are known by them. A name that two people have is nobody's.
   */
  accounts?: PersonName[];
}
/**
 * Their tags, beside those of their teams.
 */
export interface Tags5 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Roles and tags of one person or robot.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "holder".
 */
export interface HolderSpec {
  roles?: Roles2;
  tags?: Tags6;
}
/**
 * Its tags, beside those of its teams.
 */
export interface Tags6 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * `_defaults.yaml`: values for every pipeline in its folder and below. The nearest wins, maps merge key by key.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "defaultsFile".
 */
export interface FolderDefaults {
  owner?: Line8;
  bundle?: PipelineName3;
  tags?: Tags7;
  timezone?: Timezone;
  dialect?: Dialect;
  newDay?: TimeOfDay4;
  concurrency?: ConcurrencySpec;
  defaults?: TaskDefaults;
}
/**
 * Tags of the pipelines.
 */
export interface Tags7 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * How many runs of each pipeline there may be at a time.
 */
export interface ConcurrencySpec {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults {
  timeout?: Duration12;
  retry?: RetrySpec;
  env?: Environment1;
  onFailure?: OnFailure;
  runsOn?: RunsOn;
  runAs?: UserName;
  notAfter?: TimeOfDay5;
  pools?: PoolUses;
  locks?: LockUses;
  shadow?: ShadowDefaults;
}
/**
 * Retries.
 */
export interface RetrySpec {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration13;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration14;
  on?: RetryOnSpec;
}
/**
 * Only these ends are tried again; every failure unless given. A task's own replaces the defaults'.
 */
export interface RetryOnSpec {
  /**
   * Exit codes, such as `[75]`.
   *
   * @minItems 1
   * @maxItems 255
   *
   * Items: An exit code.
   */
  exitCodes?: number[];
  /**
   * Signals that ended it, such as `[SIGKILL]`.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: A signal by its full name.
   */
  signals?: string[];
  /**
   * It ran longer than `timeout`.
   */
  timeout?: true;
}
/**
 * Environment variables.
 */
export interface Environment1 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Units that each task takes; a task takes none of a pool with `0`.
 */
export interface PoolUses {
  [k: string]: PoolUse;
}
/**
 * Locks that each task takes; a task leaves one out with `none`.
 */
export interface LockUses {
  [k: string]: LockUse;
}
/**
 * What tasks do while the pipeline's wave is at the stage `shadow`.
 */
export interface ShadowDefaults {
  env?: Environment2;
  /**
   * `none`: no task changes anything anywhere.
   */
  sideEffects?: "none";
}
/**
 * Environment variables over those of each task that is a command or `ssh`, which by that runs in shadow.
 */
export interface Environment2 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * What an attempt of a task does in a rehearsal.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "stub".
 */
export interface StubSpec {
  takes?: Duration15;
  p90?: Duration16;
  /**
   * How each attempt ends; default 0.
   */
  exitCode?: number;
  /**
   * Values of its outputs. Those that are left out have the empty value of their type.
   */
  outputs?: {
    /**
     * A value, or a list of values.
     */
    [k: string]: string | number | boolean | (string | number | boolean)[];
  };
  /**
   * What it prints, for rules of `on` that look at it.
   */
  output?: string;
}
/**
 * `trunkline rehearse --durations FILE`: how long tasks take, and how they end, by `pipeline/task`. Of a matrix, an instance's name (`load/extract[eu]`) counts before the declared one.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "durationsFile".
 */
export interface DurationsSpec {
  [k: string]: TaskStub;
}
/**
 * `migration/explanations/NAME.yaml`: why both schedulers differ for some jobs, or why a job goes live without some of the evidence. One file is one explanation; it counts once its commit is deployed. At least one of `explains` and `waives` is there.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "explainedFile".
 */
export interface ExplainedSpec {
  who: WaiverText;
  reason: WaiverText1;
  until: ExplainedDate2;
  /**
   * Which jobs it is for: `gl-close` is the pipeline with all of its tasks, `gl-close/post` one task; `*` stands for any characters.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: A job, or a pattern such as `gl-* /post`.
   */
  jobs: string[];
  explains?: ExplainedDifferences;
  /**
   * What its jobs need not prove. `runs`: the fewest runs that must have been compared, of a job that seldom runs. `simulation`: that both sides' rules give the same times. A difference is never waived, only explained.
   *
   * @minItems 1
   *
   * Items: A part of the gate.
   */
  waives?: ("runs" | "simulation")[];
}
/**
 * Which differences it explains: those for which all that is written here is so. `{}`: every difference of its jobs.
 */
export interface ExplainedDifferences {
  /**
   * Only these. Left out: each of the three.
   *
   * @minItems 1
   *
   * Items: As `trunkline parity` says it.
   */
  verdicts?: ("differs" | "only-legacy" | "only-ours")[];
  /**
   * Only where nothing but these differs. Left out: whatever differs.
   *
   * @minItems 1
   *
   * Items: What of a run was not alike.
   */
  fields?: ("start" | "lag" | "duration" | "exit" | "output")[];
  upTo?: Duration17;
  /**
   * Only on these business dates: `2026-12-24`, or `2026-12-24/2026-12-31` with both ends.
   *
   * @minItems 1
   * @maxItems 400
   *
   * Items: A date, or the first and the last of several.
   */
  dates?: string[];
  weekdays?: Weekdays3;
}
/**
 * A rule and what it says of the date.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "legacyReason".
 */
export interface LegacyReason {
  /**
   * Whether it lets the job start on the date. Null: it decides nothing, or nobody can tell.
   */
  holds: boolean | null;
  /**
   * For people: the rule, and what it says of the date.
   */
  text: string;
  /**
   * It is why the answer is what it is; what a rule is made of doesn't decide by itself.
   */
  decides: boolean;
  /**
   * Where the rule is written.
   */
  places: LegacyPlace[];
  /**
   * What the rule is made of.
   */
  parts: LegacyReason[];
}
/**
 * An attribute, or the statement that lacks one.
 */
export interface LegacyPlace {
  /**
   * As it was given.
   */
  file: string;
  /**
   * From 1.
   */
  line: number;
  /**
   * From 1.
   */
  column: number;
  /**
   * Its name as written.
   */
  attribute: string;
  /**
   * Its value; of a long one the begin.
   */
  value: string;
}
/**
 * What `trunkline why-ordered --output json` prints: whether the legacy rules start a job on a date, and what each of them says of it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "explanationFile".
 */
export interface WhyOrdered {
  /**
   * The scheduler whose rules these are.
   */
  source: "cron" | "control-m" | "autosys";
  /**
   * The job's whole name, as `trunkline import --simulate` has it.
   */
  job: string;
  /**
   * Business date that was asked about.
   */
  date: string;
  /**
   * Of the date, such as `Monday`.
   */
  weekday: string;
  /**
   * Whether the job is ordered (due) on the date. Null: nobody can tell, and the reasons say what is missing.
   */
  ordered: boolean | null;
  /**
   * First instants in UTC at which it may start for the date, dependencies ignored.
   *
   * Items: Instant in UTC.
   */
  starts: string[];
  /**
   * Each rule that has a say: the job is ordered when all of them hold, but those that are null.
   */
  reasons: LegacyReason[];
  /**
   * The last date before on which it is ordered. Null: none within 3,000 days, or of a folder, whose jobs tell it.
   */
  previous: string | null;
  /**
   * The first date after on which it is ordered. Null as above.
   */
  next: string | null;
}
/**
 * The `with` of a task that says `uses: file`: it waits until files are there, or are gone.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "fileInputs".
 */
export interface FileInputs {
  connection?: PipelineName5;
  path?: WatchedPathSpec1;
  files: WatchedFilesSpec1;
  /**
   * `exists` (default): files that are there count; `created`: only those that weren't there when the task began; `changed`: those too that were there and have changed since; `absent`: the task waits until no file matches.
   */
  on?: "exists" | "created" | "changed" | "absent";
  /**
   * How many files must be ready at one look. Default 1.
   */
  count?: number;
  /**
   * Whether also no file may be there that matches and isn't ready, but for what is too old. Default false.
   */
  all?: boolean;
  every?: Duration22;
  stable?: Duration23;
  minBytes?: WatchedMinBytesSpec1;
  minAge?: Duration24;
  maxAge?: Duration25;
  marker?: WatchedMarkerSpec1;
}
/**
 * Files of a folder as messages: a run for each, once it is ready. `message.body` has its `name` (path below the folder), `path` (the same with the folder), `size` (bytes) and `modified` (time).
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "fileTrigger".
 */
export interface FileTriggerSpec {
  connection?: PipelineName6;
  path?: WatchedPathSpec2;
  files: WatchedFilesSpec2;
  /**
   * `created` (default): a run for each file that wasn't there before, by its name; `changed`: also whenever its content has changed.
   */
  on?: "created" | "changed";
  /**
   * Whether files make runs that are there at the first look. Default false: only what comes after it does.
   */
  existing?: boolean;
  every?: Duration26;
  stable?: Duration27;
  minBytes?: WatchedMinBytesSpec2;
  minAge?: Duration28;
  maxAge?: Duration29;
  marker?: WatchedMarkerSpec2;
}
/**
 * Files that are waited for, by tasks and by triggers.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "fileFile".
 */
export interface FileWatchFile {
  connection?: PipelineName5;
  path?: WatchedPathSpec1;
  files: WatchedFilesSpec1;
  /**
   * `exists` (default): files that are there count; `created`: only those that weren't there when the task began; `changed`: those too that were there and have changed since; `absent`: the task waits until no file matches.
   */
  on?: "exists" | "created" | "changed" | "absent";
  /**
   * How many files must be ready at one look. Default 1.
   */
  count?: number;
  /**
   * Whether also no file may be there that matches and isn't ready, but for what is too old. Default false.
   */
  all?: boolean;
  every?: Duration22;
  stable?: Duration23;
  minBytes?: WatchedMinBytesSpec1;
  minAge?: Duration24;
  maxAge?: Duration25;
  marker?: WatchedMarkerSpec1;
}
/**
 * One request, or a request that starts something and others that ask for its end.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "httpInputs".
 */
export interface HttpInputs {
  /**
   * Where the request goes. The host is written out; in path and query `${{ }}` becomes one encoded value.
   */
  url: string;
  /**
   * `GET` unless given, `POST` with `json`, `form` or `text`.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: HttpFields;
  /**
   * Headers of the request; credentials belong into `auth`.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, any other stays a text.
   */
  json?: {
    [k: string]: unknown;
  };
  form?: HttpFields1;
  /**
   * Body as it stands, without `${{ }}`; its type is the header `content-type`, `text/plain` unless given.
   */
  text?: string;
  auth?: HttpAuth;
  /**
   * Expression over `response` that must hold, such as `response.status == 200 && response.body.ok`. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Statuses after which the task's `retry` applies; after others another attempt would change nothing. Default: 408, 425, 429, 500, 502, 503, 504.
   *
   * @maxItems 100
   *
   * Items: A status.
   */
  retryOn?: number[];
  poll?: HttpPoll;
  /**
   * Expressions over `response` for declared outputs. Default of each: `response.body.NAME`.
   */
  outputs?: {
    /**
     * Such as `response.body.items[0].id` or `response.headers.location`.
     */
    [k: string]: string;
  };
  /**
   * Most bytes of a response's body; a larger one fails the task. Default 1048576 (1 MiB).
   */
  maxResponse?: number;
}
/**
 * Values that are added to the query of `url`, encoded.
 */
export interface HttpFields {
  [k: string]: ScalarValue;
}
/**
 * Body as a form (`application/x-www-form-urlencoded`).
 */
export interface HttpFields1 {
  [k: string]: ScalarValue;
}
/**
 * Credentials, sent to the host of `url` only.
 */
export interface HttpAuth {
  bearer?: SecretName37;
  basic?: HttpBasicAuth;
  header?: HttpHeaderAuth;
}
/**
 * User and password.
 */
export interface HttpBasicAuth {
  /**
   * The user's name.
   */
  user: string;
  password: SecretName38;
}
/**
 * A header of the system's own, such as `X-Api-Key`.
 */
export interface HttpHeaderAuth {
  name: HeaderName3;
  secret: SecretName39;
}
/**
 * What the request started goes on elsewhere: ask until it has ended.
 */
export interface HttpPoll {
  /**
   * What is asked by `GET`, with the same headers and `auth`. May name `response`, the answer to the first request: `https://jobs.example/runs/${{ response.body.id }}`, or `${{ response.headers.location }}` alone, which must lead to the same host.
   */
  url: string;
  every?: Duration30;
  /**
   * Expression over `response` that holds once it has ended well: `response.body.state == 'done'`.
   */
  until: string;
  /**
   * Expression over `response` that holds once it has failed. It is looked at before `until`.
   */
  fail?: string;
  cancel?: HttpCancel;
}
/**
 * Request that ends it elsewhere when the task is cancelled or takes too long.
 */
export interface HttpCancel {
  /**
   * Default `DELETE`.
   */
  method?: "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Default: the `url` of `poll`. May name `response` as that does.
   */
  url?: string;
}
/**
 * Values by name; texts may hold `${{ }}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "httpFields".
 */
export interface HttpFields2 {
  [k: string]: ScalarValue;
}
/**
 * One of `bearer`, `basic` and `header`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "httpAuth".
 */
export interface HttpAuth1 {
  bearer?: SecretName37;
  basic?: HttpBasicAuth;
  header?: HttpHeaderAuth;
}
/**
 * How to ask for the end of what the request started.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "httpPoll".
 */
export interface HttpPoll1 {
  /**
   * What is asked by `GET`, with the same headers and `auth`. May name `response`, the answer to the first request: `https://jobs.example/runs/${{ response.body.id }}`, or `${{ response.headers.location }}` alone, which must lead to the same host.
   */
  url: string;
  every?: Duration30;
  /**
   * Expression over `response` that holds once it has ended well: `response.body.state == 'done'`.
   */
  until: string;
  /**
   * Expression over `response` that holds once it has failed. It is looked at before `until`.
   */
  fail?: string;
  cancel?: HttpCancel;
}
/**
 * The `with` of a task that says `uses: http`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "httpFile".
 */
export interface HttpInputsFile {
  /**
   * Where the request goes. The host is written out; in path and query `${{ }}` becomes one encoded value.
   */
  url: string;
  /**
   * `GET` unless given, `POST` with `json`, `form` or `text`.
   */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: HttpFields;
  /**
   * Headers of the request; credentials belong into `auth`.
   */
  headers?: {
    /**
     * Value of the header; may hold `${{ }}`.
     */
    [k: string]: string;
  };
  /**
   * Body as JSON. A text that is one `${{ }}` becomes the value with its type, any other stays a text.
   */
  json?: {
    [k: string]: unknown;
  };
  form?: HttpFields1;
  /**
   * Body as it stands, without `${{ }}`; its type is the header `content-type`, `text/plain` unless given.
   */
  text?: string;
  auth?: HttpAuth;
  /**
   * Expression over `response` that must hold, such as `response.status == 200 && response.body.ok`. Default: a status of 200 to 299.
   */
  expect?: string;
  /**
   * Statuses after which the task's `retry` applies; after others another attempt would change nothing. Default: 408, 425, 429, 500, 502, 503, 504.
   *
   * @maxItems 100
   *
   * Items: A status.
   */
  retryOn?: number[];
  poll?: HttpPoll;
  /**
   * Expressions over `response` for declared outputs. Default of each: `response.body.NAME`.
   */
  outputs?: {
    /**
     * Such as `response.body.items[0].id` or `response.headers.location`.
     */
    [k: string]: string;
  };
  /**
   * Most bytes of a response's body; a larger one fails the task. Default 1048576 (1 MiB).
   */
  maxResponse?: number;
}
/**
 * `trunkline import --params FILE`: what exports of other schedulers don't say. The first import drafts it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "importFile".
 */
export interface ImportParamsSpec {
  instance?: Line9;
  timezone?: Timezone1;
  /**
   * What one pipeline is made of: a `folder` (default), one `application` of it, or one `job`. Boxes and smart folders are never split.
   */
  groupBy?: "folder" | "application" | "job";
  newDay?: TimeOfDay6;
  /**
   * Of Control-M: the day that its week begins with.
   */
  weekStart?: "monday" | "sunday";
  /**
   * Order of month and day in dates of four digits.
   */
  dateStandard?: "mmdd" | "ddmm";
  /**
   * IANA zones by the scheduler's own codes; of logs of cron by host, of `trunkline observe` also by source.
   */
  zones?: {
    [k: string]: Timezone2;
  };
  /**
   * Calendars by name, as dates.
   */
  calendars?: {
    [k: string]: ImportCalendar;
  };
  /**
   * Calendars as the scheduler exports them, by path from this file.
   */
  calendarFiles?: Line10[];
  /**
   * People who have left, as their users or mail addresses are called: the report names the jobs that are still theirs.
   */
  left?: Line10[];
  /**
   * How many units each resource has.
   */
  resources?: {
    /**
     * Units in all.
     */
    [k: string]: number;
  };
  /**
   * Of AutoSys: values of global variables that nothing sets while jobs run; they stand in the texts that name them.
   */
  globals?: {
    /**
     * The value.
     */
    [k: string]: string;
  };
  /**
   * Of AutoSys: what a start time of a member of a box means that comes while the box doesn't run. `kept`: it counts, and the member starts with the box. `lost`: the member waits for its next time.
   */
  memberTimes?: "kept" | "lost";
  /**
   * Of AutoSys: values of the variables of a generator that the site writes JIL with, such as `~{$SITE}~` and `@[SITE]`.
   */
  templates?: {
    /**
     * The value.
     */
    [k: string]: string;
  };
  /**
   * `placed`: the commands of holds.md are given before anything starts, so that jobs which are on hold or on ice stay so.
   */
  holds?: "placed";
  /**
   * Of Control-M: when each User Daily orders its folders.
   */
  userDailies?: {
    [k: string]: TimeOfDay7;
  };
  /**
   * Of cron: whose cron reads the tables.
   */
  dialect?: "debian" | "cronie";
  /**
   * Of cron: whether each line names a user after its times (`system`, as /etc/crontab does) or not (`user`). Default: by the path of each table, else by what stands there.
   */
  format?: "system" | "user";
  user?: UserName1;
  connection?: PipelineName7;
  anacron?: ImportAnacron;
  /**
   * Of systemd: when each timer that counts from the last start of its unit last started it, by its name without `.timer`: `2026-03-03 04:15`, in the host's zone.
   */
  timers?: {
    /**
     * A day and a time of day: `YYYY-MM-DD HH:MM`.
     */
    [k: string]: string;
  };
  /**
   * Of cron: `placed`: the units of reboot.md are put in place, so that hosts start what starts with them.
   */
  reboot?: "placed";
  /**
   * Of AutoSys: projects here that have the jobs of other instances, by their names in `insert_xinst`.
   */
  instances?: {
    [k: string]: PipelineName8;
  };
  /**
   * How long jobs usually take.
   */
  durations?: {
    [k: string]: Duration31;
  };
}
/**
 * The days of one calendar.
 */
export interface ImportCalendar {
  /**
   * Its days.
   *
   * Items: A day, YYYY-MM-DD.
   */
  dates: string[];
}
/**
 * Of cron: what no anacrontab says.
 */
export interface ImportAnacron {
  start?: TimeOfDay8;
  /**
   * When each job that counts in days, weekly ones too, last ran, by its name: a day, YYYY-MM-DD.
   */
  stamps?: {
    /**
     * A day, YYYY-MM-DD.
     */
    [k: string]: string;
  };
  /**
   * On which day of the month each monthly job shall run, by its name.
   */
  days?: {
    /**
     * Day of the month, which every month has.
     */
    [k: string]: number;
  };
}
/**
 * Amounts as Kubernetes writes them: `{cpu: 500m, memory: 2Gi}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kubernetesQuantities".
 */
export interface KubernetesQuantities {
  /**
   * An amount such as `500m`, `2` or `4Gi`.
   */
  [k: string]: string;
}
/**
 * A taint of nodes that the pod tolerates.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kubernetesToleration".
 */
export interface KubernetesToleration {
  /**
   * Key of the taint; all when left out, with `operator: Exists`.
   */
  key?: string;
  /**
   * `Equal` (default) or `Exists`.
   */
  operator?: "Equal" | "Exists";
  /**
   * Value of the taint, for `Equal`.
   */
  value?: string;
  /**
   * Effect of the taint; all when left out.
   */
  effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}
/**
 * One Job of a Kubernetes cluster, with one pod.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kubernetesInputs".
 */
export interface KubernetesInputs {
  connection: PipelineName9;
  image: ContainerImage2;
  run?: ContainerScript2;
  /**
   * Instead of the image's own entry point; texts may hold `${{ }}`, each stays one argument.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  command?: string[];
  /**
   * Instead of the image's own command; texts may hold `${{ }}`, each stays one argument.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  args?: string[];
  env?: Environment3;
  secrets?: SecretVariables2;
  workingDirectory?: ContainerPath3;
  requests?: KubernetesQuantities1;
  limits?: KubernetesQuantities2;
  serviceAccount?: KubernetesName1;
  /**
   * Labels of the nodes that may run it.
   */
  nodeSelector?: {
    /**
     * Value of the label.
     */
    [k: string]: string;
  };
  /**
   * Taints of nodes that the pod tolerates.
   *
   * @maxItems 20
   */
  tolerations?: KubernetesToleration[];
  /**
   * Secrets of the namespace for the image's registry.
   *
   * @maxItems 10
   */
  imagePullSecrets?: KubernetesName[];
  startTimeout?: Duration32;
  ttl?: Duration33;
}
/**
 * Variables of the container; texts may hold `${{ }}`.
 */
export interface Environment3 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Variables whose values are secrets: `{DB_PASSWORD: shop/writer}`. They go to the cluster as a Secret that the Job owns.
 */
export interface SecretVariables2 {
  [k: string]: SecretName36;
}
/**
 * What the scheduler keeps free for the pod: `{cpu: 500m, memory: 2Gi}`.
 */
export interface KubernetesQuantities1 {
  /**
   * An amount such as `500m`, `2` or `4Gi`.
   */
  [k: string]: string;
}
/**
 * What the container may have at most; what the namespace says unless given.
 */
export interface KubernetesQuantities2 {
  /**
   * An amount such as `500m`, `2` or `4Gi`.
   */
  [k: string]: string;
}
/**
 * The `with` of a task that says `uses: kubernetes`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "kubernetesFile".
 */
export interface KubernetesInputsFile {
  connection: PipelineName9;
  image: ContainerImage2;
  run?: ContainerScript2;
  /**
   * Instead of the image's own entry point; texts may hold `${{ }}`, each stays one argument.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  command?: string[];
  /**
   * Instead of the image's own command; texts may hold `${{ }}`, each stays one argument.
   *
   * @maxItems 1000
   *
   * Items: One argument; nothing splits it.
   */
  args?: string[];
  env?: Environment3;
  secrets?: SecretVariables2;
  workingDirectory?: ContainerPath3;
  requests?: KubernetesQuantities1;
  limits?: KubernetesQuantities2;
  serviceAccount?: KubernetesName1;
  /**
   * Labels of the nodes that may run it.
   */
  nodeSelector?: {
    /**
     * Value of the label.
     */
    [k: string]: string;
  };
  /**
   * Taints of nodes that the pod tolerates.
   *
   * @maxItems 20
   */
  tolerations?: KubernetesToleration[];
  /**
   * Secrets of the namespace for the image's registry.
   *
   * @maxItems 10
   */
  imagePullSecrets?: KubernetesName[];
  startTimeout?: Duration32;
  ttl?: Duration33;
}
/**
 * `trunkline import --mapping FILE`: what hosts, users and the like of another scheduler are here, by their names there. The first import drafts it, with names as they are; a name that isn't in the file is taken as it is.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "mappingFile".
 */
export interface ImportMappingSpec {
  /**
   * Hosts and groups of hosts, each with the labels that a worker must have to take their tasks. Several hosts of which any may run a job are one name, such as `etl01, etl02`.
   */
  hosts?: {
    [k: string]: RunsOn1;
  };
  /**
   * Groups of hosts that jobs run on each host of, each with the names of its hosts, as `hosts` has them.
   */
  agents?: {
    /**
     * Names of hosts.
     *
     * @minItems 1
     * @maxItems 200
     */
    [k: string]: Line10[];
  };
  /**
   * Users, each with the user of the worker's host that its tasks run as.
   */
  users?: {
    /**
     * The user; `null`: the worker's own.
     */
    [k: string]: UserName2 | null;
  };
  /**
   * Folders with scripts, each with the folder that has them on the workers' hosts.
   */
  directories?: {
    [k: string]: Line10;
  };
  /**
   * Connection profiles and hosts of file transfers, each with the name of its connection.
   */
  profiles?: {
    [k: string]: PipelineName8;
  };
  /**
   * Where mails, shouts and alarms go, each with the channel that alerts are sent by.
   */
  destinations?: {
    /**
     * Name of a channel; `null`: nobody is told.
     */
    [k: string]: PipelineName8 | null;
  };
  /**
   * Secrets here that have the passwords of there. By `VARIABLE of FILE` the one that has a variable's value: the last word of its name gives the variable, `shop/db-password` is `DB_PASSWORD`. By a job whose command or variables hold passwords those that have their places: first those of the command, in their order, then those of variables.
   */
  secrets?: {
    /**
     * Name of a secret; of a job a list, in which one that several passwords are is there so often.
     */
    [k: string]: SecretName36 | SecretName36[];
  };
  /**
   * What files of before said of jobs, which `secrets` says now: read as part of it.
   */
  credentials?: {
    /**
     * Names of secrets.
     *
     * @minItems 1
     * @maxItems 20
     */
    [k: string]: SecretName36[];
  };
  /**
   * Applications, each with the team that answers for its pipelines.
   */
  teams?: {
    /**
     * The team; `null`: none is named.
     */
    [k: string]: Line10 | null;
  };
}
/**
 * Values of one task.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "overlayTask".
 */
export interface OverlayTask {
  /**
   * Inputs of what the task uses, merged into its own: another connection, address or parameter.
   */
  with?: {
    [k: string]: unknown;
  };
  timeout?: Duration34;
  retry?: RetrySpec1;
  runsOn?: RunsOn2;
  runAs?: UserName3;
  env?: Environment4;
  secrets?: SecretNames;
  secretFiles?: SecretFiles;
  pools?: PoolUses1;
  locks?: LockUses1;
  priority?: Priority;
  deadline?: DeadlineSpec;
  watch?: TaskWatch;
  notBefore?: TimeOfDay9;
  notAfter?: WindowEnd;
}
/**
 * Retries of the task.
 */
export interface RetrySpec1 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration13;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration14;
  on?: RetryOnSpec;
}
/**
 * Environment variables of the task.
 */
export interface Environment4 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Secrets that the task reads as files, in place of its own.
 */
export interface SecretFiles {
  [k: string]: SecretName40;
}
/**
 * Units of pools that the task takes.
 */
export interface PoolUses1 {
  [k: string]: PoolUse;
}
/**
 * Locks that the task holds while it runs.
 */
export interface LockUses1 {
  [k: string]: LockUse;
}
/**
 * When the task must have started and ended.
 */
export interface DeadlineSpec {
  startBy?: DeadlineLimit;
  finishBy?: DeadlineLimit1;
}
/**
 * What alerts are to tell of the task besides failures and deadlines.
 */
export interface TaskWatch {
  /**
   * Whether routes that ask for `succeeded` are told when the task has succeeded; `withOutput`: when it has printed something, which is told with it.
   */
  success?: true | false | "withOutput";
  /**
   * Whether routes that ask for `retried` are told when the task has failed and is tried again.
   */
  retry?: boolean;
  /**
   * A task that runs for longer is an alert of the kind `overrun`: `30m`, or `+5m` or `+50%` beyond what it usually takes.
   */
  longest?: string;
  /**
   * A task that has ended sooner is an alert of the kind `underrun`: `1m`, or `-5m` or `-50%` below what it usually takes.
   */
  shortest?: string;
  tags?: Tags8;
}
/**
 * Tags of these alerts besides the pipeline's, for routes to find them by.
 */
export interface Tags8 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * `overlays/ENVIRONMENT/PIPELINE.yaml`: values of a pipeline that are others in one environment. Maps merge key by key, all else takes the place of what the pipeline says. What a pipeline does is the same in every environment: tasks, their commands and what they need can't be laid over.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "overlayFile".
 */
export interface Overlay {
  timezone?: Timezone3;
  newDay?: TimeOfDay10;
  /**
   * Other default values of the pipeline's parameters, by name.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * What makes a run due, in place of all of the pipeline's triggers; `[]`: it is started by hand.
   *
   * @maxItems 200
   */
  triggers?: TriggerSpec[];
  priority?: Priority1;
  concurrency?: ConcurrencySpec1;
  deadline?: DeadlineSpec1;
  watch?: RunWatch;
  defaults?: TaskDefaults1;
  env?: Environment5;
  /**
   * Values of tasks, by name.
   */
  tasks?: {
    [k: string]: OverlayTask;
  };
  /**
   * Values of tasks of `finally`, by name.
   */
  finally?: {
    [k: string]: OverlayTask;
  };
}
/**
 * What makes a run due. Triggers are alternatives: any one is enough.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "trigger".
 */
export interface TriggerSpec {
  schedule?: ScheduleSpec;
  after?: ConditionSpec;
  database?: DatabaseTriggerSpec;
  file?: FileTriggerSpec1;
  queue?: QueueTriggerSpec;
  webhook?: WebhookTriggerSpec;
  /**
   * Of messages: what tells one from the others, such as `${{ message.body.order }}`; messages with one key make one run. Default the source's own.
   */
  key?: string;
  /**
   * Of messages: expression without `${{ }}`; where it is false, the message makes no run and is counted as skipped.
   */
  if?: string;
  /**
   * Of messages: values of the pipeline's parameters, such as `${{ message.body.order }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * Of messages: the run's business date, such as `${{ message.body.day }}`. Default the present one.
   */
  date?: string;
  /**
   * Of messages: no more are taken while so many runs that messages have made are unfinished. Default 1000.
   */
  maxWaiting?: number;
  runsOn?: RunsOn3;
  /**
   * With `after`: `date` (default) makes one run for each business date; `run` one for each run, event, change of a variable or update of an asset that `after` names, if all of the condition holds then.
   */
  per?: "date" | "run";
  timezone?: Timezone4;
  calendar?: CalendarName2;
  roll?: RollSpec;
  /**
   * With `calendar` or `nthBusinessDay`: then moves by so many days of the calendar; -1 is the one before.
   */
  shift?: number;
  jitter?: Duration40;
  dialect?: Dialect1;
  missed?: MissedSpec;
}
/**
 * What has to happen elsewhere: a run is due when it holds, once for each business date or (`per: run`) for each change with which it holds.
 */
export interface ConditionSpec {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName10;
  equals?: ScalarValue5;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (business days of the pipeline's `calendar`, else Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates), `"2026-12-31"`, or `"12-31"`: the newest such day that is not after the run's own date, of an event that day of any year. For events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration36;
  /**
   * With `pipeline` and a date: asked only where that pipeline is due for the date by the schedules of its deployed revision, or has a run for it; otherwise the condition holds. A pipeline that is not there, may not be read, or has no schedule is asked always.
   */
  ifScheduled?: true;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "condition".
 */
export interface ConditionSpec1 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName10;
  equals?: ScalarValue5;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (business days of the pipeline's `calendar`, else Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates), `"2026-12-31"`, or `"12-31"`: the newest such day that is not after the run's own date, of an event that day of any year. For events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration36;
  /**
   * With `pipeline` and a date: asked only where that pipeline is due for the date by the schedules of its deployed revision, or has a run for it; otherwise the condition holds. A pipeline that is not there, may not be read, or has no schedule is asked always.
   */
  ifScheduled?: true;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 */
export interface ConditionSpec2 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName10;
  equals?: ScalarValue5;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (business days of the pipeline's `calendar`, else Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates), `"2026-12-31"`, or `"12-31"`: the newest such day that is not after the run's own date, of an event that day of any year. For events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration36;
  /**
   * With `pipeline` and a date: asked only where that pipeline is due for the date by the schedules of its deployed revision, or has a run for it; otherwise the condition holds. A pipeline that is not there, may not be read, or has no schedule is asked always.
   */
  ifScheduled?: true;
}
/**
 * Rows or notifications of a database: a run for each.
 */
export interface DatabaseTriggerSpec {
  connection: PipelineName11;
  /**
   * One statement that reads what came after `:watermark`, in its order: `select id, total from orders where id > :watermark order by id`. Each row is a message; its columns are `message.body.NAME`: numbers, truth values and JSON as such, all else as Postgres writes it.
   */
  query?: string;
  /**
   * With `query`: the column that grows and by which the rows are ordered, such as a number of a sequence or a time of change. Never null.
   */
  watermark?: string;
  start?: ScalarValue6;
  every?: Duration37;
  overlap?: Duration38;
  /**
   * A channel of NOTIFY. With `query`: a notification makes it asked at once, and one that is lost costs nothing but time. Alone: each payload is a message, and what comes while nobody listens is lost.
   */
  notify?: string;
}
/**
 * Files of a folder: a run for each that comes, once it is whole.
 */
export interface FileTriggerSpec1 {
  connection?: PipelineName6;
  path?: WatchedPathSpec2;
  files: WatchedFilesSpec2;
  /**
   * `created` (default): a run for each file that wasn't there before, by its name; `changed`: also whenever its content has changed.
   */
  on?: "created" | "changed";
  /**
   * Whether files make runs that are there at the first look. Default false: only what comes after it does.
   */
  existing?: boolean;
  every?: Duration26;
  stable?: Duration27;
  minBytes?: WatchedMinBytesSpec2;
  minAge?: Duration28;
  maxAge?: Duration29;
  marker?: WatchedMarkerSpec2;
}
/**
 * Messages of Kafka, SQS, Kinesis, AMQP (RabbitMQ) or NATS: a run for each.
 */
export interface QueueTriggerSpec {
  connection: PipelineName12;
  /**
   * Kafka: name of the topic.
   */
  topic?: string;
  /**
   * SQS and AMQP: name of the queue, which must exist.
   */
  queue?: string;
  /**
   * Kinesis and NATS: name of the stream, which must exist.
   */
  stream?: string;
  /**
   * NATS: only messages of these subjects, such as `orders.*.paid`; all of the stream unless given.
   */
  subject?: string;
  /**
   * Kafka, Kinesis and NATS: where to begin when nothing was read yet. `latest` (default): with what comes after it was deployed. `earliest`: with all that is still there.
   */
  startAt?: "latest" | "earliest";
}
/**
 * Requests that others send: a run for each that is proved.
 */
export interface WebhookTriggerSpec {
  name: PipelineName13;
  hmac?: HmacProofSpec;
  standardWebhooks?: TimedProofSpec;
  stripe?: TimedProofSpec1;
  slack?: TimedProofSpec2;
  bearer?: BearerProofSpec;
}
/**
 * A header has the HMAC of the body, as GitHub, Gitea, Shopify and many others send it.
 */
export interface HmacProofSpec {
  secret: SecretName41;
  /**
   * The header, such as `X-Hub-Signature-256`.
   */
  header: string;
  /**
   * Of the digest. Default `sha256`.
   */
  algorithm?: "sha256" | "sha384" | "sha512" | "sha1";
  /**
   * How the digest is written. Default `hex`.
   */
  encoding?: "hex" | "base64";
  /**
   * What stands before the digest, such as `sha256=`. Default nothing.
   */
  prefix?: string;
}
/**
 * As standardwebhooks.com has it: `webhook-id`, `webhook-timestamp` and `webhook-signature`.
 */
export interface TimedProofSpec {
  secret: SecretName42;
  tolerance?: Duration39;
}
/**
 * As Stripe signs: `Stripe-Signature: t=…,v1=…`.
 */
export interface TimedProofSpec1 {
  secret: SecretName42;
  tolerance?: Duration39;
}
/**
 * As Slack signs: `X-Slack-Signature` and `X-Slack-Request-Timestamp`.
 */
export interface TimedProofSpec2 {
  secret: SecretName42;
  tolerance?: Duration39;
}
/**
 * The secret itself comes with each request: `Authorization: Bearer SECRET`, or in a header of its own.
 */
export interface BearerProofSpec {
  secret: SecretName43;
  /**
   * The header that is the secret, such as `X-Gitlab-Token`. Default: `Authorization`, after `Bearer `.
   */
  header?: string;
}
/**
 * How many runs there may be at a time.
 */
export interface ConcurrencySpec1 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * When each run must have started and ended.
 */
export interface DeadlineSpec1 {
  startBy?: DeadlineLimit;
  finishBy?: DeadlineLimit1;
}
/**
 * What alerts are to tell of each run besides failures and deadlines.
 */
export interface RunWatch {
  /**
   * Whether routes that ask for `succeeded` are told when a run has succeeded.
   */
  success?: boolean;
  longest?: Duration41;
  shortest?: Duration42;
  tags?: Tags9;
}
/**
 * Tags of these alerts besides the pipeline's, for routes to find them by.
 */
export interface Tags9 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults1 {
  timeout?: Duration12;
  retry?: RetrySpec;
  env?: Environment1;
  onFailure?: OnFailure;
  runsOn?: RunsOn;
  runAs?: UserName;
  notAfter?: TimeOfDay5;
  pools?: PoolUses;
  locks?: LockUses;
  shadow?: ShadowDefaults;
}
/**
 * Environment variables of every task.
 */
export interface Environment5 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Units by the name of the pool.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "poolUses".
 */
export interface PoolUses2 {
  [k: string]: PoolUse;
}
/**
 * How each lock is held, by its name.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "lockUses".
 */
export interface LockUses2 {
  [k: string]: LockUse;
}
/**
 * When it must have started and ended. A deadline changes nothing about what runs; it is watched, and told before it is missed.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "deadline".
 */
export interface DeadlineSpec2 {
  startBy?: DeadlineLimit;
  finishBy?: DeadlineLimit1;
}
/**
 * What alerts are to tell of runs. It changes nothing about what runs.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "runWatch".
 */
export interface RunWatch1 {
  /**
   * Whether routes that ask for `succeeded` are told when a run has succeeded.
   */
  success?: boolean;
  longest?: Duration41;
  shortest?: Duration42;
  tags?: Tags9;
}
/**
 * What alerts are to tell of a task. It changes nothing about what runs.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskWatch".
 */
export interface TaskWatch1 {
  /**
   * Whether routes that ask for `succeeded` are told when the task has succeeded; `withOutput`: when it has printed something, which is told with it.
   */
  success?: true | false | "withOutput";
  /**
   * Whether routes that ask for `retried` are told when the task has failed and is tried again.
   */
  retry?: boolean;
  /**
   * A task that runs for longer is an alert of the kind `overrun`: `30m`, or `+5m` or `+50%` beyond what it usually takes.
   */
  longest?: string;
  /**
   * A task that has ended sooner is an alert of the kind `underrun`: `1m`, or `-5m` or `-50%` below what it usually takes.
   */
  shortest?: string;
  tags?: Tags8;
}
/**
 * Tag names, each with a list of words: `{domain: [finance], tier: [gold]}`. Values are always lists.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "tags".
 */
export interface Tags10 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Environment variables; values are texts and may hold `${{ }}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "environment".
 */
export interface Environment6 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * What a command or a container leaves as a file. Outputs that the task may declare: `result` (`passed`, `warned`, `failed`) and the counts `passed`, `warned`, `failed`, `skipped`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "report".
 */
export interface ReportSpec {
  /**
   * `dbt`: `run_results.json` of dbt Core. `great-expectations`: the result of a checkpoint or a validation as JSON. `soda`: what `soda scan -srf FILE` writes.
   */
  format: "dbt" | "great-expectations" | "soda";
  /**
   * Path from where the command starts, such as `target/run_results.json`; of a container from its working directory, or an absolute one. The project's own files don't count: it must be made by the attempt.
   */
  file: string;
  /**
   * What becomes of the task when tests fail: `block` (default) fails it, `warn` lets it succeed, with `warned` as its result. What can't be tested or built fails it all the same.
   */
  onFailure?: "block" | "warn";
}
/**
 * Secrets as files, by the variable that holds the path of each.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "secretFiles".
 */
export interface SecretFiles1 {
  [k: string]: SecretName44;
}
/**
 * One parameter of a pipeline or a template.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "param".
 */
export interface ParamSpec {
  /**
   * What values look like; `date` is `YYYY-MM-DD`. Default `string`.
   */
  type?: "string" | "integer" | "number" | "boolean" | "date";
  default?: ScalarValue7;
  /**
   * What the parameter is for, for people who start the pipeline by hand.
   */
  description?: string;
}
/**
 * Parameters by name.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "params".
 */
export interface ParamSpecs {
  [k: string]: ParamSpec;
}
/**
 * Days, in the words of schedules and calendars: days counted in a period (`{nthBusinessDay: -1, calendar: nyse}`, `{nthDay: -1}`, `{nthWeekday: 1, weekdays: [mon]}`); days of the week and other days (`{weekdays: [mon]}`, `{days: [{day: -1}]}`); the days of a calendar (`{calendar: nyse}`). What stands together must all hold, but `weekdays` and `days`, which are a union. Or several under `any`, `all` or `not`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "onlyOn".
 */
export interface OnlyOnSpec {
  /**
   * A day is in at least one of these.
   *
   * @minItems 1
   * @maxItems 50
   */
  any?: OnlyOnSpec[];
  /**
   * A day is in every one of these.
   *
   * @minItems 1
   * @maxItems 50
   */
  all?: OnlyOnSpec[];
  not?: OnlyOnSpec1;
  /**
   * Which day of the period: 1 is the first, -1 the last; or a list of them. A period that has fewer has none.
   *
   * @minItems 1
   * @maxItems 366
   */
  nthDay?: number | number[];
  /**
   * Which of the days of the period that are one of `weekdays`: 1 is the first, -1 the last; or a list of them. `{nthWeekday: 2, weekdays: [tue], at: "06:00"}` is the second Tuesday of each month.
   *
   * @minItems 1
   * @maxItems 366
   */
  nthWeekday?: number | number[];
  /**
   * Which business day of the period: 1 is the first, -1 the last; or a list of them. Business days are those of `calendar`, else those that conditions of the pipeline count in, else Monday to Friday. A period that has fewer has none.
   *
   * @minItems 1
   * @maxItems 262
   */
  nthBusinessDay?: number | number[];
  /**
   * The period in which `nthDay`, `nthWeekday` and `nthBusinessDay` count: `week` (from Monday), `month` (default), `quarter` or `year`.
   */
  of?: "week" | "month" | "quarter" | "year";
  weekdays?: Weekdays5;
  days?: CalendarDays4;
  except?: CalendarDays5;
  months?: Months3;
  calendar?: CalendarName3;
  roll?: RollSpec2;
  /**
   * With `calendar` or `nthBusinessDay`: then moves by so many days of the calendar; -1 is the one before.
   */
  shift?: number;
}
/**
 * A day is not in this.
 */
export interface OnlyOnSpec1 {
  /**
   * A day is in at least one of these.
   *
   * @minItems 1
   * @maxItems 50
   */
  any?: OnlyOnSpec[];
  /**
   * A day is in every one of these.
   *
   * @minItems 1
   * @maxItems 50
   */
  all?: OnlyOnSpec[];
  not?: OnlyOnSpec1;
  /**
   * Which day of the period: 1 is the first, -1 the last; or a list of them. A period that has fewer has none.
   *
   * @minItems 1
   * @maxItems 366
   */
  nthDay?: number | number[];
  /**
   * Which of the days of the period that are one of `weekdays`: 1 is the first, -1 the last; or a list of them. `{nthWeekday: 2, weekdays: [tue], at: "06:00"}` is the second Tuesday of each month.
   *
   * @minItems 1
   * @maxItems 366
   */
  nthWeekday?: number | number[];
  /**
   * Which business day of the period: 1 is the first, -1 the last; or a list of them. Business days are those of `calendar`, else those that conditions of the pipeline count in, else Monday to Friday. A period that has fewer has none.
   *
   * @minItems 1
   * @maxItems 262
   */
  nthBusinessDay?: number | number[];
  /**
   * The period in which `nthDay`, `nthWeekday` and `nthBusinessDay` count: `week` (from Monday), `month` (default), `quarter` or `year`.
   */
  of?: "week" | "month" | "quarter" | "year";
  weekdays?: Weekdays5;
  days?: CalendarDays4;
  except?: CalendarDays5;
  months?: Months3;
  calendar?: CalendarName3;
  roll?: RollSpec2;
  /**
   * With `calendar` or `nthBusinessDay`: then moves by so many days of the calendar; -1 is the one before.
   */
  shift?: number;
}
/**
 * How many runs of the pipeline there may be at a time.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "concurrency".
 */
export interface ConcurrencySpec2 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * Ends of an attempt that are worth another one: any of these.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "retryOn".
 */
export interface RetryOnSpec1 {
  /**
   * Exit codes, such as `[75]`.
   *
   * @minItems 1
   * @maxItems 255
   *
   * Items: An exit code.
   */
  exitCodes?: number[];
  /**
   * Signals that ended it, such as `[SIGKILL]`.
   *
   * @minItems 1
   * @maxItems 64
   *
   * Items: A signal by its full name.
   */
  signals?: string[];
  /**
   * It ran longer than `timeout`.
   */
  timeout?: true;
}
/**
 * What happens after a failed attempt.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "retry".
 */
export interface RetrySpec2 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration13;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration14;
  on?: RetryOnSpec;
}
/**
 * Values for tasks that do not give their own. Maps (`retry`, `env`, `pools`, `locks`, `shadow`) merge key by key, the nearest wins.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskDefaults".
 */
export interface TaskDefaults2 {
  timeout?: Duration12;
  retry?: RetrySpec;
  env?: Environment1;
  onFailure?: OnFailure;
  runsOn?: RunsOn;
  runAs?: UserName;
  notAfter?: TimeOfDay5;
  pools?: PoolUses;
  locks?: LockUses;
  shadow?: ShadowDefaults;
}
/**
 * Lists of values by name. The task runs once for each combination; `${{ matrix.region }}` is the value of this one.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "matrix".
 */
export interface Matrix {
  /**
   * The values of one dimension.
   *
   * @minItems 1
   */
  [k: string]: MatrixValue[];
}
/**
 * Values that the task gives, each with its type: what a command writes to `$TRUNKLINE_OUTPUT` as `name=value`, fields of a response, columns of a row. A list is written as JSON, `files=["a", "b"]`, of at most 1 MB.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "outputs".
 */
export interface Outputs {
  /**
   * Type of the output.
   */
  [k: string]:
    "string" | "integer" | "number" | "boolean" | "list<string>" | "list<integer>" | "list<number>" | "list<boolean>";
}
/**
 * One step of a pipeline: it has either `run` or `uses`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "task".
 */
export interface TaskSpec {
  /**
   * Shell text for `/bin/sh -e`. `${{ }}` becomes a quoted environment variable, so that data never becomes code.
   */
  run?: string;
  /**
   * What does the work: `command` (the same as `run`), `ssh` (a command on another host), `container` (a program of an image), `kubernetes` (the same as a Job of a cluster), `transfer` (of files), `file` (waits for some), `http`, `sql`, `check` (of data), `pipeline` (a run of another pipeline), `unsupported` (work of another scheduler that can't run here: it fails), a connector such as `databricks`, or a template such as `./templates/load.yaml`, a path from the project's root.
   */
  uses?: string;
  /**
   * Inputs of what `uses` names: `run` for `command`, a connection and `run` for `ssh`, an image for `container` and `kubernetes`, two places and patterns for `transfer`, a folder and patterns for `file`, a request for `http`, a statement for `sql`, checks for `check`, a name and parameters for `pipeline`, a reason for `unsupported`, the connection and the inputs of a connector, the parameters for a template.
   */
  with?: {
    [k: string]: unknown;
  };
  legacy?: LegacyJob;
  /**
   * Tasks that must finish first. A task with a matrix or `forEach` stands for all of its instances.
   */
  needs?: TaskReference1[];
  /**
   * Expression that decides whether the task runs, such as `failed('load')`. Without it the task runs when all that it needs succeeded.
   */
  if?: string;
  env?: Environment7;
  secrets?: SecretNames2;
  secretFiles?: SecretFiles2;
  timeout?: Duration43;
  retry?: RetrySpec3;
  matrix?: Matrix1;
  /**
   * A list, such as `${{ needs.list.outputs.files }}`: the task runs once for each of its items, side by side. `${{ item }}` is the item of this instance, `${{ index }}` its number from 0.
   */
  forEach?: string;
  outputs?: Outputs1;
  report?: ReportSpec1;
  shadow?: ShadowSpec;
  onFailure?: OnFailure2;
  runsOn?: RunsOn4;
  runAs?: UserName4;
  /**
   * With a matrix or `forEach`: the first instance that fails stops the others. Default `false`.
   */
  failFast?: boolean;
  awaits?: ConditionSpec3;
  notBefore?: WindowStart1;
  notAfter?: WindowEnd2;
  /**
   * What becomes of a task that has not started by `notAfter`. `skip` (default): it is skipped. `nextOpening`: it waits for the window of the next day. `nearest`: the window is open each day, whatever the run's date; when all else holds outside of it, the task waits if the next opening is nearer than the last closing, else it is skipped.
   */
  late?: "skip" | "nextOpening" | "nearest";
  onlyOn?: OnlyOnSpec2;
  pools?: PoolUses3;
  locks?: LockUses3;
  priority?: Priority3;
  approval?: ApprovalSpec;
  deadline?: DeadlineSpec3;
  watch?: TaskWatch2;
  /**
   * Events that are there once the task has succeeded, until somebody clears them.
   *
   * @minItems 1
   * @maxItems 1000
   */
  emits?: EmittedEvent[];
  /**
   * Events that are deleted once the task has succeeded.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clears?: ClearedEvent[];
  /**
   * Variables of the project that are set once the task has succeeded; values may hold `${{ }}`.
   */
  sets?: {
    /**
     * The new value.
     */
    [k: string]: string;
  };
  repeat?: RepeatSpec;
  undo?: UndoSpec;
  /**
   * Rules that judge the end of each attempt by exit code, signal or output; the first that matches decides, before followers see anything.
   *
   * @minItems 1
   * @maxItems 100
   */
  on?: EndRule[];
  /**
   * Assets that the task reads. A name says so, for `trunkline assets` and the run's record; with `state: fresh`, `within`, `since` or `date` the task also waits until there is such an update, as with `awaits`.
   *
   * @minItems 1
   * @maxItems 1000
   */
  reads?: AssetRead[];
  /**
   * Assets that the task updates when it succeeds: named data products, shared by all projects; `{asset: NAME, freshness: 26h}` says how long that keeps one fresh.
   *
   * @minItems 1
   * @maxItems 1000
   */
  writes?: AssetWrite[];
}
/**
 * Where the task comes from, when it was imported; changes nothing of what it does.
 */
export interface LegacyJob {
  job: Line11;
  file?: Line12;
}
/**
 * Environment variables of this task.
 */
export interface Environment7 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Secrets that a command reads as files: `{PGPASSFILE: shop/pgpass}` gives it the variable `PGPASSFILE` with a path such as `/dev/fd/10`, where the value is. The value is in no variable and on no disk. What is here need not be in `secrets`.
 */
export interface SecretFiles2 {
  [k: string]: SecretName44;
}
/**
 * Retries of this task.
 */
export interface RetrySpec3 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration13;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration14;
  on?: RetryOnSpec;
}
/**
 * Runs the task once for each combination of values.
 */
export interface Matrix1 {
  /**
   * The values of one dimension.
   *
   * @minItems 1
   */
  [k: string]: MatrixValue[];
}
/**
 * Values that later tasks can read; of a task with `forEach` they read a list with the values of its instances.
 */
export interface Outputs1 {
  /**
   * Type of the output.
   */
  [k: string]:
    "string" | "integer" | "number" | "boolean" | "list<string>" | "list<integer>" | "list<number>" | "list<boolean>";
}
/**
 * File in which the task's tool says what its tests came to: each is kept with the run, and they decide how the task ends.
 */
export interface ReportSpec1 {
  /**
   * `dbt`: `run_results.json` of dbt Core. `great-expectations`: the result of a checkpoint or a validation as JSON. `soda`: what `soda scan -srf FILE` writes.
   */
  format: "dbt" | "great-expectations" | "soda";
  /**
   * Path from where the command starts, such as `target/run_results.json`; of a container from its working directory, or an absolute one. The project's own files don't count: it must be made by the attempt.
   */
  file: string;
  /**
   * What becomes of the task when tests fail: `block` (default) fails it, `warn` lets it succeed, with `warned` as its result. What can't be tested or built fails it all the same.
   */
  onFailure?: "block" | "warn";
}
/**
 * What it does, and what of it is compared, while the pipeline's wave is at the stage `shadow`.
 */
export interface ShadowSpec {
  /**
   * Command instead of the task's: of a command, and of `ssh` the text on the host. Of any other task it is a command of the worker that runs in its place.
   */
  run?: string;
  env?: Environment8;
  /**
   * Name of a file in `connections`, of the same type, instead of the one in `with`; of `transfer` instead of the one it sends to.
   */
  connection?: string;
  secrets?: SecretNames3;
  /**
   * `none`: the task changes nothing anywhere, and runs as it is.
   */
  sideEffects?: "none";
  /**
   * `true`: it is passed over, as if it had succeeded.
   */
  skip?: true;
  /**
   * What of it is compared with the job of the scheduler before.
   *
   * @minItems 1
   * @maxItems 20
   */
  outputs?: DigestSpec[];
}
/**
 * Environment variables over those of the task, which is a command or `ssh`.
 */
export interface Environment8 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * An output, and how it is measured: exactly one of `file`, `glob` and `stdout` says what it is.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "shadowOutput".
 */
export interface DigestSpec {
  /**
   * By which both sides' are compared; `stdout` for what a guard with `--digest` reports.
   */
  name: string;
  /**
   * Path of a file, from where the command starts or absolute; may hold `${{ }}`.
   */
  file?: string;
  /**
   * Files in one folder, such as `out/*.csv`: `*` stands for any characters of a name; may hold `${{ }}`.
   */
  glob?: string;
  /**
   * `true`: what the task writes.
   */
  stdout?: true;
  /**
   * `sha256` (default): of the content. `rows`: how many lines it has. `files`: how many files there are, and their names.
   */
  digest?: "sha256" | "rows" | "files";
  /**
   * What is done to the content before, in this order.
   *
   * @maxItems 20
   */
  normalize?: Normaliser[];
}
/**
 * Every match in a line is replaced, such as of a timestamp.
 */
export interface ReplaceNormaliser {
  /**
   * Regular expression, over the bytes of a line: `\d\d:\d\d` is a time of day.
   */
  replace: string;
  /**
   * Text instead; without it nothing.
   */
  with?: string;
}
/**
 * Lines without some of their columns.
 */
export interface DropColumnsNormaliser {
  /**
   * Numbers of the columns, from 1.
   *
   * @minItems 1
   * @maxItems 200
   *
   * Items: From 1.
   */
  dropColumns: number[];
  /**
   * What stands between columns; default `,`. Quotes have no meaning.
   */
  separator?: string;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 */
export interface ConditionSpec3 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName10;
  equals?: ScalarValue5;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (business days of the pipeline's `calendar`, else Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates), `"2026-12-31"`, or `"12-31"`: the newest such day that is not after the run's own date, of an event that day of any year. For events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration36;
  /**
   * With `pipeline` and a date: asked only where that pipeline is due for the date by the schedules of its deployed revision, or has a run for it; otherwise the condition holds. A pipeline that is not there, may not be read, or has no schedule is asked always.
   */
  ifScheduled?: true;
}
/**
 * The days on which the task runs, by the run's business date. On others it is skipped when what it needs has ended, before anything else that it waits for, and what needs it goes on as after a skip by `if`.
 */
export interface OnlyOnSpec2 {
  /**
   * A day is in at least one of these.
   *
   * @minItems 1
   * @maxItems 50
   */
  any?: OnlyOnSpec[];
  /**
   * A day is in every one of these.
   *
   * @minItems 1
   * @maxItems 50
   */
  all?: OnlyOnSpec[];
  not?: OnlyOnSpec1;
  /**
   * Which day of the period: 1 is the first, -1 the last; or a list of them. A period that has fewer has none.
   *
   * @minItems 1
   * @maxItems 366
   */
  nthDay?: number | number[];
  /**
   * Which of the days of the period that are one of `weekdays`: 1 is the first, -1 the last; or a list of them. `{nthWeekday: 2, weekdays: [tue], at: "06:00"}` is the second Tuesday of each month.
   *
   * @minItems 1
   * @maxItems 366
   */
  nthWeekday?: number | number[];
  /**
   * Which business day of the period: 1 is the first, -1 the last; or a list of them. Business days are those of `calendar`, else those that conditions of the pipeline count in, else Monday to Friday. A period that has fewer has none.
   *
   * @minItems 1
   * @maxItems 262
   */
  nthBusinessDay?: number | number[];
  /**
   * The period in which `nthDay`, `nthWeekday` and `nthBusinessDay` count: `week` (from Monday), `month` (default), `quarter` or `year`.
   */
  of?: "week" | "month" | "quarter" | "year";
  weekdays?: Weekdays5;
  days?: CalendarDays4;
  except?: CalendarDays5;
  months?: Months3;
  calendar?: CalendarName3;
  roll?: RollSpec2;
  /**
   * With `calendar` or `nthBusinessDay`: then moves by so many days of the calendar; -1 is the one before.
   */
  shift?: number;
}
/**
 * Units of pools that the task takes when it starts and returns when it ends; names are those of `pools.yaml`.
 */
export interface PoolUses3 {
  [k: string]: PoolUse;
}
/**
 * Locks that the task holds while it runs; names are those of `pools.yaml`.
 */
export interface LockUses3 {
  [k: string]: LockUse;
}
/**
 * People must approve before the task starts; it waits visibly meanwhile.
 */
export interface ApprovalSpec {
  /**
   * Names of those who may approve; anybody may unless given.
   *
   * @maxItems 100
   */
  by?: Label[];
  /**
   * How many different people must approve. Default 1.
   */
  count?: number;
  deadline?: Duration44;
  /**
   * What becomes of the task at the deadline: `fail` (default), `skip` or `approve`.
   */
  onExpiry?: "fail" | "skip" | "approve";
  /**
   * `true`: whoever asked for the run may not approve it. Default `false`.
   */
  notRequester?: boolean;
}
/**
 * When the task must have started and ended.
 */
export interface DeadlineSpec3 {
  startBy?: DeadlineLimit;
  finishBy?: DeadlineLimit1;
}
/**
 * What alerts are to tell of the task besides failures and deadlines.
 */
export interface TaskWatch2 {
  /**
   * Whether routes that ask for `succeeded` are told when the task has succeeded; `withOutput`: when it has printed something, which is told with it.
   */
  success?: true | false | "withOutput";
  /**
   * Whether routes that ask for `retried` are told when the task has failed and is tried again.
   */
  retry?: boolean;
  /**
   * A task that runs for longer is an alert of the kind `overrun`: `30m`, or `+5m` or `+50%` beyond what it usually takes.
   */
  longest?: string;
  /**
   * A task that has ended sooner is an alert of the kind `underrun`: `1m`, or `-5m` or `-50%` below what it usually takes.
   */
  shortest?: string;
  tags?: Tags8;
}
/**
 * An event with its date.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "emittedEvent".
 */
export interface EmittedEvent {
  event: Label4;
  /**
   * Which business date: `same` (default), `-1d`, `+1bd`, `previous`, `next`, `"2026-12-31"`, `"12-31"` (the one nearest to the run's own date), or `static` (undated).
   */
  date?: string;
}
/**
 * An event to delete.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "clearedEvent".
 */
export interface ClearedEvent {
  event: Label5;
  /**
   * Which business date: `same` (default), `-1d`, `+1bd`, `previous`, `next`, `"2026-12-31"`, `"12-31"` (that day of all years), `static` (undated), or `any` for all of them.
   */
  date?: string;
}
/**
 * Executes the task again and again in the same run, each time an iteration; what needs it waits for the last.
 */
export interface RepeatSpec {
  every?: RepeatEvery;
  /**
   * What the interval counts from: the iteration's `start` (default), its `end`, or when it was `due`, which keeps to a fixed beat. An iteration never begins before the last one has ended.
   */
  from?: "start" | "end" | "due";
  until?: DeadlineTime1;
  /**
   * Instead of `every`: times of day at which iterations begin, in the pipeline's zone: the first such time from `notBefore` on, or without that from new day of the run's business date on, and each later than the one before.
   *
   * @minItems 1
   * @maxItems 1440
   */
  times?: TimeOfDay7[];
  tolerance?: Duration45;
  /**
   * Most iterations, the first included; 10,000 unless given.
   */
  max?: number;
  /**
   * Expression, judged after each iteration: the repetition goes on while it is true. It may name `exitCode`, `signal`, `timedOut`, `output`, `attempt`, `iteration`, and what the iteration wrote as `outputs.NAME`.
   */
  while?: string;
  /**
   * `stop` (default): an iteration that fails, after its retries, ends the repetition as failed. `continue`: the next one comes nevertheless; the last one's result counts.
   */
  onFailure?: "stop" | "continue";
}
/**
 * What undoes the task: it runs when the task succeeded and its run failed, in reverse order of completion.
 */
export interface UndoSpec {
  /**
   * Shell text as in a task's `run`; `${{ needs.TASK.outputs.x }}` of its own task can be read.
   */
  run: string;
  env?: Environment9;
  timeout?: Duration46;
  retry?: RetrySpec4;
}
/**
 * Environment variables, over those of the pipeline.
 */
export interface Environment9 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Retries.
 */
export interface RetrySpec4 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration13;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration14;
  on?: RetryOnSpec;
}
/**
 * What an end of the command means: a result, another attempt, and what it changes elsewhere.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "endRule".
 */
export interface EndRule {
  /**
   * Expression over `exitCode`, `signal`, `timedOut`, `output` (its last 64 kB) and `attempt`, such as `exitCode == 4`.
   */
  when: string;
  /**
   * What the task becomes; with `retry`, once its retries are used up. `cancelled` is an end that is neither: its run fails, and `onFailure: continue` forgives nothing.
   */
  result?: "succeeded" | "failed" | "skipped" | "cancelled";
  retry?: RetrySpec5;
  /**
   * Events that are there after an end that matches, whatever the result.
   *
   * @minItems 1
   * @maxItems 1000
   */
  emits?: EmittedEvent[];
  /**
   * Events that are deleted after an end that matches.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clears?: ClearedEvent[];
  /**
   * Variables of the project that are set after an end that matches; values may hold `${{ }}`, with the names of `when` as well.
   */
  sets?: {
    /**
     * The new value.
     */
    [k: string]: string;
  };
}
/**
 * Further attempts after this end, counted for this rule alone; `retries` is required. Without `result` the task fails after them.
 */
export interface RetrySpec5 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration13;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration14;
  on?: RetryOnSpec;
}
/**
 * When a task is executed again: by an interval or at times of day, until a count, a time or a condition ends it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "repeat".
 */
export interface RepeatSpec1 {
  every?: RepeatEvery;
  /**
   * What the interval counts from: the iteration's `start` (default), its `end`, or when it was `due`, which keeps to a fixed beat. An iteration never begins before the last one has ended.
   */
  from?: "start" | "end" | "due";
  until?: DeadlineTime1;
  /**
   * Instead of `every`: times of day at which iterations begin, in the pipeline's zone: the first such time from `notBefore` on, or without that from new day of the run's business date on, and each later than the one before.
   *
   * @minItems 1
   * @maxItems 1440
   */
  times?: TimeOfDay7[];
  tolerance?: Duration45;
  /**
   * Most iterations, the first included; 10,000 unless given.
   */
  max?: number;
  /**
   * Expression, judged after each iteration: the repetition goes on while it is true. It may name `exitCode`, `signal`, `timedOut`, `output`, `attempt`, `iteration`, and what the iteration wrote as `outputs.NAME`.
   */
  while?: string;
  /**
   * `stop` (default): an iteration that fails, after its retries, ends the repetition as failed. `continue`: the next one comes nevertheless; the last one's result counts.
   */
  onFailure?: "stop" | "continue";
}
/**
 * What the task does while the pipeline's wave is at the stage `shadow`. A task runs there only if this declares its side effects away: by another command, environment or connection, or by saying that it has none.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "shadow".
 */
export interface ShadowSpec1 {
  /**
   * Command instead of the task's: of a command, and of `ssh` the text on the host. Of any other task it is a command of the worker that runs in its place.
   */
  run?: string;
  env?: Environment8;
  /**
   * Name of a file in `connections`, of the same type, instead of the one in `with`; of `transfer` instead of the one it sends to.
   */
  connection?: string;
  secrets?: SecretNames3;
  /**
   * `none`: the task changes nothing anywhere, and runs as it is.
   */
  sideEffects?: "none";
  /**
   * `true`: it is passed over, as if it had succeeded.
   */
  skip?: true;
  /**
   * What of it is compared with the job of the scheduler before.
   *
   * @minItems 1
   * @maxItems 20
   */
  outputs?: DigestSpec[];
}
/**
 * What tasks say under `shadow` that don't say it themselves.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "shadowDefaults".
 */
export interface ShadowDefaults1 {
  env?: Environment2;
  /**
   * `none`: no task changes anything anywhere.
   */
  sideEffects?: "none";
}
/**
 * A command that undoes what a task did; it runs where the task ran, with the same secrets.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "undo".
 */
export interface UndoSpec1 {
  /**
   * Shell text as in a task's `run`; `${{ needs.TASK.outputs.x }}` of its own task can be read.
   */
  run: string;
  env?: Environment9;
  timeout?: Duration46;
  retry?: RetrySpec4;
}
/**
 * Who must approve a task before it starts: `{by: [finance-leads], deadline: 4h, onExpiry: skip}`. One rejection fails the task.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "approval".
 */
export interface ApprovalSpec1 {
  /**
   * Names of those who may approve; anybody may unless given.
   *
   * @maxItems 100
   */
  by?: Label[];
  /**
   * How many different people must approve. Default 1.
   */
  count?: number;
  deadline?: Duration44;
  /**
   * What becomes of the task at the deadline: `fail` (default), `skip` or `approve`.
   */
  onExpiry?: "fail" | "skip" | "approve";
  /**
   * `true`: whoever asked for the run may not approve it. Default `false`.
   */
  notRequester?: boolean;
}
/**
 * What of another scheduler became a pipeline.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "legacyOrigin".
 */
export interface LegacyOrigin {
  /**
   * Which scheduler.
   */
  system: "cron" | "control-m" | "autosys";
  instance?: Line13;
  folder?: Line14;
  job?: Line15;
  file?: Line16;
}
/**
 * What of another scheduler became a task.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "legacyJob".
 */
export interface LegacyJob1 {
  job: Line11;
  file?: Line12;
}
/**
 * Tasks by name.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "tasks".
 */
export interface TaskSpecs {
  [k: string]: TaskSpec;
}
/**
 * A pipeline as written: tasks that depend on each other, and what makes a run due.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pipelineFile".
 */
export interface PipelineSpec {
  name: PipelineName14;
  /**
   * What the pipeline was called before, or a list of names, the latest first: what is deployed under the first of them that is goes on as this pipeline, with its history, its holds and its place in its schedules. Once that is deployed everywhere the line may go.
   *
   * @minItems 1
   * @maxItems 100
   */
  renamedFrom?: string | PipelineName8[];
  /**
   * What the pipeline does, for people.
   */
  description?: string;
  owner?: Line17;
  bundle?: PipelineName15;
  /**
   * What becomes of unfinished runs when the pipeline is removed: `finish` (default) lets them go on, `cancel` cancels them, `hold` starts nothing more of them until somebody releases or cancels them.
   */
  onDelete?: "finish" | "cancel" | "hold";
  legacy?: LegacyOrigin1;
  tags?: Tags11;
  timezone?: Timezone5;
  dialect?: Dialect3;
  newDay?: TimeOfDay13;
  params?: ParamSpecs1;
  calendar?: CalendarName4;
  /**
   * What makes a run due. None: the pipeline is started by hand.
   *
   * @maxItems 200
   */
  triggers?: TriggerSpec[];
  awaits?: ConditionSpec4;
  priority?: Priority4;
  concurrency?: ConcurrencySpec3;
  /**
   * `true`: the first task that fails stops all that has not finished. Default `false`: what does not need it goes on.
   */
  failFast?: boolean;
  deadline?: DeadlineSpec4;
  watch?: RunWatch2;
  defaults?: TaskDefaults3;
  env?: Environment10;
  /**
   * How a run must end for the `undo` of its succeeded tasks to run: `failed` (default), `cancelled`, or both.
   *
   * @minItems 1
   * @maxItems 2
   *
   * Items: How the run ended.
   */
  undoWhen?: ("failed" | "cancelled")[];
  finally?: TaskSpecs1;
  tasks?: TaskSpecs2;
}
/**
 * Where the pipeline comes from, when it was imported; changes nothing of what it does.
 */
export interface LegacyOrigin1 {
  /**
   * Which scheduler.
   */
  system: "cron" | "control-m" | "autosys";
  instance?: Line13;
  folder?: Line14;
  job?: Line15;
  file?: Line16;
}
/**
 * Words to find and group pipelines by.
 */
export interface Tags11 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Values that a run is given; read as `${{ params.name }}`.
 */
export interface ParamSpecs1 {
  [k: string]: ParamSpec;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 */
export interface ConditionSpec4 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName10;
  equals?: ScalarValue5;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (business days of the pipeline's `calendar`, else Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates), `"2026-12-31"`, or `"12-31"`: the newest such day that is not after the run's own date, of an event that day of any year. For events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration36;
  /**
   * With `pipeline` and a date: asked only where that pipeline is due for the date by the schedules of its deployed revision, or has a run for it; otherwise the condition holds. A pipeline that is not there, may not be read, or has no schedule is asked always.
   */
  ifScheduled?: true;
}
/**
 * How many runs there may be at a time.
 */
export interface ConcurrencySpec3 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * When each run must have started and ended. Whether it will is worked out from earlier runs.
 */
export interface DeadlineSpec4 {
  startBy?: DeadlineLimit;
  finishBy?: DeadlineLimit1;
}
/**
 * What alerts are to tell of each run besides failures and deadlines.
 */
export interface RunWatch2 {
  /**
   * Whether routes that ask for `succeeded` are told when a run has succeeded.
   */
  success?: boolean;
  longest?: Duration41;
  shortest?: Duration42;
  tags?: Tags9;
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults3 {
  timeout?: Duration12;
  retry?: RetrySpec;
  env?: Environment1;
  onFailure?: OnFailure;
  runsOn?: RunsOn;
  runAs?: UserName;
  notAfter?: TimeOfDay5;
  pools?: PoolUses;
  locks?: LockUses;
  shadow?: ShadowDefaults;
}
/**
 * Environment variables of every task.
 */
export interface Environment10 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Tasks that run once all others have ended, whatever became of them, also after a cancellation. The run stays open until they have ended, and their failure fails it. They `needs` only each other; expressions may name every task.
 */
export interface TaskSpecs1 {
  [k: string]: TaskSpec;
}
/**
 * The tasks by name. A pipeline that is a folder may have them in `tasks/NAME.yaml` instead.
 */
export interface TaskSpecs2 {
  [k: string]: TaskSpec;
}
/**
 * One of `units`, `lock` or `rate` says what is shared.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pool".
 */
export interface PoolSpec {
  /**
   * How many units there are; running tasks hold theirs until they end.
   */
  units?: number;
  /**
   * `true`: one task holds it alone (`exclusive`), or any number of them together (`shared`).
   */
  lock?: true;
  rate?: Rate1;
  /**
   * `project` (default), or `global`: one for all projects that declare the name so; the smallest of their totals holds.
   */
  scope?: "project" | "global";
  /**
   * What it stands for, for people.
   */
  description?: string;
}
/**
 * `pools.yaml` at a project's root: what its tasks share, by name. A change takes effect when it is deployed.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "poolsFile".
 */
export interface PoolsSpec {
  [k: string]: PoolSpec;
}
/**
 * `trunkline.yaml` at a project's root. Everything in it is optional.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "projectFile".
 */
export interface ProjectSpec {
  name?: PipelineName16;
  /**
   * What the project is for, for people.
   */
  description?: string;
  /**
   * Folder that holds the pipelines, from the project's root. Default `pipelines`.
   */
  pipelines?: string;
  /**
   * Other projects whose conditions may ask about this one's runs, tasks, events and variables: names, or patterns such as `finance-*`. Default none.
   *
   * @maxItems 1000
   */
  readableBy?: ProjectPattern[];
  owner?: Line18;
  tags?: Tags12;
  timezone?: Timezone6;
  dialect?: Dialect4;
  newDay?: TimeOfDay14;
  concurrency?: ConcurrencySpec4;
  defaults?: TaskDefaults4;
}
/**
 * Tags of every pipeline.
 */
export interface Tags12 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * How many runs of each pipeline there may be at a time.
 */
export interface ConcurrencySpec4 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults4 {
  timeout?: Duration12;
  retry?: RetrySpec;
  env?: Environment1;
  onFailure?: OnFailure;
  runsOn?: RunsOn;
  runAs?: UserName;
  notAfter?: TimeOfDay5;
  pools?: PoolUses;
  locks?: LockUses;
  shadow?: ShadowDefaults;
}
/**
 * One branch and folder of one Git repository.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "source".
 */
export interface RegisteredSource {
  /**
   * Its URL (https, http, ssh, file) or a path on the server's machine, without credentials.
   */
  repository: string;
  /**
   * Default `main`.
   */
  branch?: string;
  /**
   * Folder in the repository that is the project's root. Default: the repository's root.
   */
  path?: string;
}
/**
 * Providers for some names.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "secretRoute".
 */
export interface SecretRouteSpec {
  names: Patterns1;
  from: SecretProviderNames;
}
/**
 * What a project may use, by kind.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "ceilings".
 */
export interface CeilingsSpec {
  runsOn?: Patterns2;
  runAs?: Patterns3;
  secrets?: Patterns4;
  pools?: Patterns5;
  network?: Patterns6;
}
/**
 * How a branch is followed.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sync".
 */
export interface SyncSpec {
  /**
   * What a forced push does. `block` (default): its revision is held until a person releases it. `follow`: it is deployed, and the audit says so.
   */
  onRewrite?: "block" | "follow";
  holdDeletions?: HoldDeletions;
  /**
   * Projects that follow the same repository take a commit one wave after the other: this one when every project of a lower wave has it deployed, without spec files in error, and has kept it for `soak`. Default: none; such a project waits for nobody, and nobody waits for it.
   */
  wave?: number;
  soak?: Duration49;
  rollout?: RolloutName;
  /**
   * `true`: a revision with any error is not deployed at all. Default `false`: pipelines in error stay on their last good revision, the others are deployed.
   */
  strict?: boolean;
  signatures?: SignaturesSpec;
  approvals?: ApprovalsSpec;
}
/**
 * A revision that removes more pipelines than both limits is held until a person releases it.
 */
export interface HoldDeletions {
  /**
   * So many go through. Default 10.
   */
  count?: number;
  /**
   * So many of a hundred deployed ones go through. Default 20.
   */
  percent?: number;
}
/**
 * Whose signatures its commits need. Without it signatures are not looked at.
 */
export interface SignaturesSpec {
  /**
   * `true` (default): a revision with a commit that nobody allowed has signed is held. `false`: signatures are judged and kept with the revision, and nothing is held.
   */
  required?: boolean;
  /**
   * Keys of SSH, a line each as in OpenSSH's file of allowed signers: `PRINCIPALS [namespaces="git",valid-after="20260101",valid-before="20270101"] KEYTYPE KEY`. Times are in UTC.
   */
  allowedSigners?: string;
  /**
   * Public keys of PGP, armored, one block after the other.
   */
  pgpKeys?: string;
  /**
   * Fingerprints of keys that count no more: `SHA256:…` of SSH, 40 hex digits of PGP.
   *
   * @maxItems 10000
   */
  revoked?: Fingerprint[];
  /**
   * Principals (for PGP: addresses) whose keys are a forge's own, such as `noreply@github.com`. They vouch for merges and for what the forge says it merged, not for other commits.
   *
   * @maxItems 20
   */
  forges?: Principal[];
}
/**
 * What must be approved before it is deployed.
 */
export interface ApprovalsSpec {
  /**
   * `true`: an approval covers what the changed pipelines are at the approved commit; if they are otherwise when they are deployed, as after another merge that moved a calendar, the revision is held. Default `false`.
   */
  bindToPlan?: boolean;
  /**
   * So many people must have approved each change, whatever the project's OWNERS says: members of `teams`, or without teams people who may write to the repository, as the forge says. Default 0.
   */
  atLeast?: number;
  /**
   * Whose word counts for who approved. `forge` (default): the reviews of the pull or merge request. `trailers`: lines `Reviewed-by:` and `Approved-by:` of the commits, which whoever commits can write; for servers without a forge.
   */
  from?: "forge" | "trailers";
  /**
   * Members by team, as `@TEAM` in OWNERS means them: logins of the forge, or addresses.
   */
  teams?: {
    [k: string]: TeamMembers;
  };
}
/**
 * Whose signatures the commits of a branch need. It is written here, in the control repository, and never in the repository that is judged: a commit must not vouch for itself.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "signatures".
 */
export interface SignaturesSpec1 {
  /**
   * `true` (default): a revision with a commit that nobody allowed has signed is held. `false`: signatures are judged and kept with the revision, and nothing is held.
   */
  required?: boolean;
  /**
   * Keys of SSH, a line each as in OpenSSH's file of allowed signers: `PRINCIPALS [namespaces="git",valid-after="20260101",valid-before="20270101"] KEYTYPE KEY`. Times are in UTC.
   */
  allowedSigners?: string;
  /**
   * Public keys of PGP, armored, one block after the other.
   */
  pgpKeys?: string;
  /**
   * Fingerprints of keys that count no more: `SHA256:…` of SSH, 40 hex digits of PGP.
   *
   * @maxItems 10000
   */
  revoked?: Fingerprint[];
  /**
   * Principals (for PGP: addresses) whose keys are a forge's own, such as `noreply@github.com`. They vouch for merges and for what the forge says it merged, not for other commits.
   *
   * @maxItems 20
   */
  forges?: Principal[];
}
/**
 * What must be approved before it is deployed.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "approvals".
 */
export interface ApprovalsSpec1 {
  /**
   * `true`: an approval covers what the changed pipelines are at the approved commit; if they are otherwise when they are deployed, as after another merge that moved a calendar, the revision is held. Default `false`.
   */
  bindToPlan?: boolean;
  /**
   * So many people must have approved each change, whatever the project's OWNERS says: members of `teams`, or without teams people who may write to the repository, as the forge says. Default 0.
   */
  atLeast?: number;
  /**
   * Whose word counts for who approved. `forge` (default): the reviews of the pull or merge request. `trailers`: lines `Reviewed-by:` and `Approved-by:` of the commits, which whoever commits can write; for servers without a forge.
   */
  from?: "forge" | "trailers";
  /**
   * Members by team, as `@TEAM` in OWNERS means them: logins of the forge, or addresses.
   */
  teams?: {
    [k: string]: TeamMembers;
  };
}
/**
 * A forge, and what is shown on it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "forge".
 */
export interface ForgeSpec {
  /**
   * `none` hears webhooks that are signed with an HMAC, from any Git server, and shows nothing.
   */
  kind: "github" | "gitlab" | "gitea" | "none";
  /**
   * Address of its API (http only on the server's own machine), such as `https://github.example/api/v3`, `https://gitlab.example/api/v4` or `https://gitea.example/api/v1`. Default: by the host of the repository's address.
   */
  api?: string;
  /**
   * `owner/name` there, with all groups on GitLab. Default: by the repository's address.
   */
  repository?: string;
  token?: VariableName1;
  app?: ForgeAppSpec;
  webhookSecret?: VariableName3;
  /**
   * Whether each change has a comment with its plan. Default `true`.
   */
  comment?: boolean;
  /**
   * Whether each change has a check with remarks at its lines; with a token a status. Default `true`.
   */
  checks?: boolean;
  /**
   * Whether what is deployed is shown as deployments, where the forge has them. Default `true`.
   */
  deployments?: boolean;
}
/**
 * A GitHub App instead of a token: only an App can make check runs.
 */
export interface ForgeAppSpec {
  /**
   * The App's id.
   */
  id: number;
  key?: VariableName2;
}
/**
 * `projects/NAME.yaml` in a control repository: where a project comes from, which environment it is, and what it may at most do. No project can widen it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "registrationFile".
 */
export interface Registration {
  name: PipelineName17;
  environment?: PipelineName18;
  owner?: TeamName;
  tags?: Tags13;
  source: RegisteredSource1;
  allow?: CeilingsSpec1;
  secrets?: SecretRoutes;
  sync?: SyncSpec1;
  forge?: ForgeSpec1;
}
/**
 * Tags of the project as a whole, for policies. Pipelines have their own.
 */
export interface Tags13 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Where its pipelines are kept.
 */
export interface RegisteredSource1 {
  /**
   * Its URL (https, http, ssh, file) or a path on the server's machine, without credentials.
   */
  repository: string;
  /**
   * Default `main`.
   */
  branch?: string;
  /**
   * Folder in the repository that is the project's root. Default: the repository's root.
   */
  path?: string;
}
/**
 * The most that its pipelines may use. A key that is left out allows anything of its kind; an empty list allows nothing.
 */
export interface CeilingsSpec1 {
  runsOn?: Patterns2;
  runAs?: Patterns3;
  secrets?: Patterns4;
  pools?: Patterns5;
  network?: Patterns6;
}
/**
 * How its branch is followed.
 */
export interface SyncSpec1 {
  /**
   * What a forced push does. `block` (default): its revision is held until a person releases it. `follow`: it is deployed, and the audit says so.
   */
  onRewrite?: "block" | "follow";
  holdDeletions?: HoldDeletions;
  /**
   * Projects that follow the same repository take a commit one wave after the other: this one when every project of a lower wave has it deployed, without spec files in error, and has kept it for `soak`. Default: none; such a project waits for nobody, and nobody waits for it.
   */
  wave?: number;
  soak?: Duration49;
  rollout?: RolloutName;
  /**
   * `true`: a revision with any error is not deployed at all. Default `false`: pipelines in error stay on their last good revision, the others are deployed.
   */
  strict?: boolean;
  signatures?: SignaturesSpec;
  approvals?: ApprovalsSpec;
}
/**
 * Where its repository is hosted: plans are shown on changes there, and what is deployed.
 */
export interface ForgeSpec1 {
  /**
   * `none` hears webhooks that are signed with an HMAC, from any Git server, and shows nothing.
   */
  kind: "github" | "gitlab" | "gitea" | "none";
  /**
   * Address of its API (http only on the server's own machine), such as `https://github.example/api/v3`, `https://gitlab.example/api/v4` or `https://gitea.example/api/v1`. Default: by the host of the repository's address.
   */
  api?: string;
  /**
   * `owner/name` there, with all groups on GitLab. Default: by the repository's address.
   */
  repository?: string;
  token?: VariableName1;
  app?: ForgeAppSpec;
  webhookSecret?: VariableName3;
  /**
   * Whether each change has a comment with its plan. Default `true`.
   */
  comment?: boolean;
  /**
   * Whether each change has a check with remarks at its lines; with a token a status. Default `true`.
   */
  checks?: boolean;
  /**
   * Whether what is deployed is shown as deployments, where the forge has them. Default `true`.
   */
  deployments?: boolean;
}
/**
 * What a run or a task waited for, beside what a task needs.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedWait".
 */
export interface RehearsedWait {
  /**
   * The task; null: the run.
   */
  task: string | null;
  /**
   * `gate`: a condition, a time or an approval; `pool`: units, a lock or a rate; `queue`: the pipeline's own runs; `retry`: the delay before another attempt.
   */
  on: "gate" | "pool" | "queue" | "retry";
  /**
   * For people.
   */
  text: string;
  /**
   * When the wait began.
   */
  from: string;
  /**
   * When it was over; null: it never was.
   */
  until: string | null;
}
/**
 * A task of a run.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedTask".
 */
export interface RehearsedTask {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its state at the end.
   */
  state: string;
  /**
   * How often it began.
   */
  attempts: number;
  /**
   * When the last attempt began.
   */
  startedAt: string | null;
  /**
   * When it ended.
   */
  finishedAt: string | null;
  /**
   * Why it ended so, where that is told.
   */
  message: string | null;
}
/**
 * A change of a deadline's state.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedChange".
 */
export interface RehearsedChange {
  /**
   * `at-risk`, `late`, `met` or `missed`.
   */
  state: string;
  /**
   * When.
   */
  at: string;
}
/**
 * A deadline of a run.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedDeadline".
 */
export interface RehearsedDeadline {
  /**
   * The task that it is of; null: the run.
   */
  task: string | null;
  /**
   * Which.
   */
  kind: "startBy" | "finishBy";
  /**
   * The deadline.
   */
  at: string;
  /**
   * Its state at the end.
   */
  state: "on-track" | "at-risk" | "late" | "met" | "missed";
  /**
   * What threatened it last, for people; null: nothing did.
   */
  cause: string | null;
  /**
   * How the outlook changed, oldest first.
   */
  changes: RehearsedChange[];
}
/**
 * A run that was due in the window.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedRun".
 */
export interface RehearsedRun {
  /**
   * What the line is.
   */
  kind: "run";
  /**
   * Within the rehearsal.
   */
  id: string;
  /**
   * Its pipeline.
   */
  pipeline: string;
  /**
   * Business date.
   */
  date: string;
  /**
   * Key of the due run.
   */
  slot: string;
  /**
   * When it was due.
   */
  dueAt: string;
  /**
   * When it started; null: it did not.
   */
  startedAt: string | null;
  /**
   * When it ended; null: it did not.
   */
  finishedAt: string | null;
  /**
   * Its state at the end.
   */
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  /**
   * Why it was skipped or cancelled.
   */
  reason: string | null;
  /**
   * What it and its tasks waited for, in the order in which that began.
   */
  waits: RehearsedWait[];
  /**
   * Its tasks, in the order of the pipeline.
   */
  tasks: RehearsedTask[];
  /**
   * Its deadlines, the run's own first.
   */
  deadlines: RehearsedDeadline[];
}
/**
 * How a pool, a lock or a rate was used while the rehearsal went.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedPool".
 */
export interface RehearsedPool {
  /**
   * What the line is.
   */
  kind: "pool";
  /**
   * Its name.
   */
  pool: string;
  /**
   * What it is.
   */
  of: "units" | "lock" | "rate";
  /**
   * How much there is.
   */
  units: number;
  /**
   * The most that was taken at one time; null for a rate, whose units nobody holds.
   */
  peak: number | null;
  /**
   * When that was so first.
   */
  peakAt: string | null;
  /**
   * How many tasks had to wait for it.
   */
  waits: number;
  /**
   * How long all of them together.
   */
  waitedMs: number;
  /**
   * How long the one that waited longest.
   */
  longestMs: number;
}
/**
 * Two that exclude each other: one waited while the other held a lock, or did not run at all because the other did.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedConflict".
 */
export interface RehearsedConflict {
  /**
   * What the line is.
   */
  kind: "conflict";
  /**
   * The lock; null: the limit of a pipeline's runs at a time.
   */
  of: string | null;
  /**
   * The run that waited or did not run.
   */
  run: string;
  /**
   * `pipeline` or `pipeline/task`, for people.
   */
  subject: string;
  /**
   * Who held it, likewise; null where the engine does not tell.
   */
  with: string | null;
  /**
   * When.
   */
  at: string;
  /**
   * How long it waited; null: it did not run.
   */
  waitedMs: number | null;
}
/**
 * What a rehearsal must not have: each ends the command with 1.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsedProblem".
 */
export interface RehearsedProblem {
  /**
   * What the line is.
   */
  kind: "problem";
  /**
   * `missed`: a deadline; `too-late`: a task that was skipped since its window was over or nobody had approved it in time; `never-started`, `never-ended`: a run; `deadlock`: runs that wait for one another; `failed`: a run that nobody asked to fail.
   */
  problem: "missed" | "too-late" | "never-started" | "never-ended" | "deadlock" | "failed";
  /**
   * The run; null: several.
   */
  run: string | null;
  /**
   * Its pipeline; of a deadlock all of them, in the order in which they wait.
   */
  pipeline: string;
  /**
   * Its business date.
   */
  date: string | null;
  /**
   * For people.
   */
  message: string;
  /**
   * What was still waited for, as `trunkline why` says it.
   *
   * Items: One reason.
   */
  reasons: string[];
}
/**
 * The last line.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rehearsalSummary".
 */
export interface RehearsalSummary {
  /**
   * What the line is.
   */
  kind: "summary";
  /**
   * The project.
   */
  project: string;
  /**
   * Begin of the window.
   */
  from: string;
  /**
   * Its end, exclusive.
   */
  to: string;
  /**
   * Where the virtual clock stood in the end.
   */
  endedAt: string;
  /**
   * Of the durations; null: each took its usual time.
   */
  seed: number | null;
  /**
   * How many there were by state.
   */
  runs: {
    /**
     * How many.
     */
    [k: string]: number;
  };
  /**
   * How many attempts began, also of runs outside the window.
   */
  attempts: number;
  /**
   * How many problems there are.
   */
  problems: number;
  /**
   * Tasks, `pipeline/task`, whose duration nobody declared or recorded.
   *
   * Items: A task.
   */
  assumed: string[];
}
/**
 * `routes.yaml` of a project: which alerts of its own pipelines go to which channels. Channels are declared in the control repository.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "routesFile".
 */
export interface RoutesSpec {
  /**
   * Routes, asked in order, behind those of the control repository.
   *
   * @maxItems 200
   */
  routes: AlertRoute[];
}
/**
 * One of `require` and `forbid` says what is asked.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rule".
 */
export interface RuleSpec {
  /**
   * What is wrong with a pipeline that breaks it, in one sentence for its author.
   */
  message: string;
  /**
   * `error` (default): a pipeline that breaks it is not deployed and doesn't start. `warning`: it is told, and deployed all the same.
   */
  severity?: "error" | "warning";
  /**
   * What the expression is asked about: the `pipeline` (default), each `task`, or each `schedule` of its triggers.
   */
  each?: "pipeline" | "task" | "schedule";
  when?: RuleScope;
  /**
   * An expression (CEL) that must be true.
   */
  require?: string;
  /**
   * An expression (CEL) that must be false.
   */
  forbid?: string;
}
/**
 * Which pipelines it is for. Default: all.
 */
export interface RuleScope {
  environments?: Patterns7;
  projects?: Patterns8;
  pipelines?: Patterns9;
  tags?: Tags14;
}
/**
 * Tags that the pipeline must have: one of the words for each name that is given.
 */
export interface Tags14 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Each key that is given must fit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "ruleScope".
 */
export interface RuleScope1 {
  environments?: Patterns7;
  projects?: Patterns8;
  pipelines?: Patterns9;
  tags?: Tags14;
}
/**
 * `rules/*.yaml` in a control repository: what every pipeline must keep to, whatever its project says. docs/rules.md has the names that an expression may use.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "rulesFile".
 */
export interface RulesSpec {
  /**
   * The rules by name. A name is there once in all files; waivers and findings go by it.
   */
  rules: {
    [k: string]: RuleSpec;
  };
}
/**
 * One place of secrets: exactly one of `environment`, `files`, `age`, `vault` and `command`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "provider".
 */
export interface SecretProviderSpec {
  /**
   * By which registrations and messages call it. Default: its kind, such as `vault`.
   */
  name?: string;
  names?: Patterns10;
  environment?: EnvironmentSecretsSpec;
  files?: FileSecretsSpec;
  age?: AgeSecretsSpec;
  vault?: VaultSecretsSpec;
  command?: CommandSecretsSpec;
}
/**
 * Variables of the worker: `finance/token` is `TRUNKLINE_SECRET_FINANCE__TOKEN`. Write `environment: {}`.
 */
export interface EnvironmentSecretsSpec {}
/**
 * Files below a folder: `finance/token`, or `finance__token` where mounts have no folders.
 */
export interface FileSecretsSpec {
  folder: SecretsPath;
}
/**
 * `secrets/ENVIRONMENT.yaml` of the deployed commit, encrypted by age.
 */
export interface AgeSecretsSpec {
  identity: SecretsPath1;
}
/**
 * The key-value engine, version 2, of HashiCorp Vault.
 */
export interface VaultSecretsSpec {
  /**
   * Such as `https://vault.example:8200`.
   */
  address: string;
  namespace?: Line19;
  mount?: VaultPath;
  path?: VaultPath1;
  key?: Line20;
  timeout?: Duration50;
  token?: SecretsPath2;
  approle?: VaultRoleSpec;
}
/**
 * Log in as an AppRole, instead of `token`.
 */
export interface VaultRoleSpec {
  roleId: Line21;
  secretId: SecretsPath3;
  mount?: VaultPath2;
}
/**
 * A program that prints the value and ends with 0, or prints nothing when there is none.
 */
export interface CommandSecretsSpec {
  argv: SecretCommandWords;
  input?: SecretsPath4;
  passEnv?: PassedVariables;
  timeout?: Duration51;
}
/**
 * `--secrets FILE` of `trunkline worker` and `up`: where this worker finds the values of secrets. It holds no secret itself.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "secretsFile".
 */
export interface SecretsSpec {
  /**
   * Asked in this order, each for the names that it serves; the first that has a value gives it.
   *
   * @minItems 1
   * @maxItems 50
   */
  providers: SecretProviderSpec[];
}
/**
 * `migration/simulation.json`, as `trunkline import --simulate --compare --record` writes it: of which jobs the legacy rules and the spec give the same times.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "simulatedFile".
 */
export interface SimulationRecord {
  from: ExplainedDate3;
  to: ExplainedDate4;
  /**
   * By `PIPELINE`, or `PIPELINE/TASK` of a task that was a job of its own.
   */
  jobs: {
    [k: string]: SimulatedJob;
  };
}
/**
 * What was compared of one job.
 */
export interface SimulatedJob {
  /**
   * The job there, by its whole name.
   */
  legacy: string;
  /**
   * SHA-256 of what of the spec decides when it starts. Of a spec with another one the record proves nothing.
   */
  times: string;
  /**
   * SHA-256 of the statements that define the job there.
   */
  rules: string;
  /**
   * Times that both sides have.
   */
  starts: number;
  /**
   * No time is only on one side, but those of which the ledger says so, and the job is not refused.
   */
  equal: boolean;
  /**
   * Of the first dates on which a time is on one side alone, the first such time; also those of which the ledger says so.
   *
   * @maxItems 100
   */
  differs?: SimulatedDifference[];
  /**
   * How many dates differ besides; absent: none.
   */
  more?: number;
}
/**
 * A time that one side has and the other hasn't.
 */
export interface SimulatedDifference {
  date: ExplainedDate5;
  /**
   * The instant, RFC 3339 in UTC.
   */
  at: string;
  /**
   * `legacy`: only by the rules there. `ours`: only by the spec.
   */
  side: "legacy" | "ours";
  /**
   * What the ledger says of it: the assumption by which it is so, or why the job is refused. Absent: nothing explains it.
   */
  code?: string;
}
/**
 * When a pipeline is due, for which date and why.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "fireTime".
 */
export interface FireTime {
  /**
   * Business date: that of the first trigger which is due.
   */
  date: string;
  /**
   * Instant in UTC.
   */
  at: string;
  /**
   * The same in the trigger's zone, with offset and zone: `2026-11-23T06:00:00+01:00[Europe/Berlin]`.
   */
  local: string;
  /**
   * Key of the run in its pipeline.
   */
  slot: string;
  /**
   * Place of the trigger in the pipeline's list, from 0.
   */
  trigger: number;
  /**
   * Places of triggers that are due at the same time and give no run of their own; absent without any.
   *
   * Items: Place, from 0.
   */
  also?: number[];
  /**
   * Other dates whose run this is, by `roll` and `shift`; absent without any.
   *
   * Items: Business date.
   */
  movedFrom?: string[];
  /**
   * For people: what a calendar or a change of clocks had to do with it; absent where they had nothing.
   */
  because?: string;
}
/**
 * A fire time of a pipeline; lines are in order of instant, then of name.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "simulatedFire".
 */
export interface SimulatedFire {
  /**
   * The pipeline's name.
   */
  pipeline: string;
  /**
   * The job of another scheduler that it was, by its `legacy`; absent for others.
   */
  legacyJob?: string;
  /**
   * The stage of its wave at which no run is made: the time is the other scheduler's; absent where runs are made.
   */
  stage?: "observe" | "retired";
  /**
   * Business date: that of the first trigger which is due.
   */
  date: string;
  /**
   * Instant in UTC.
   */
  at: string;
  /**
   * The same in the trigger's zone, with offset and zone: `2026-11-23T06:00:00+01:00[Europe/Berlin]`.
   */
  local: string;
  /**
   * Key of the run in its pipeline.
   */
  slot: string;
  /**
   * Place of the trigger in the pipeline's list, from 0.
   */
  trigger: number;
  /**
   * Places of triggers that are due at the same time and give no run of their own; absent without any.
   *
   * Items: Place, from 0.
   */
  also?: number[];
  /**
   * Other dates whose run this is, by `roll` and `shift`; absent without any.
   *
   * Items: Business date.
   */
  movedFrom?: string[];
  /**
   * For people: what a calendar or a change of clocks had to do with it; absent where they had nothing.
   */
  because?: string;
}
/**
 * When a task may start by its own days, window and repetition, whatever else it waits for; of pipelines of which some task has any of these, each task has such lines. Iterations take no time, and of those that follow from their own ends only the first is told.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "simulatedStart".
 */
export interface SimulatedStart {
  /**
   * The pipeline's name.
   */
  pipeline: string;
  /**
   * The task's name.
   */
  task: string;
  /**
   * The job of another scheduler that it was, by its `legacy`; absent for others.
   */
  legacyJob?: string;
  /**
   * The stage of its wave at which no run is made: the time is the other scheduler's; absent where runs are made.
   */
  stage?: "observe" | "retired";
  /**
   * Business date of the run.
   */
  date: string;
  /**
   * Instant in UTC.
   */
  at: string;
  /**
   * The same in the pipeline's zone, with offset and zone.
   */
  local: string;
  /**
   * Key of the run in its pipeline.
   */
  slot: string;
}
/**
 * What differs between both sides.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "fireDifference".
 */
export interface FireDifference {
  /**
   * `removed`, `added`: a slot that the other side lacks. `moved`: the same business date, another instant. `redated`: the same slot, another business date.
   */
  kind: "removed" | "added" | "moved" | "redated";
  /**
   * The pipeline's name.
   */
  pipeline: string;
  /**
   * Of the revision that is compared with; null when `added`.
   */
  before: FireTime | null;
  /**
   * Of the files; null when `removed`.
   */
  after: FireTime | null;
}
/**
 * A date to which the change-over gives two runs or none, or otherwise not what it should have.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "changedDate".
 */
export interface ChangedDate {
  /**
   * What the line is.
   */
  kind: "date";
  /**
   * The pipeline's name.
   */
  pipeline: string;
  /**
   * Business date.
   */
  date: string;
  /**
   * How many runs it has by the old rules alone.
   */
  before: number;
  /**
   * And by the new ones alone.
   */
  after: number;
  /**
   * How many it gets.
   */
  runs: number;
  /**
   * When those are due, at most five.
   *
   * Items: Instant in UTC.
   */
  at: string[];
}
/**
 * Ends the lines of a pipeline of which anything differs.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "differenceCounts".
 */
export interface DifferenceCounts {
  /**
   * What the line is.
   */
  kind: "pipeline";
  /**
   * The pipeline's name.
   */
  pipeline: string;
  /**
   * Fire times in the range by the revision that is compared with.
   */
  before: number;
  /**
   * And by the files.
   */
  after: number;
  /**
   * Differences of that kind.
   */
  removed: number;
  /**
   * Differences of that kind.
   */
  added: number;
  /**
   * Differences of that kind.
   */
  moved: number;
  /**
   * Differences of that kind.
   */
  redated: number;
}
/**
 * One statement on a database.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sqlInputs".
 */
export interface SqlInputs {
  connection: PipelineName19;
  /**
   * One statement, without `${{ }}`: values are bound as `:name` and given in `params`, so that data never becomes SQL.
   */
  sql: string;
  /**
   * Values of `:name` in `sql`; texts may hold `${{ }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * Expression that must hold: over the first row's columns by name, and `rows`, the number of rows (a column of that name hides it). `rows > 0`.
   */
  expect?: string;
  /**
   * Whether Postgres refuses every write of the statement. Default false.
   */
  readOnly?: boolean;
  /**
   * Most rows; a statement that gives more fails the task. Default 10000.
   */
  maxRows?: number;
}
/**
 * One statement on a database.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sqlFile".
 */
export interface SqlInputs1 {
  connection: PipelineName19;
  /**
   * One statement, without `${{ }}`: values are bound as `:name` and given in `params`, so that data never becomes SQL.
   */
  sql: string;
  /**
   * Values of `:name` in `sql`; texts may hold `${{ }}`.
   */
  params?: {
    [k: string]: ScalarValue;
  };
  /**
   * Expression that must hold: over the first row's columns by name, and `rows`, the number of rows (a column of that name hides it). `rows > 0`.
   */
  expect?: string;
  /**
   * Whether Postgres refuses every write of the statement. Default false.
   */
  readOnly?: boolean;
  /**
   * Most rows; a statement that gives more fails the task. Default 10000.
   */
  maxRows?: number;
}
/**
 * A command on a host that is reached by SSH.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sshInputs".
 */
export interface SshInputs {
  connection: PipelineName20;
  /**
   * Text for `/bin/sh -e` on the host, with expressions as in a task's own `run`: each becomes a quoted variable.
   */
  run: string;
  /**
   * Variables on the host; values may hold `${{ }}`.
   */
  env?: {
    /**
     * A text; it may hold `${{ }}`.
     */
    [k: string]: string;
  };
  workingDirectory?: Line22;
  killAfter?: Duration52;
}
/**
 * A command on a host that is reached by SSH.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "sshFile".
 */
export interface SshInputs1 {
  connection: PipelineName20;
  /**
   * Text for `/bin/sh -e` on the host, with expressions as in a task's own `run`: each becomes a quoted variable.
   */
  run: string;
  /**
   * Variables on the host; values may hold `${{ }}`.
   */
  env?: {
    /**
     * A text; it may hold `${{ }}`.
     */
    [k: string]: string;
  };
  workingDirectory?: Line22;
  killAfter?: Duration52;
}
/**
 * One step of a pipeline: it has either `run` or `uses`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskFile".
 */
export interface TaskSpec1 {
  /**
   * Shell text for `/bin/sh -e`. `${{ }}` becomes a quoted environment variable, so that data never becomes code.
   */
  run?: string;
  /**
   * What does the work: `command` (the same as `run`), `ssh` (a command on another host), `container` (a program of an image), `kubernetes` (the same as a Job of a cluster), `transfer` (of files), `file` (waits for some), `http`, `sql`, `check` (of data), `pipeline` (a run of another pipeline), `unsupported` (work of another scheduler that can't run here: it fails), a connector such as `databricks`, or a template such as `./templates/load.yaml`, a path from the project's root.
   */
  uses?: string;
  /**
   * Inputs of what `uses` names: `run` for `command`, a connection and `run` for `ssh`, an image for `container` and `kubernetes`, two places and patterns for `transfer`, a folder and patterns for `file`, a request for `http`, a statement for `sql`, checks for `check`, a name and parameters for `pipeline`, a reason for `unsupported`, the connection and the inputs of a connector, the parameters for a template.
   */
  with?: {
    [k: string]: unknown;
  };
  legacy?: LegacyJob;
  /**
   * Tasks that must finish first. A task with a matrix or `forEach` stands for all of its instances.
   */
  needs?: TaskReference1[];
  /**
   * Expression that decides whether the task runs, such as `failed('load')`. Without it the task runs when all that it needs succeeded.
   */
  if?: string;
  env?: Environment7;
  secrets?: SecretNames2;
  secretFiles?: SecretFiles2;
  timeout?: Duration43;
  retry?: RetrySpec3;
  matrix?: Matrix1;
  /**
   * A list, such as `${{ needs.list.outputs.files }}`: the task runs once for each of its items, side by side. `${{ item }}` is the item of this instance, `${{ index }}` its number from 0.
   */
  forEach?: string;
  outputs?: Outputs1;
  report?: ReportSpec1;
  shadow?: ShadowSpec;
  onFailure?: OnFailure2;
  runsOn?: RunsOn4;
  runAs?: UserName4;
  /**
   * With a matrix or `forEach`: the first instance that fails stops the others. Default `false`.
   */
  failFast?: boolean;
  awaits?: ConditionSpec3;
  notBefore?: WindowStart1;
  notAfter?: WindowEnd2;
  /**
   * What becomes of a task that has not started by `notAfter`. `skip` (default): it is skipped. `nextOpening`: it waits for the window of the next day. `nearest`: the window is open each day, whatever the run's date; when all else holds outside of it, the task waits if the next opening is nearer than the last closing, else it is skipped.
   */
  late?: "skip" | "nextOpening" | "nearest";
  onlyOn?: OnlyOnSpec2;
  pools?: PoolUses3;
  locks?: LockUses3;
  priority?: Priority3;
  approval?: ApprovalSpec;
  deadline?: DeadlineSpec3;
  watch?: TaskWatch2;
  /**
   * Events that are there once the task has succeeded, until somebody clears them.
   *
   * @minItems 1
   * @maxItems 1000
   */
  emits?: EmittedEvent[];
  /**
   * Events that are deleted once the task has succeeded.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clears?: ClearedEvent[];
  /**
   * Variables of the project that are set once the task has succeeded; values may hold `${{ }}`.
   */
  sets?: {
    /**
     * The new value.
     */
    [k: string]: string;
  };
  repeat?: RepeatSpec;
  undo?: UndoSpec;
  /**
   * Rules that judge the end of each attempt by exit code, signal or output; the first that matches decides, before followers see anything.
   *
   * @minItems 1
   * @maxItems 100
   */
  on?: EndRule[];
  /**
   * Assets that the task reads. A name says so, for `trunkline assets` and the run's record; with `state: fresh`, `within`, `since` or `date` the task also waits until there is such an update, as with `awaits`.
   *
   * @minItems 1
   * @maxItems 1000
   */
  reads?: AssetRead[];
  /**
   * Assets that the task updates when it succeeds: named data products, shared by all projects; `{asset: NAME, freshness: 26h}` says how long that keeps one fresh.
   *
   * @minItems 1
   * @maxItems 1000
   */
  writes?: AssetWrite[];
}
/**
 * `teams.yaml` at a control repository's root: who is in which team, and what they are for policies. Where it is there, nothing is permitted but what policies permit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "teamsFile".
 */
export interface TeamsSpec {
  /**
   * Teams by name. A team's name is what `owner` of pipelines and registrations says.
   */
  teams: {
    [k: string]: TeamSpec;
  };
  /**
   * What single people have beside what their teams give them, by e-mail address.
   */
  people?: {
    [k: string]: PersonSpec;
  };
  /**
   * What single robots have beside what their teams give them, by name.
   */
  robots?: {
    [k: string]: HolderSpec;
  };
  /**
   * Default policies that do not hold here, by their `@id`. A policy of your own takes their place, or nothing does.
   */
  withoutDefaults?: DefaultPolicyId[];
}
/**
 * Tasks that pipelines use with `uses: ./templates/NAME.yaml`. Its expressions see its own parameters only.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "templateFile".
 */
export interface TemplateSpec {
  /**
   * What the template does, for people.
   */
  description?: string;
  params?: ParamSpecs2;
  tasks: TaskSpecs3;
}
/**
 * What a task that uses the template gives in `with`.
 */
export interface ParamSpecs2 {
  [k: string]: ParamSpec;
}
/**
 * The tasks by name; they become `TASK.NAME` in the pipeline.
 */
export interface TaskSpecs3 {
  [k: string]: TaskSpec;
}
/**
 * A folder with files: of the worker's host, of a host that is reached by SFTP, or the beginning of keys in a bucket.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "filePlace".
 */
export interface FilePlaceSpec {
  connection?: PipelineName21;
  /**
   * The folder; it may hold `${{ }}`. Of the worker's host an absolute path; of a host by SFTP also one from its user's home, which is the default; of a bucket the beginning of keys, such as `raw/bank`, the whole bucket unless given.
   */
  path?: string;
}
/**
 * Files that are taken from one place to another.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "transferInputs".
 */
export interface TransferInputs {
  from: FilePlaceSpec1;
  to: FilePlaceSpec2;
  /**
   * Which files, by patterns of their paths below `from`; each may hold `${{ }}`.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: `*.csv`, `2026-??/** /*.parquet`: `*` and `?` stay within a name, `**` stands for any folders; a dot at the beginning of a name is matched only by a dot.
   */
  files: string[];
  /**
   * How many files must match at least, else the task fails. Default 1; 0: none is well too.
   */
  minFiles?: number;
  /**
   * How many may match at most, else the task fails before anything is taken. Default 1000.
   */
  maxFiles?: number;
  /**
   * How many bytes they may have together, else the task fails before anything is taken. Default 107374182400 (100 GiB).
   */
  maxBytes?: number;
  /**
   * What is done when there is a file of the same name: `same` (default), well if it has the same content, else the task fails; `replace`, it is replaced; `skip`, it stays, and so does the file at `from`; `fail`, the task fails.
   */
  ifExists?: "same" | "replace" | "skip" | "fail";
  /**
   * How a copy is proved before it gets its name: `checksum` (default), SHA-256 of what was read and of what is there; `size`, by its size alone, which saves reading it again.
   */
  verify?: "checksum" | "size";
  /**
   * What becomes of a file at `from` once its copy is proved and has its name: `keep` (default), `delete`, or `move` it to the folder `moveTo`.
   */
  after?: "keep" | "delete" | "move";
  /**
   * Folder for `after: move`, at the place of `from`: as its `path` is written; it may hold `${{ }}`.
   */
  moveTo?: string;
  /**
   * What is done about a file that changes while it is copied: `fail` (default), the task fails once the others are done; `leave`, it is left for a later run.
   */
  ifChanged?: "fail" | "leave";
}
/**
 * Where the files are.
 */
export interface FilePlaceSpec1 {
  connection?: PipelineName21;
  /**
   * The folder; it may hold `${{ }}`. Of the worker's host an absolute path; of a host by SFTP also one from its user's home, which is the default; of a bucket the beginning of keys, such as `raw/bank`, the whole bucket unless given.
   */
  path?: string;
}
/**
 * Where they are put, by the same names; folders are made.
 */
export interface FilePlaceSpec2 {
  connection?: PipelineName21;
  /**
   * The folder; it may hold `${{ }}`. Of the worker's host an absolute path; of a host by SFTP also one from its user's home, which is the default; of a bucket the beginning of keys, such as `raw/bank`, the whole bucket unless given.
   */
  path?: string;
}
/**
 * Files that are taken from one place to another.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "transferFile".
 */
export interface TransferInputs1 {
  from: FilePlaceSpec1;
  to: FilePlaceSpec2;
  /**
   * Which files, by patterns of their paths below `from`; each may hold `${{ }}`.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: `*.csv`, `2026-??/** /*.parquet`: `*` and `?` stay within a name, `**` stands for any folders; a dot at the beginning of a name is matched only by a dot.
   */
  files: string[];
  /**
   * How many files must match at least, else the task fails. Default 1; 0: none is well too.
   */
  minFiles?: number;
  /**
   * How many may match at most, else the task fails before anything is taken. Default 1000.
   */
  maxFiles?: number;
  /**
   * How many bytes they may have together, else the task fails before anything is taken. Default 107374182400 (100 GiB).
   */
  maxBytes?: number;
  /**
   * What is done when there is a file of the same name: `same` (default), well if it has the same content, else the task fails; `replace`, it is replaced; `skip`, it stays, and so does the file at `from`; `fail`, the task fails.
   */
  ifExists?: "same" | "replace" | "skip" | "fail";
  /**
   * How a copy is proved before it gets its name: `checksum` (default), SHA-256 of what was read and of what is there; `size`, by its size alone, which saves reading it again.
   */
  verify?: "checksum" | "size";
  /**
   * What becomes of a file at `from` once its copy is proved and has its name: `keep` (default), `delete`, or `move` it to the folder `moveTo`.
   */
  after?: "keep" | "delete" | "move";
  /**
   * Folder for `after: move`, at the place of `from`: as its `path` is written; it may hold `${{ }}`.
   */
  moveTo?: string;
  /**
   * What is done about a file that changes while it is copied: `fail` (default), the task fails once the others are done; `leave`, it is left for a later run.
   */
  ifChanged?: "fail" | "leave";
}
/**
 * Rows or notifications of a database as messages: a query that is asked again and again, or a channel of Postgres' NOTIFY, or the query with the channel that wakes it.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "databaseTrigger".
 */
export interface DatabaseTriggerSpec1 {
  connection: PipelineName11;
  /**
   * One statement that reads what came after `:watermark`, in its order: `select id, total from orders where id > :watermark order by id`. Each row is a message; its columns are `message.body.NAME`: numbers, truth values and JSON as such, all else as Postgres writes it.
   */
  query?: string;
  /**
   * With `query`: the column that grows and by which the rows are ordered, such as a number of a sequence or a time of change. Never null.
   */
  watermark?: string;
  start?: ScalarValue6;
  every?: Duration37;
  overlap?: Duration38;
  /**
   * A channel of NOTIFY. With `query`: a notification makes it asked at once, and one that is lost costs nothing but time. Alone: each payload is a message, and what comes while nobody listens is lost.
   */
  notify?: string;
}
/**
 * Requests to `/hooks/PROJECT/PIPELINE/NAME` of the server as messages. Exactly one of `hmac`, `standardWebhooks`, `stripe`, `slack` and `bearer` says how they are proved.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "webhookTrigger".
 */
export interface WebhookTriggerSpec1 {
  name: PipelineName13;
  hmac?: HmacProofSpec;
  standardWebhooks?: TimedProofSpec;
  stripe?: TimedProofSpec1;
  slack?: TimedProofSpec2;
  bearer?: BearerProofSpec;
}
/**
 * A signature over the body and the time at which it was sent.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "timedProof".
 */
export interface TimedProofSpec3 {
  secret: SecretName42;
  tolerance?: Duration39;
}
/**
 * Messages of a topic, queue or stream. What its connection is says which of `topic`, `queue` and `stream` is needed.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "queueTrigger".
 */
export interface QueueTriggerSpec1 {
  connection: PipelineName12;
  /**
   * Kafka: name of the topic.
   */
  topic?: string;
  /**
   * SQS and AMQP: name of the queue, which must exist.
   */
  queue?: string;
  /**
   * Kinesis and NATS: name of the stream, which must exist.
   */
  stream?: string;
  /**
   * NATS: only messages of these subjects, such as `orders.*.paid`; all of the stream unless given.
   */
  subject?: string;
  /**
   * Kafka, Kinesis and NATS: where to begin when nothing was read yet. `latest` (default): with what comes after it was deployed. `earliest`: with all that is still there.
   */
  startAt?: "latest" | "earliest";
}
/**
 * Where the messages of triggers come from.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "triggersFile".
 */
export interface TriggerSourcesFile {
  connection: PipelineName11;
  /**
   * One statement that reads what came after `:watermark`, in its order: `select id, total from orders where id > :watermark order by id`. Each row is a message; its columns are `message.body.NAME`: numbers, truth values and JSON as such, all else as Postgres writes it.
   */
  query?: string;
  /**
   * With `query`: the column that grows and by which the rows are ordered, such as a number of a sequence or a time of change. Never null.
   */
  watermark?: string;
  start?: ScalarValue6;
  every?: Duration37;
  overlap?: Duration38;
  /**
   * A channel of NOTIFY. With `query`: a notification makes it asked at once, and one that is lost costs nothing but time. Alone: each payload is a message, and what comes while nobody listens is lost.
   */
  notify?: string;
}
/**
 * Work of another scheduler that nothing here stands for: the task is in its place, and fails when it is to start, so that nothing behind it goes on as if it were done.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "unsupportedInputs".
 */
export interface UnsupportedInputs {
  /**
   * Why it can't run, and what a person must decide: what its failure says.
   */
  reason: string;
  /**
   * What the other scheduler was told, as its export has it, for whoever writes the task anew.
   */
  source?: string;
}
/**
 * Work of another scheduler that nothing here stands for: the task is in its place, and fails when it is to start, so that nothing behind it goes on as if it were done.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "unsupportedFile".
 */
export interface UnsupportedInputs1 {
  /**
   * Why it can't run, and what a person must decide: what its failure says.
   */
  reason: string;
  /**
   * What the other scheduler was told, as its export has it, for whoever writes the task anew.
   */
  source?: string;
}
/**
 * `waivers/*.yaml` in a control repository: pipelines that may break a rule, for a while. One file is one waiver.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "waiverFile".
 */
export interface WaiverSpec {
  rule: PipelineName22;
  pipelines: Patterns11;
  reason: WaiverText3;
  approver: WaiverText4;
  /**
   * The last day on which it counts, in UTC: `2027-01-31`.
   */
  expires: string;
}
/**
 * How much two runs of a job may differ and still be alike.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "jobTolerance".
 */
export interface JobTolerance {
  start?: Duration53;
  duration?: Duration54;
  /**
   * The same as a percentage of what these took; the larger of both counts. Default 50.
   */
  durationPercent?: number;
}
/**
 * `migration/waves/NAME.yaml`: migrated pipelines that move together from the scheduler before to this one. A pipeline is in one wave at most; the stage changes only by a merged commit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "waveFile".
 */
export interface WaveSpec {
  /**
   * What the wave is, for people.
   */
  description?: string;
  stage: WaveStage;
  members: WaveMembers;
  guard?: WaveGuard;
  override?: WaveOverride;
  hold?: WaveHold;
  gate?: WaveGate;
  tolerances?: WaveTolerances;
}
/**
 * Which pipelines of the project are in it: those that `tags` means and those that `pipelines` names, without those of `except`. At least one of `tags` and `pipelines` is there.
 */
export interface WaveMembers {
  tags?: Tags15;
  pipelines?: PipelinePatterns1;
  except?: PipelinePatterns2;
}
/**
 * Pipelines that have, of each tag named here, one of its words: `{app: [GL]}`.
 */
export interface Tags15 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * The other scheduler runs the members' jobs through `trunkline-guard`, which asks whose each run is. Nothing here starts what a guard may still start.
 */
export interface WaveGuard {
  /**
   * What one run is for on both sides. `minutes`: the minute at which it is due, as for cron. `dates`: the business date, which all jobs of a pipeline share, as for Control-M and AutoSys.
   */
  slots: "minutes" | "dates";
  /**
   * What a guard does that can't ask. `nobody` (default): it starts what it was granted ahead, and then nothing. `legacy`: it goes on until it has heard that the job is not its own any more, and nothing runs here before it has.
   */
  policy?: "nobody" | "legacy";
  ahead?: Duration55;
  seen?: Duration56;
}
/**
 * The wave goes `live` although its gate does not hold, or nothing proves that the other scheduler is held: two people answer for it. One of them must have made the change that brought it in, the other one must have approved that change.
 */
export interface WaveOverride {
  reason: WaiverText5;
  until: ExplainedDate6;
  /**
   * Two people, as the forge or their commits name them.
   *
   * @minItems 2
   * @maxItems 2
   */
  by: WaiverText6[];
}
/**
 * The members' jobs are held in the other scheduler. A run that is due here starts only while each hold was read back (`trunkline cutover check`) not longer ago than this; until then it waits.
 */
export interface WaveHold {
  within: Duration57;
}
/**
 * What must be proved of each job before the wave goes `live`; what is left out is as usual, also of a wave without it. It is asked by the plan and again when `live` is deployed. `trunkline parity` shows it.
 */
export interface WaveGate {
  /**
   * Business dates in a row for which both sides were compared.
   */
  businessDays?: number;
  /**
   * `true`: one of them is the last of a month.
   */
  monthEnd?: boolean;
  /**
   * Fewest runs of a pipeline that could be compared.
   */
  minRuns?: number;
  /**
   * Percentage of the compared runs that must have been alike on both sides.
   */
  parity?: number;
  /**
   * Fewest months that the simulation on record must be of; default 25.
   */
  simulatedMonths?: number;
}
/**
 * How much the members' jobs may differ on both sides and still be alike: `PIPELINE` or `PIPELINE/TASK`, in which `*` stands for any characters. Of what several say the last counts.
 */
export interface WaveTolerances {
  [k: string]: JobTolerance;
}
