// What people do by hand in the place of types and attributes that no spec has words for.

const plain = {
  database: "write the statement as a task with `uses: sql`, and its database as a connection",
  web: "write the request as a task with `uses: http`",
  monitor: "let a command look at it, in a task with `repeat`, and fail or end as the job would",
  client: "run the system's own client as a command, on a host that has it",
  elsewhere: "keep the job there, and start it and wait for its end by a task with `uses: autosys`",
  owner: "let a command behind the watcher compare what `stat` says of the file, and fail else",
  size: "let a command compare the sizes of two looks, in a task with `repeat`",
  blob: "put the text into a file on the host, and name that in `std_in_file`; of a global blob that nothing writes give its definition (`insert_glob` with `blob_input`) beside the jobs",
} as const;

const types: Readonly<Record<string, string>> = {
  ...{ SQL: plain.database, DBPROC: plain.database, SQLAGENT: plain.database },
  ...{ DBMON: plain.database, DBTRIG: plain.database },
  ...{ HTTP: plain.web, WBSVC: plain.web, WSDOC: plain.web },
  ...{ OMCPU: plain.monitor, OMD: plain.monitor, OMEL: plain.monitor, OMIP: plain.monitor },
  ...{ OMP: plain.monitor, OMS: plain.monitor, OMTF: plain.monitor },
  ...{ HIVE: plain.client, OOZIE: plain.client, PIG: plain.client, SQOOP: plain.client },
  ...{ HDFS: plain.client, INFORMATICA: plain.client, MICROFOCUS: plain.client },
  ...{ I5: plain.elsewhere, ZOS: plain.elsewhere, ZOSM: plain.elsewhere, ZOSDST: plain.elsewhere },
  SFTP: "write it as a task with `uses: transfer`, with a connection of the host",
};

/** Of a type of jobs; undefined: what its refusal says of all types. */
export const handForType = (type: string): string | undefined =>
  type.startsWith("SAP") ? plain.elsewhere : types[type];

const attributes: Readonly<Record<string, string>> = {
  chk_files:
    "let the command look first how much space `df` says is free, and fail where it is less",
  continuous: "give the task a `repeat`, so that it looks for the next file when it has found one",
  ...{ watch_file_owner: plain.owner, watch_file_group: plain.owner },
  ...{ watch_file_groupname: plain.owner, watch_file_win_user: plain.owner },
  ...{ watch_file_change_type: plain.size, watch_file_change_value: plain.size },
  watch_file_recursive: "write a task for each folder, or let a command look with `find`",
  auto_delete: "delete the pipeline by a commit once it has run, and the attribute now",
  ...{ blob_input: plain.blob, blob_file: plain.blob, std_in_file: plain.blob },
  connectionprofile: "write a connection with what the profile has, and name it in the task",
  ftp_command: "do with the file what the command does there by a task with `uses: ssh`",
  scp_target_os: "run a server of SFTP on that host whose paths have slashes, and delete the line",
};

/** Of an attribute; undefined: what its refusal says of all. */
export const handFor = (keyword: string): string | undefined => attributes[keyword];
