/**
 * A real Dovecot in a folder of its own on a free loopback port. Everybody has a mailbox there, with one
 * password for all. Runs as root (the mail then belongs to `nobody`) and as anybody else.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, connect, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { until } from "./fake-desk.js";

export interface DovecotMailbox {
  /** `imap://user:password@127.0.0.1:port` */
  readonly url: string;
  readonly user: string;
  /** Puts mail into the INBOX in one session; `at` is the date the server gives it. */
  deliver(raw: string | Uint8Array | readonly string[], at?: Date): Promise<void>;
  /** Deletes everything for good. */
  empty(): Promise<void>;
  /** Flags of every mail, by UID. */
  flags(): Promise<ReadonlyMap<number, readonly string[]>>;
}

/** The mailbox of `support@strowger.test`, and what belongs to the server. */
export interface Dovecot extends DovecotMailbox {
  mailboxOf(user: string): DovecotMailbox;
  /** Ends the server; the mail stays. */
  halt(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
  /** Restarts it with another UIDVALIDITY and other UIDs for a mailbox, as after a restore. */
  renumber(user: string): Promise<void>;
  stop(): Promise<void>;
}

const USER = "support@strowger.test";
const PASSWORD = "p@ss:word";
const NOBODY = 65_534;

export async function startDovecot(): Promise<Dovecot> {
  // Unix sockets have paths of at most 108 characters, so not below a long temporary folder.
  const folder = await mkdtemp("/tmp/dovecot-");
  const port = await freePort();
  const isRoot = userInfo().uid === 0;
  await mkdir(join(folder, "mail"));
  if (isRoot) for (const path of [folder, join(folder, "mail")]) await chown(path, NOBODY, NOBODY);
  await writeFile(join(folder, "dovecot.conf"), configuration({ folder, port, isRoot }));
  let child: ChildProcess | null = null;

  async function resume(): Promise<void> {
    child = spawn("dovecot", ["-F", "-c", join(folder, "dovecot.conf")], {
      stdio: "ignore",
      // A process group of its own, so that its children can be ended with it.
      detached: true,
      env: { PATH: `${process.execPath}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });
    await until(() => greets(port), `Dovecot answers; see ${folder}/log`);
  }

  async function halt(): Promise<void> {
    const running = child;
    child = null;
    if (running?.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      running.once("exit", () => {
        resolve();
      });
    });
    running.kill("SIGTERM");
    await ended;
    if (running.pid !== undefined) await endGroup(running.pid);
    await until(async () => !(await greets(port)), "Dovecot lets go of its port");
  }

  function mailboxOf(user: string): DovecotMailbox {
    async function session<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
      const auth = { user, pass: PASSWORD };
      const client = new ImapFlow({ host: "127.0.0.1", port, secure: false, auth, logger: false });
      await client.connect();
      try {
        await client.mailboxOpen("INBOX");
        return await work(client);
      } finally {
        await client.logout();
      }
    }
    return {
      url: `imap://${encodeURIComponent(user)}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${String(port)}`,
      user,
      deliver: (raw, at) =>
        session(async (client) => {
          const mails = typeof raw === "string" || raw instanceof Uint8Array ? [raw] : raw;
          for (const mail of mails) await client.append("INBOX", Buffer.from(mail), [], at);
        }),
      empty: () =>
        session(async (client) => {
          await client.messageDelete("1:*");
        }),
      flags: () =>
        session(async (client) => {
          const mails = await client.fetchAll("1:*", { uid: true, flags: true });
          return new Map(mails.map(({ uid, flags }) => [uid, [...(flags ?? [])]]));
        }),
    };
  }

  async function renumber(user: string): Promise<void> {
    await halt();
    const maildir = join(folder, "mail", user, "Maildir");
    const list = join(maildir, "dovecot-uidlist");
    const [head = "", ...lines] = (await readFile(list, "utf8")).split("\n");
    const up = (by: number) => (number: string) => String(Number(number) + by);
    const raised = head.replace(/(?<=V)\d+/, up(7)).replace(/(?<=N)\d+/, up(1000));
    const moved = lines.map((line) => line.replace(/^\d+/, up(1000)));
    await writeFile(list, [raised, ...moved].join("\n"));
    for (const name of await readdir(maildir)) {
      if (/^dovecot\.index|\.lock$/.test(name)) await rm(join(maildir, name));
    }
    await resume();
  }

  await resume();
  return {
    ...mailboxOf(USER),
    mailboxOf,
    halt,
    resume,
    renumber,
    stop: async () => {
      await halt();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(place: {
  readonly folder: string;
  readonly port: number;
  readonly isRoot: boolean;
}): string {
  const { folder, port, isRoot } = place;
  const { username, uid, gid } = userInfo();
  const [mailUid, mailGid] = isRoot ? [NOBODY, NOBODY] : [uid, gid];
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
${isRoot ? "" : `default_internal_user = ${username}\ndefault_login_user = ${username}`}
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%u/Maildir
mail_max_userip_connections = 50
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${String(mailUid)} gid=${String(mailGid)} home=${folder}/mail/%u
}
auth_failure_delay = 0
shutdown_clients = yes
service anvil {
  chroot =
  # Without it a wrong password makes later sign-ins from this address wait for seconds.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${String(port)}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  chroot =
}
`;
}

/** IMAP processes end by themselves in an instant, or linger for ten seconds while a client is there. */
async function endGroup(pid: number): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    if (!signalGroup(pid, 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  signalGroup(pid, "SIGKILL");
}

/** false: nobody of the group is left. */
function signalGroup(pid: number, signal: 0 | "SIGKILL"): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", done(true)).once("error", done(false)).once("close", done(false));
    socket.setTimeout(1000, done(false));
  });
}
