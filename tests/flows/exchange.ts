/** The real desk over an embedded database, telephoned with the carrier's own requests, and a chat. */
import { createServer } from "node:http";
import express from "express";
import { z } from "zod";
import type { ContactStage, Desk } from "../../channels/channel.js";
import { typedInput } from "../../channels/typed-input.js";
import { createSmsChannel } from "../../channels/sms/sms-channel.js";
import { createVoiceChannel } from "../../channels/voice/voice-channel.js";
import { InteractionId } from "../../protocol/ids.js";
import type { Effect } from "../../protocol/effects.js";
import type { Interaction } from "../../protocol/interactions.js";
import type { MenuTree } from "../../protocol/menu-tree.js";
import type { Bucket, Settings } from "../../protocol/organisation.js";
import { smsId } from "../../protocol/sms.js";
import { createRouter } from "../../routing/router.js";
import type { AskAddress } from "../../src/desk/ask-address.js";
import { createContacts } from "../../src/desk/contacts.js";
import { createConversation } from "../../src/desk/conversation.js";
import { createDesk } from "../../src/desk/desk.js";
import { createHub } from "../../src/desk/hub.js";
import { createLocks } from "../../src/desk/locks.js";
import { createMenus } from "../../src/desk/menus.js";
import { loadOrganisation } from "../../src/desk/organisation.js";
import { leadAlone } from "../../src/dispatch/dispatch.js";
import type { Dispatch } from "../../src/dispatch/dispatch-parts.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { bucket, plainSettings } from "../support/organisation.js";
import { ACCOUNT, listen } from "../voice/support/rig.js";
import { NOON } from "./walker.js";

export interface Exchange {
  readonly store: Store;
  readonly dispatch: Dispatch;
  readonly desk: Desk;
  /** What addresses answer next to lookups; null: there is none. */
  readonly answers: (Readonly<Record<string, unknown>> | Error | null)[];
  /** What was asked, and how long it might take, in milliseconds. */
  readonly asked: [url: string, timeoutMs: number][];
  /** Goes on when a test says so. */
  readonly clock: { at: number };
  /** Published and entered by every call and chat that begins from now on. */
  publish(tree: MenuTree): Promise<void>;
  /** What else than the plain settings is set from now on. */
  set(settings: Partial<Settings>): Promise<void>;
  put(id: string, parts?: Partial<Bucket>): Promise<void>;
  /** Performs what was asked of the carrier; the documents that calls were given. */
  perform(): Promise<readonly string[]>;
  /** The telephone, now with another document. */
  told(phone: Phone, twiml: string): Phone;
  call(from?: string): Promise<Phone>;
  chat(): Promise<Chat>;
  /** Writes the first text from that number. */
  text(from?: string): Promise<Texter>;
  close(): Promise<void>;
}

/** A telephone: what it was told last, and how it answers that. */
export interface Phone {
  readonly id: InteractionId;
  readonly sid: string;
  readonly twiml: string;
  interaction(): Promise<Interaction>;
  /** Answers the `<Gather>`, or whatever else has an action, with these fields. */
  answer(fields?: Readonly<Record<string, string>>): Promise<Phone>;
}

export interface Chat {
  readonly id: InteractionId;
  readonly stage: ContactStage;
  interaction(): Promise<Interaction>;
  /** Writes an answer to the screen. */
  write(text: string): Promise<Chat>;
}

/** A telephone that writes: what it was answered last, and its next text. */
export interface Texter {
  readonly id: InteractionId;
  /** null: nothing. */
  readonly answer: string | null;
  interaction(): Promise<Interaction>;
  write(body: string): Promise<Texter>;
}

const quiet = { warn: () => undefined, error: () => undefined };

export async function openExchange(): Promise<Exchange> {
  const clock = { at: NOON };
  const now = () => clock.at;
  const planned: Effect[] = [];
  const given: string[] = [];
  const store = await openStore({ dataDir: null, databaseUrl: null });
  await store.putSettings(plainSettings);
  const hub = createHub(quiet);
  const organisation = await loadOrganisation(store, hub);
  const contacts = createContacts(store);
  const dispatch = await leadAlone({
    store,
    createRouter,
    onLoaded: (live) => contacts.load(live.interactions),
    planEffects: (fact, row) => {
      if (row === undefined) return [];
      const interaction = contacts.view(row);
      const effects = channel
        .effectsOf(fact, { interaction })
        .map((effect) => ({ ...effect, createdAt: fact.at }));
      planned.push(...effects);
      return effects;
    },
    onCommitted: (decided, router, committedAt) => {
      hub.tell("turn", { decided, router, committedAt });
    },
    now,
    holder: "test",
    log: quiet,
    measure: { turn: () => undefined, commit: () => undefined },
  });
  const conversation = createConversation({
    store,
    contacts,
    hub,
    isShared: false,
    dispatch: () => dispatch,
  });
  const menus = createMenus(store);
  const parts = { store, contacts, conversation, menus, organisation, hub, isShared: false, now };
  const answers: Exchange["answers"] = [];
  const asked: Exchange["asked"] = [];
  const ask: AskAddress = (address, timeoutMs) => {
    asked.push([address, timeoutMs]);
    const answer = answers.shift() ?? null;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const desk = createDesk({ ...parts, dispatch: () => dispatch, ask });
  const app = express();
  const server = createServer(app);
  const url = `http://127.0.0.1:${String(await listen(server))}`;
  const channel = createVoiceChannel({
    desk,
    publicUrl: () => url,
    account: ACCOUNT,
    secret: "the organisation's",
    apiBaseUrl: url,
    trustsThisMachine: true,
    log: quiet,
  });
  const sms = createSmsChannel({
    desk,
    publicUrl: () => url,
    account: ACCOUNT,
    apiBaseUrl: url,
    trustsThisMachine: true,
    locked: createLocks(),
    log: quiet,
    now,
  });
  app.use("/twilio/sms", sms.router);
  app.use("/twilio", channel.router);
  app.post(/\/Calls\//, express.urlencoded({ extended: false }), (request, response) => {
    const { Twiml } = z.object({ Twiml: z.string() }).parse(request.body);
    given.push(withoutHead(Twiml));
    response.json({ sid: "CA", status: "in-progress" });
  });
  let contactCount = 0;

  async function interactionOf(id: InteractionId): Promise<Interaction> {
    const found = await desk.interaction(id);
    if (found === null) throw new Error(`${id} is nowhere`);
    return found;
  }

  async function post(address: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(new URL(address, url), {
      method: "POST",
      body: new URLSearchParams(fields),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return withoutHead(text);
  }

  function phone(twiml: string, sid: string, id: InteractionId): Phone {
    return {
      id,
      sid,
      twiml,
      interaction: () => interactionOf(id),
      answer: async (fields = {}) => {
        const action =
          /action="([^"]+)"/.exec(twiml)?.[1] ?? /<Redirect[^>]*>([^<]+)</.exec(twiml)?.[1];
        if (action === undefined) throw new Error(`nothing can be answered to ${twiml}`);
        const all = { CallSid: sid, CallStatus: "in-progress", ...fields };
        return phone(await post(action.replaceAll("&amp;", "&"), all), sid, id);
      },
    };
  }

  async function set(settings: Partial<Settings>): Promise<void> {
    await store.putSettings({ ...plainSettings, ...settings });
    await organisation.refresh();
  }

  async function text(from: string, body: string): Promise<Texter> {
    contactCount += 1;
    const MessageSid = `SM${String(contactCount).padStart(32, "0")}`;
    const To = ACCOUNT.number;
    const twiml = await post("/twilio/sms", { MessageSid, From: from, To, Body: body });
    const found = await desk.find("chat", smsId({ customer: from, ours: To }));
    if (found === null) throw new Error(`nothing began for ${from}`);
    return {
      id: found.id,
      answer: /<Message>(.*)<\/Message>/s.exec(twiml)?.[1] ?? null,
      interaction: () => interactionOf(found.id),
      write: (next) => text(from, next),
    };
  }

  function chat(id: InteractionId, stage: ContactStage): Chat {
    return {
      id,
      stage,
      interaction: () => interactionOf(id),
      write: async (text) => {
        if (stage.stage !== "menu") throw new Error("the menu is over");
        const { screen } = stage;
        const input = typedInput(text, screen);
        if (input === null) throw new Error(`${text} is no answer`);
        return chat(id, await desk.press({ interactionId: id, seq: screen.seq, input }));
      },
    };
  }

  return {
    store,
    dispatch,
    desk,
    answers,
    asked,
    clock,
    publish: async (tree) => {
      const known = (await store.menus()).find(({ id }) => id === tree.id);
      await store.saveDraft({ tree, revision: known?.draftRevision ?? null, at: NOON });
      // The desk sees a new version when the one it knows is a second old.
      clock.at += 1000;
      const note = { note: "test", publishedBy: "Ada", publishedAt: NOON };
      await store.publish({ treeId: tree.id, tree, ...note });
      await set({ menuTreeId: tree.id, chatMenuTreeId: tree.id });
    },
    set,
    put: async (id, change = {}) => {
      await dispatch.send({ type: "bucket.put", bucket: { ...bucket(id), ...change } });
    },
    perform: async () => {
      for (const effect of planned.splice(0)) await channel.perform(effect);
      return given.splice(0);
    },
    told: ({ id, sid }, twiml) => phone(twiml, sid, id),
    call: async (from = "+15550199") => {
      contactCount += 1;
      const sid = `CA${String(contactCount).padStart(32, "0")}`;
      const twiml = await post("/twilio/voice", { CallSid: sid, From: from, To: "+15550100" });
      const id = /[?&;]i=([^&"]+)/.exec(twiml)?.[1];
      const found = await desk.find("voice", sid);
      return phone(twiml, sid, found?.id ?? InteractionId.parse(id));
    },
    chat: async () => {
      contactCount += 1;
      const key = `chat:${String(contactCount)}`;
      const { interactionId, stage } = await desk.begin({
        key,
        channel: "chat",
        address: { kind: "chat", value: key },
        name: "Guest",
        to: null,
        language: null,
        externalId: key,
      });
      return chat(interactionId, stage);
    },
    text: (from = "+15550188") => text(from, "Hello"),
    close: async () => {
      await channel.close();
      await sms.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await menus.drain();
      await dispatch.stop();
      await store.close();
    },
  };
}

function withoutHead(twiml: string): string {
  return twiml.replace('<?xml version="1.0" encoding="UTF-8"?>', "");
}
