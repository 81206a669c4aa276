// A real Podman of its own for a test file, behind a socket on which connections can be counted and broken.

import { execFile, spawn } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Engine } from "#executors/container/engine.ts";
import { eventually } from "./eventually.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const run = promisify(execFile);

export interface ContainerEngine extends AsyncDisposable {
  /** Podman's own socket. */
  socket: string;
  /** With a busybox. */
  image: string;
  api: Engine;
  /** All that there are, also ended ones. */
  containers(): Promise<{ Id: string; State: string; Names: string[] }[]>;
}

/** A reason for people where it can't be had. */
export async function containerEngine(): Promise<ContainerEngine | string> {
  const runtime = (await hasProgram("runc")) ? "runc" : "crun";
  if (!(await hasProgram("podman"))) return "podman is not installed";
  if (process.getuid?.() !== 0)
    return "podman as anybody but root needs more than a test can set up";
  if (!(await hasProgram("busybox")))
    return "busybox, of which the image is made, is not installed";
  const directory = temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  await writeFile(
    at("containers.conf"),
    // Machines of tests may not raise limits.
    `[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n[engine]\nruntime = "${runtime}"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n`,
  );
  const settings = ["--root", at("root"), "--runroot", at("run"), "--storage-driver", "vfs"];
  const env = { ...process.env, CONTAINERS_CONF: at("containers.conf") };
  const podman = (...words: string[]) =>
    run("podman", [...settings, ...words], { env, cwd: directory.path });
  try {
    await makeImage(at("image"), podman);
    await podman(
      ...["run", "--rm", "--network", "none", "--memory", "64m", "localhost/box:1", "true"],
    );
  } catch (error) {
    await directory[Symbol.asyncDispose]();
    return `podman can't run a container here: ${(error as Error).message.trim().split("\n").at(-1)}`;
  }
  const { stdout } = await podman("images", "--digests", "--format", "{{.Digest}}");
  const socket = at("podman.sock");
  const service = spawn(
    "podman",
    [...settings, "system", "service", "--time", "0", `unix://${socket}`],
    { env, cwd: directory.path, stdio: "ignore" },
  );
  const api = new Engine(socket);
  await eventually("podman answers", async () => {
    return await api.ask("GET", "/version").then(
      () => true,
      () => false,
    );
  });
  const containers = async () =>
    (await api.ask("GET", "/containers/json", { query: { all: "true" } })) as Awaited<
      ReturnType<ContainerEngine["containers"]>
    >;
  return {
    ...{ socket, api, containers, image: `localhost/box@${stdout.trim().split("\n")[0]}` },
    async [Symbol.asyncDispose]() {
      await podman("rm", "--all", "--force", "--time", "0").catch(() => {});
      await api.close();
      const ended = new Promise((resolve) => service.once("exit", resolve));
      service.kill("SIGTERM");
      await ended;
      await directory[Symbol.asyncDispose]();
    },
  };
}

const hasProgram = (name: string): Promise<boolean> =>
  run("sh", ["-c", `command -v ${name}`]).then(
    () => true,
    () => false,
  );

async function makeImage(folder: string, podman: (...words: string[]) => Promise<unknown>) {
  await mkdir(join(folder, "bin"), { recursive: true });
  const { stdout } = await run("sh", ["-c", "readlink -f $(command -v busybox)"]);
  await cp(stdout.trim(), join(folder, "bin", "busybox"));
  for (const name of [
    "sh",
    "echo",
    "sleep",
    "cat",
    "true",
    "tr",
    "rm",
    "id",
    "env",
    "touch",
    "ls",
    "grep",
    "head",
    "ln",
  ])
    await symlink("busybox", join(folder, "bin", name));
  await run("tar", ["-C", folder, "-cf", `${folder}.tar`, "."]);
  await podman("import", "--change", "ENV PATH=/bin", `${folder}.tar`, "localhost/box:1");
}

export interface SocketProxy extends AsyncDisposable {
  socket: string;
  /** Connections on which something is asked that has no answer yet, or one that goes on. */
  busy(): number;
  /** Heads of all requests. */
  asked: string[];
  /** Decides, for the head of each request (`POST /v1.41/…`), whether the connection breaks before it or once it is done. */
  cut: (head: string) => "before" | "after" | null;
}

/** Between a client and an engine. */
export async function socketProxy(engine: string, folder: string): Promise<SocketProxy> {
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  const it = { asked: [] as string[], cut: (_head: string): "before" | "after" | null => null };
  const server = createServer((client) => {
    const upstream = connect(engine);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        busy.delete(client);
        client.destroy();
        upstream.destroy();
      });
    }
    let isMute = false;
    client.on("data", (bytes) => {
      const head = /^[A-Z]+ \S+/.exec(bytes.toString("latin1"))?.[0];
      if (head !== undefined) {
        busy.add(client);
        it.asked.push(head);
        const when = it.cut(head);
        if (when === "before") return void client.destroy();
        // The engine does it, and nobody hears so.
        if (when === "after") isMute = true;
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (isMute) return void client.destroy();
      // The body of an answer that is done comes with its head, or a moment later.
      if (
        /content-length|transfer-encoding: chunked[\s\S]*\r\n0\r\n|^0\r\n|HTTP\/1.1 [23]04/i.test(
          bytes.toString("latin1"),
        )
      )
        busy.delete(client);
      client.write(bytes);
    });
  });
  const socket = join(folder, `proxy-${Math.random().toString(36).slice(2)}.sock`);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return Object.assign(it, {
    socket,
    busy: () => busy.size,
    async [Symbol.asyncDispose]() {
      for (const one of sockets) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
