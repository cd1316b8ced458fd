/** Conversations by text message. */
export const sms = {
  mark: "SMS",
  way: "Text message (SMS)",
  weight_one: "Sent as {{count}} SMS",
  weight_other: "Sent as {{count}} SMS",
  wide: "A character in it needs the wide alphabet: 70 characters an SMS instead of 160",
  plain: "They see no typing and get no files",
};
