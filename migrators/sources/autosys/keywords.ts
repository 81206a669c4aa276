// The words of JIL: which start a statement, and which name an attribute of a job. The reader splits lines by them.

/** Objects that `insert_`, `update_` and `delete_` take. */
const objects = [
  ...["job", "machine", "xinst", "resource", "monbro", "job_type", "connectionprofile"],
] as const;

/** Documented sub-commands, and the records of calendar files, which have the same shape. */
export const subCommands: ReadonlySet<string> = new Set([
  ...["insert", "update", "delete"].flatMap((act) => objects.map((object) => `${act}_${object}`)),
  ...["rename_job", "delete_box", "override_job"],
  ...["insert_blob", "delete_blob", "insert_glob", "delete_glob", "insert_global"],
  ...["calendar", "extended_calendar", "ext_calendar", "cycle"],
]);

/** A word of this shape starts a statement even when it is unknown: as an attribute it would hide a whole object. */
const subCommandShape = /^(insert|update|delete|override|rename)_/;

export const startsStatement = (keyword: string): boolean =>
  subCommands.has(keyword) || subCommandShape.test(keyword);

/** Attributes whose values may go on in the next line: lists, whose readers refuse lines that no comma joins. */
const lists = [
  ...["start_times", "start_mins", "must_start_times", "must_complete_times", "days_of_week"],
  ...["success_codes", "fail_codes", "resources", "machine", "envvars"],
];

const conditions = ["condition", "box_success", "box_failure"];

export const continues: ReadonlySet<string> = new Set([...lists, ...conditions]);

/** What decides when and whether a job runs, or with which end: a misspelt one must not pass. */
export const semantic: ReadonlySet<string> = new Set([
  ...["job_type", "box_name", "command", "machine", "date_conditions", "days_of_week"],
  ...["start_times", "start_mins", "run_calendar", "exclude_calendar", "run_window", "timezone"],
  ...["condition", "box_success", "box_failure", "box_terminator", "job_terminator", "status"],
  ...["auto_hold", "auto_delete", "max_exit_success", "success_codes", "fail_codes"],
  ...["term_run_time", "n_retrys", "watch_file", "watch_file_min_size", "watch_interval"],
  ...["watch_file_type", "resources", "profile", "envvars", "std_in_file"],
]);

/** The others of section 4, of all job types. */
const common = [
  ...["permission", "chk_files", "notification_emailaddress", "notification_alarm_types"],
  ...["notification_emailaddress_on_alarm", "notification_emailaddress_on_failure"],
  ...["notification_emailaddress_on_success", "notification_emailaddress_on_terminated"],
  ...["must_start_times", "must_complete_times", "min_run_alarm", "max_run_alarm"],
  ...["alarm_if_fail", "alarm_if_terminated", "send_notification", "notification_id"],
  ...["notification_msg", "notification_template", "svcdesk_attr", "svcdesk_desc", "svcdesk_imp"],
  ...["svcdesk_pri", "svcdesk_sev", "service_desk", "heartbeat_interval", "watch_no_change"],
  ...["continuous", "owner", "watch_file_owner", "watch_file_group", "watch_file_groupname"],
  ...["watch_file_change_type", "watch_file_change_value", "watch_file_recursive"],
  ...["watch_file_win_user", "job_load", "priority", "avg_runtime", "std_out_file", "std_err_file"],
  ...["ulimit", "elevated", "interactive", "shell", "job_class", "blob_input", "blob_file"],
  ...["application", "group", "description", "connectionprofile"],
];

/** Splits a line wherever one of these follows a blank and is followed by a colon. */
export const jobKeywords: ReadonlySet<string> = new Set([
  ...lists,
  ...conditions,
  ...semantic,
  ...common,
]);

/** Attributes of jobs that no agent for commands, boxes or files knows: named, so that they are not taken for slips. */
const ofOtherTypes: ReadonlySet<string> = new Set([
  ...["dbtype", "connect_string", "tablename", "user_role", "monitor_cond", "monitor_type"],
  ...["monitor_mode", "result_type", "destination_file", "success_criteria", "sp_name", "sp_arg"],
  ...["provider_url", "request_body", "invocation_type", "method_name", "filter", "filter_type"],
  ...["wsdl_url", "endpoint_url", "service_name", "port_name", "target_namespace", "operation"],
  ...["return_class_name", "return_xml_name", "return_namespace", "one_way", "web_parameter"],
  ...["auth_string", "auth_order", "copy_jcl", "jcl_library", "jcl_member", "jobname", "url"],
  ...[
    "mbean",
    "mbean_attr",
    "mbean_operation",
    "bean_name",
    "class_name",
    "initial_context_factory",
  ],
  ...[
    "cpu_usage",
    "inside_range",
    "lower_boundary",
    "upper_boundary",
    "poll_interval",
    "no_change",
  ],
  ...["disk_drive", "disk_format", "disk_space", "process_name", "process_status", "encoding"],
  ...["ip_host", "ip_port", "ip_status", "text_file_name", "text_file_filter", "search_bw"],
  ...["text_file_mode", "time_format", "time_position", "text_file_filter_exists", "args"],
  ...[
    "broadcast_address",
    "mac_address",
    "ping_host",
    "ping_timeout",
    "ping_ports",
    "wake_password",
  ],
  ...["arcuser", "bdc_proc_rate", "bdc_ext_log", "bdc_system", "bdc_err_rate", "interface_name"],
  ...["remote_name", "element_name", "create_name", "create_method", "create_parameter"],
  ...["finder_name", "finder_parameter", "modify_parameter", "operation_type", "trigger_cond"],
  ...["trigger_type", "destination_name", "message_class", "use_topic", "connection_factory"],
  ...["job_terminator_at_job_level", "must_start_time", "alarm_if_terminated_at_job_level"],
]);

const prefixesOfOtherTypes =
  /^(sap|ps|oracle|oa|i5|zos|ftp|scp|sql|j2ee|ws|win|snmp|jmx|hdfs|hive|oozie|pig|sqoop|mf|micro_focus|informatica|infa)_/;

export const isOfOtherTypes = (keyword: string): boolean =>
  ofOtherTypes.has(keyword) || prefixesOfOtherTypes.test(keyword);

/** Attributes of what isn't a job, by the object's name. */
export const objectAttributes: Readonly<Record<string, readonly string[]>> = {
  machine: [
    ...["type", "machine", "max_load", "factor", "node_name", "agent_name", "port", "description"],
    ...["character_code", "encryption_type", "key_to_agent", "opsys", "heartbeat_attempts"],
    ...["heartbeat_freq", "provision", "force"],
  ],
  xinst: [
    ...["xtype", "xmachine", "xport", "xkey_to_manager", "xcrypt_type", "xmanager", "xuser"],
    "xpassword",
  ],
  resource: ["machine", "res_type", "amount", "description"],
  monbro: [
    ...[
      "mode",
      "all_events",
      "all_status",
      "alarm",
      "alarm_verif",
      "running",
      "restart",
      "starting",
    ],
    ...["success", "failure", "terminated", "job_filter", "job_name", "currun", "after_time"],
    ...["sound", "do_output", "tuning"],
  ],
  job_type: ["command", "description"],
  connectionprofile: ["type", "description"],
  blob: ["blob_input", "blob_file", "blob_mode"],
  glob: ["blob_input", "blob_file", "blob_mode"],
  global: ["value"],
  calendar: ["description"],
  extended_calendar: [
    ...[
      "description",
      "workday",
      "non_workday",
      "holiday",
      "holcal",
      "cyccal",
      "adjust",
      "condition",
    ],
  ],
  cycle: ["description", "start_date", "end_date"],
};

const objectKeywords = new Map(
  Object.entries(objectAttributes).map(([object, names]) => [object, new Set(names)]),
);

/** The object that a sub-command is about: `job` of `insert_job`, and itself of `extended_calendar`. */
export function objectOf(kind: string): string {
  if (kind === "ext_calendar") return "extended_calendar";
  return objectAttributes[kind] ? kind : kind.replace(/^[a-z]+_/, "");
}

/** Attributes of a sub-command's object, at which lines are split. */
export const keywordsOf = (kind: string): ReadonlySet<string> =>
  objectKeywords.get(objectOf(kind)) ?? jobKeywords;

const repeatedOfJobs =
  /^(envvars|notification_emailaddress\w*|sp_arg|sap_\w+|ws_parameter|web_parameter|j2ee_parameter|\w+_parameter)$/;
const repeatedOfOthers: ReadonlySet<string> = new Set([
  ...["machine machine", "machine factor", "machine max_load", "extended_calendar condition"],
  ...["cycle start_date", "cycle end_date", "calendar "],
]);

/** Whether an attribute may be there several times, each with its own value. */
export const repeats = (keyword: string, object: string): boolean =>
  repeatedOfOthers.has(`${object} ${keyword}`) ||
  ((object === "job" || object === "box") && repeatedOfJobs.test(keyword));
