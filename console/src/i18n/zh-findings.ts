/**
 * What findings say in Chinese, by their variant; English is what the rules themselves say. Filled
 * with the finding's values.
 */
interface FindingWords {
  readonly message: string;
  readonly mend: string;
}

export const findings: Readonly<Record<string, FindingWords>> = {
  unreadable: { message: "无法读取该菜单树。", mend: "请提供普通的 JSON。" },
  tooManyNodes: { message: "菜单树超过 {{most}} 个节点。", mend: "请拆成几棵。" },
  reservedKey: {
    message: "{{place}}：0、* 和 # 在每个菜单中含义相同，不能作为选项。",
    mend: "请为该选项使用 1 到 9 的按键。",
  },
  optionsTooMany: {
    message: "{{place}}：一个菜单最多 9 个选项。",
    mend: "请把一部分移到下一级菜单。",
  },
  tooManyOptions: {
    message: "该菜单有 {{options}} 个选项，而按键只有 {{most}} 个。",
    mend: "请把一部分移到下一级菜单。",
  },
  keyTwice: { message: "按键 {{key}} 对应多个选项。", mend: "请为每个选项使用不同的按键。" },
  languageTwice: { message: "语言 {{language}} 列出了不止一次。", mend: "只列出一次即可。" },
  languageUnspoken: {
    message: "可以选择语言 {{language}}，但该菜单不使用它。",
    mend: "请把它加入菜单语言并补全每句提示语，或去掉该选项。",
  },
  languageKeys: { message: "多个按键都可选择语言 {{language}}。", mend: "请只保留一个。" },
  secondOperator: {
    message: "按键 0 只能通向一处，而这是第二个人工服务。",
    mend: "请保留一个人工服务，把另一个改为技能组。",
  },
  noBucket: {
    message: "没有技能组 {{bucket}}。",
    mend: "请选择组织中的技能组，或先新建它。",
  },
  noSkill: {
    message: "没有技能 {{skill}}，因此没有人能够接听。",
    mend: "请选择组织中的技能，或先新建它。",
  },
  digitsLeastMost: {
    message: "至少要 {{least}} 位数字，却最多只接受 {{most}} 位。",
    mend: "请让最少位数不超过最多位数。",
  },
  noTimeZone: {
    message: "没有时区 {{zone}}。",
    mend: "请使用 IANA 的名称，例如 Asia/Shanghai。",
  },
  periodBackwards: {
    message: "时段 {{from}} 至 {{to}} 在开始之前就结束了。",
    mend: "请在 24:00 结束，并在次日 00:00 开始另一个时段。",
  },
  idTwice: { message: "多个节点使用了该编号。", mend: "请为每个节点使用不同的编号。" },
  startsNowhere: {
    message: "菜单树从 {{to}} 开始，而它并不存在。",
    mend: "请选择一个起始节点。",
  },
  leadsNowhere: { message: "它通向 {{to}}，而该节点不存在。", mend: "请通向本菜单中的节点。" },
  keyLeadsNowhere: {
    message: "按键 {{key}} 通向 {{to}}，而该节点不存在。",
    mend: "请通向本菜单中的节点。",
  },
  silenceLeadsNowhere: {
    message: "多次无输入后通向 {{to}}，而该节点不存在。",
    mend: "请把后备去向设为本菜单中的节点，例如人工服务。",
  },
  wrongKeysLeadNowhere: {
    message: "多次按错键后通向 {{to}}，而该节点不存在。",
    mend: "请把后备去向设为本菜单中的节点，例如人工服务。",
  },
  tooShort: {
    message:
      "按 {{keys}} 即到达 {{node}}，只经过 {{levels}} 层；至少需要 {{least}} 层才能知道来电者的需求。",
    mend: "请在途中多问一些；若为紧急情况，请把该选项标为捷径。",
  },
  tooShortWithoutKey: {
    message: "不按键就到达 {{node}}；至少需要 {{least}} 层才能知道来电者的需求。",
    mend: "请在途中多问一些；若为紧急情况，请把该选项标为捷径。",
  },
  tooLong: {
    message: "按 {{keys}} 才到达 {{node}}，共 {{levels}} 层；来电者最多跟随 {{most}} 层。",
    mend: "请在途中少问一些，或合并其中两个菜单。",
  },
  deadEnd: {
    message: "从这里开始，无论来电者选什么，都到不了任何技能组。",
    mend: "请让其中一条去向通向技能组，或道别。",
  },
  unreached: {
    message: "没有来电者能到达这里。",
    mend: "请让某个选项通向这里，或删去该节点。",
  },
  circle: {
    message: "不按键或一直按错的来电者会永远回到这里。",
    mend: "请让途中的一个后备去向通向终点，例如人工服务。",
  },
  wordsMissing: { message: "{{place}}缺少 {{languages}}。", mend: "请用菜单的每种语言写出。" },
  wordsUnheard: {
    message: "{{languages}} 的{{place}}永远听不到：菜单不使用该语言。",
    mend: "请把该语言加入菜单，或删去这些文字。",
  },
  notPlain: {
    message: "{{place}}含有标记或无法播报、无法显示的字符。",
    mend: "请使用纯文本。",
  },
  labelLong: {
    message: "{{language}} 的{{place}}有 {{characters}} 个字符，按钮只能容纳 {{most}} 个。",
    mend: "请取更短的名称，提示语可以说得更多。",
  },
  promptLong: {
    message: "{{language}} 的{{place}}约需 {{seconds}} 秒，人们只能记住 {{most}} 秒。",
    mend: "请说得更简短，或分成两步。",
  },
  branchEmpty: {
    message: "分支 {{branch}} 没有要求任何内容。",
    mend: "请至少列出一项，或删去该分支。",
  },
  branchCovered: {
    message: "分支 {{branch}} 永远不会被选中：之前的分支已包括所有人。",
    mend: "请把它移到更前面，或删去。",
  },
  branchUnspoken: {
    message: "分支 {{branch}} 永远不会被选中：菜单不使用其中的语言。",
    mend: "请把它移到更前面，或删去。",
  },
  otherwiseNever: {
    message: "“否则”这条去向永远不会被选中：各分支已包括所有人。",
    mend: "请删去最后一个分支，让“否则”通向那里。",
  },
  partUnpublished: {
    message: "它所代表的菜单，或本菜单所依赖的某个菜单，从未发布。",
    mend: "请先发布它，或选择另一个菜单。",
  },
  partRound: {
    message: "它所代表的菜单又回到了以它为一部分的菜单。",
    mend: "请让其中一个菜单不再使用另一个。",
  },
  partLarge: {
    message: "加上这一部分后，菜单树超过 5000 个节点。",
    mend: "请在更少的位置使用它，或缩小它。",
  },
  partMute: {
    message: "它所代表的菜单不使用 {{languages}}。",
    mend: "请在那里加入该语言并补全每句提示语，然后发布。",
  },
  wordsClash: {
    message:
      "{{language}} 中的“{{part}}”既属于按键 {{key}}，也属于按键 {{other}}：说“{{phrase}}”的人可能指任何一个。",
    mend: "请让每个选项的说法都不包含其他选项的说法。",
  },
  wordsUnsayable: { message: "按键 {{key}} 有无法说出的词。", mend: "请使用文字和数字。" },
  wordsForgotten: {
    message: "按键 {{key}} 可以用语音选择，但 {{languages}} 不行。",
    mend: "请用菜单的每种语言写出说法。",
  },
  wordsSurplus: {
    message: "按键 {{key}} 有 {{languages}} 的说法，而菜单不使用该语言。",
    mend: "请把该语言加入菜单，或删去这些说法。",
  },
  digitsUnknown: {
    message: "没有节点收取名为 {{name}} 的数字。",
    mend: "请使用本菜单中某个节点收取的、不保密的数字。",
  },
  digitsSecret: {
    message: "名为 {{name}} 的数字是保密的，只保留圆点。",
    mend: "请使用本菜单中某个节点收取的、不保密的数字。",
  },
  addressUnreadable: {
    message: "无法读取该地址。",
    mend: "请写出完整地址，例如 https://crm.example/customers/{number}。",
  },
  addressNotHttps: {
    message: "该地址不以 https 开头。",
    mend: "请写出完整地址，例如 https://crm.example/customers/{number}。",
  },
  addressPassword: {
    message: "该地址含有密码。",
    mend: "请写出完整地址，例如 https://crm.example/customers/{number}。",
  },
  addressChosen: {
    message: "来电者将能决定该地址通向谁。",
    mend: "请写出完整地址，例如 https://crm.example/customers/{number}。",
  },
  addressBraces: {
    message: "花括号中的内容既不是 {number}，也不是 {digits:名称}。",
    mend: "请写出完整地址，例如 https://crm.example/customers/{number}。",
  },
  testBucket: {
    message: "保存的测试“{{test}}”应到达技能组 {{bucket}}。{{failure}}",
    mend: "请把菜单改回去；若来电者本应到达别处，请修改测试。",
  },
  testGoodbye: {
    message: "保存的测试“{{test}}”应以道别结束。{{failure}}",
    mend: "请把菜单改回去；若来电者本应到达别处，请修改测试。",
  },
  noStaff: {
    message: "没有人能从技能组 {{bucket}} 接听来电或聊天：没有工程师具备它要求的技能。",
    mend: "请为工程师添加技能，降低技能组的要求，或选择另一个技能组。",
  },
  neverOpen: { message: "没有营业时段：永远不开放。", mend: "请添加时段，或去掉这个判断。" },
  alwaysOpen: {
    message: "昼夜开放：另一条去向永远不会被选中。",
    mend: "请写明时段，或去掉这个判断。",
  },
  shortGap: {
    message: "{{day}} {{from}} 至 {{to}} 关闭了 {{minutes}} 分钟。",
    mend: "请让后一个时段从前一个结束时开始；结束时刻不属于该时段。",
  },
  overlap: {
    message: "{{day}} {{from}} 至 {{to}} 同属两个时段。",
    mend: "请合并它们，或让后一个从前一个结束时开始。",
  },
  sameBothWays: {
    message: "无论开放还是关闭，都通向同一个节点。",
    mend: "请让其中一条去向通向别处，或去掉这个判断。",
  },
  bucketClosed: {
    message: "此处开放时，技能组 {{bucket}} 却关闭：{{day}} {{from}} 至 {{to}}。",
    mend: "请让两者的时段一致。",
  },
};

/** Places of a node that findings name, by their English words. */
export const places: Readonly<Record<string, string>> = {
  prompt: "提示语",
  "prompt in a chat": "聊天中的提示语",
  "prompt after silence": "无输入后的提示语",
  "prompt after a wrong key": "按错键后的提示语",
  title: "标题",
  text: "正文",
  name: "名称",
  link: "链接",
  "tree's name": "菜单名称",
  "label of key": "按键名称",
  "answer of key": "回答名称，按键",
  "words of key": "语音说法，按键",
  field: "字段",
};

/** From Monday. */
export const days = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
