/** The widget's words, in every language it speaks. */
import type { Notice } from "./view.js";

export interface Texts {
  readonly open: string;
  readonly unread: (count: number) => string;
  readonly close: string;
  readonly title: string;
  readonly hello: string;
  readonly helloMore: string;
  readonly name: string;
  readonly email: string;
  readonly optional: string;
  readonly start: string;
  readonly starting: string;
  readonly conversation: string;
  readonly options: string;
  readonly back: string;
  readonly digits: string;
  readonly digitsHint: (min: number, max: number) => string;
  readonly send: string;
  readonly write: string;
  readonly writeInMenu: string;
  readonly place: (position: number, estimatedSeconds: number | null) => string;
  readonly placeMore: string;
  readonly joined: (name: string) => string;
  readonly talkingTo: (name: string) => string;
  readonly menuSays: string;
  readonly you: string;
  readonly typing: (name: string) => string;
  readonly sending: string;
  readonly failed: string;
  readonly end: string;
  readonly endSure: string;
  readonly stay: string;
  readonly ended: Readonly<Record<"customer" | "engineer" | "menu" | "system", string>>;
  readonly again: string;
  readonly lineOff: string;
  readonly lineRefused: string;
  readonly notices: Readonly<Record<Notice, string>>;
}

const en: Texts = {
  open: "Open chat",
  unread: (count) => (count === 1 ? "1 new message" : `${String(count)} new messages`),
  close: "Close chat window",
  title: "Chat with us",
  hello: "Hello! How can we help?",
  helloMore:
    "A few questions bring you to the right person. You can leave this page and come back.",
  name: "Name",
  email: "Email",
  optional: "optional",
  start: "Start chat",
  starting: "Connecting …",
  conversation: "Conversation",
  options: "Choose one",
  back: "Back",
  digits: "Number",
  digitsHint: (min, max) =>
    min === max ? `${String(min)} digits` : `${String(min)} to ${String(max)} digits`,
  send: "Send",
  write: "Write a message",
  writeInMenu: "Choose above, or type its number",
  place: (position, seconds) => {
    const place = position === 1 ? "You are next" : `You are ${ordinal(position)}`;
    return seconds === null ? `${place}.` : `${place}, ${inEnglish(seconds)}.`;
  },
  placeMore: "You can write already. Whoever answers will see it.",
  joined: (name) => (name === "" ? "An engineer joined." : `${name} joined.`),
  talkingTo: (name) => (name === "" ? "In conversation" : `You are talking to ${name}`),
  menuSays: "Menu",
  you: "You",
  typing: (name) => (name === "" ? "Typing …" : `${name} is typing …`),
  sending: "Sending …",
  failed: "Not delivered",
  end: "End chat",
  endSure: "End this chat?",
  stay: "Stay",
  ended: {
    customer: "You ended the chat.",
    engineer: "The chat has ended. Thank you!",
    menu: "The chat has ended. Thank you!",
    system: "The chat was closed.",
  },
  again: "New chat",
  lineOff: "No connection. What you write is kept and sent as soon as it is back.",
  lineRefused: "The chat is not available on this page.",
  notices: {
    choose: "Please choose one of the options.",
    too_many: "Too many chats were started from here. Trying again in a moment …",
    unavailable: "That did not work. Please try again in a moment.",
    lost: "Your earlier chat is no longer there. You can start a new one.",
    email: "Please look at the mail address once more.",
    too_long: "That message is too long.",
  },
};

const zh: Texts = {
  open: "打开在线客服",
  unread: (count) => `${String(count)} 条新消息`,
  close: "关闭聊天窗口",
  title: "在线客服",
  hello: "您好！请问有什么可以帮您？",
  helloMore: "回答几个问题，即可接通合适的工程师。您可以离开本页，稍后再回来。",
  name: "姓名",
  email: "邮箱",
  optional: "选填",
  start: "开始聊天",
  starting: "正在连接…",
  conversation: "对话",
  options: "请选择",
  back: "返回",
  digits: "号码",
  digitsHint: (min, max) =>
    min === max ? `${String(min)} 位数字` : `${String(min)} 至 ${String(max)} 位数字`,
  send: "发送",
  write: "输入消息",
  writeInMenu: "请在上方选择，或输入对应数字",
  place: (position, seconds) => {
    const place = position === 1 ? "您是下一位" : `您排在第 ${String(position)} 位`;
    return seconds === null ? `${place}。` : `${place}，${inChinese(seconds)}。`;
  },
  placeMore: "您现在就可以留言，接待您的工程师会看到。",
  joined: (name) => (name === "" ? "工程师已加入。" : `${name} 已加入。`),
  talkingTo: (name) => (name === "" ? "对话中" : `正在与 ${name} 对话`),
  menuSays: "菜单",
  you: "您",
  typing: (name) => (name === "" ? "正在输入…" : `${name} 正在输入…`),
  sending: "正在发送…",
  failed: "未送达",
  end: "结束聊天",
  endSure: "确定结束本次聊天？",
  stay: "继续聊",
  ended: {
    customer: "您已结束聊天。",
    engineer: "聊天已结束，感谢您的来访！",
    menu: "聊天已结束，感谢您的来访！",
    system: "聊天已关闭。",
  },
  again: "新的聊天",
  lineOff: "连接已断开。您输入的内容会保留，恢复后自动发送。",
  lineRefused: "本页面无法使用在线客服。",
  notices: {
    choose: "请选择其中一项。",
    too_many: "发起的聊天过多，稍后将自动重试…",
    unavailable: "操作未成功，请稍后再试。",
    lost: "之前的聊天已不存在，您可以开始新的聊天。",
    email: "请再检查一下邮箱地址。",
    too_long: "消息过长。",
  },
};

/** The texts of a BCP 47 tag; English when the widget does not speak it. */
export function textsOf(locale: string): Texts {
  return locale.toLowerCase().startsWith("zh") ? zh : en;
}

function ordinal(position: number): string {
  const suffix = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };
  const rule = new Intl.PluralRules("en", { type: "ordinal" }).select(position);
  return `${String(position)}${suffix[rule]}`;
}

function inEnglish(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 45) return "less than a minute";
  if (minutes > 59) return "more than an hour";
  return minutes <= 1 ? "about 1 minute" : `about ${String(minutes)} minutes`;
}

function inChinese(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 45) return "不到 1 分钟";
  if (minutes > 59) return "超过 1 小时";
  return `大约 ${String(Math.max(1, minutes))} 分钟`;
}
