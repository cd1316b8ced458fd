/** What a text message says beside the menu's own words. Whose language has no table reads English. */
interface Words {
  readonly chooseNumber: string;
  readonly digits: (least: number, most: number) => string;
  readonly joined: (name: string) => string;
  readonly noPictures: string;
}

const english: Words = {
  chooseNumber: "Please answer with a number.",
  digits: (least, most) =>
    least === most
      ? `Please answer with ${String(most)} digits.`
      : `Please answer with ${String(least)} to ${String(most)} digits.`,
  joined: (name) => `${name} is here now and reads what you write.`,
  noPictures: "Pictures cannot be taken here. Please write what they show.",
};

const words: Readonly<Record<string, Words>> = {
  en: english,
  zh: {
    chooseNumber: "请回复一个数字。",
    digits: (least, most) =>
      least === most
        ? `请回复 ${String(most)} 位数字。`
        : `请回复 ${String(least)} 至 ${String(most)} 位数字。`,
    joined: (name) => `${name} 已为您服务，可以直接写短信。`,
    noPictures: "这里无法接收图片，请用文字描述。",
  },
};

export function wordsOf(language: string): Words {
  return words[language.split("-", 1)[0] ?? ""] ?? english;
}
