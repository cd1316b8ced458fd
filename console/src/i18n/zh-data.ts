/** The same in Chinese. */
import type { Words } from "./words.js";
import type { data as enData } from "./en-data.js";

export const data: Words<typeof enData> = {
  title: "数据保留期限",
  hint: "天数从联络关闭时算起。到期的数据每小时自动删除一次，无法恢复。未关闭的联络及其所延续的邮件往来不会被删除。",
  policy: "规则",
  days: "{{what}}：天数",
  forEver: "永久保留",
  messagesDays: {
    name: "沟通内容",
    means:
      "消息、邮件及其原文和附件、语音留言及其录音、备注，以及未能接收的邮件。联络本身的记录仍然保留。",
  },
  interactionsDays: {
    name: "联络与客户",
    means:
      "联络的其余部分：何人、何时、由谁处理、菜单中的按键和输入的数字；之后是已无任何记录的客户。菜单统计最远只能追溯到这里。",
  },
  journalDays: {
    name: "日志",
    means: "何时作了什么决定：供报表和审计使用的编号与时间，不含客户姓名，也不含客户说过的话。",
  },
  range: "请输入 {{min}} 到 {{max}} 天；留空表示永久保留",
  order: "不能短于上一项",
  wrong: "请先改正以上数字。",
  wouldGo: "下一小时将删除",
  wouldGoThen: "按这些数字，现在将删除",
  nothingEver: "无：所有数据永久保留。",
  nothing: "无。",
  counting: "正在统计…",
  countFailed: "统计失败，请重新加载页面。",
  more: "数量太多，未能全部统计。至少：",
  save: "保存",
  reset: "恢复原值",
  saved: "已保存，从下一小时起生效。",
  sure: "要永久删除吗？",
  sureHint: "以下数据将在一小时内删除，无法恢复：",
  delete: "是，删除",
  keep: "否，保留",
  runs: "已删除的数据",
  runsFailed: "无法加载删除记录，请重新加载页面。",
  noRuns: "暂无。在上面设置天数后，每次删除的数量都会显示在这里。",
  by: { timer: "按以上规则", hand: "通过命令行", forget: "单个客户" },
  unfinished: "未完成",
  kind: {
    messages_one: "条消息或邮件",
    messages_other: "条消息或邮件",
    notes_one: "条日志中的备注",
    notes_other: "条日志中的备注",
    letters_one: "封未能接收的邮件",
    letters_other: "封未能接收的邮件",
    effects_one: "条被服务商拒绝的消息",
    effects_other: "条被服务商拒绝的消息",
    interactions_one: "个联络",
    interactions_other: "个联络",
    customers_one: "位客户",
    customers_other: "位客户",
    journal_one: "条日志",
    journal_other: "条日志",
  },
};
