/** The same in Chinese. */
import type { Words } from "./words.js";
import type { sms as enSms } from "./en-sms.js";

export const sms: Words<typeof enSms> = {
  mark: "短信",
  way: "短信",
  weight_one: "将作为 {{count}} 条短信发送",
  weight_other: "将作为 {{count}} 条短信发送",
  wide: "含宽字符：每条短信只能容纳 70 个字，而不是 160 个",
  plain: "对方看不到“正在输入”，也收不到附件",
};
