import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { compileTree } from "../../flows/compile.js";
import { startMenu, stepMenu, type MenuStep } from "../../flows/step.js";
import { validateTree } from "../../flows/validate.js";
import { MenuTree } from "../../protocol/menu-tree.js";
import { Bucket, Skill } from "../../protocol/organisation.js";
import { log, NOON } from "./walker.js";

function shipped(name: string): unknown {
  return JSON.parse(readFileSync(`flows/trees/${name}.json`, "utf8"));
}

const TREE = MenuTree.parse(shipped("it-support"));
const ORGANISATION = z
  .object({ skills: z.array(Skill), buckets: z.array(Bucket) })
  .parse(shipped("it-support.organisation"));

/** Every end that can be come to by choosing, with how many keys it took; going round is left out. */
function ends(at: number): { step: MenuStep; keys: number }[] {
  const machine = compileTree(TREE);
  const found: { step: MenuStep; keys: number }[] = [];
  const visit = (step: MenuStep, seen: readonly string[]) => {
    const { expects, nodeId } = step.screen;
    if (seen.includes(nodeId)) return;
    const press = (word: string) =>
      stepMenu(machine, step.snapshot, { type: "digits", digits: word }, at);
    if (expects.kind === "key") {
      for (const { key } of expects.options) visit(press(key), [...seen, nodeId]);
    } else if (expects.kind === "digits") {
      visit(press("#"), seen);
    } else {
      const keys = step.screen.path.length;
      found.push({ step, keys });
    }
  };
  visit(startMenu(machine, at), []);
  return found;
}

describe("the IT support desk", () => {
  test("[F33] has no findings, not even yellow ones, with the organisation beside it", () => {
    const known = {
      bucketIds: new Set<string>(ORGANISATION.buckets.map(({ id }) => id)),
      skillIds: new Set<string>(ORGANISATION.skills.map(({ id }) => id)),
    };
    expect(validateTree(shipped("it-support"), known).findings).toEqual([]);
    expect(TREE).toMatchObject({ id: "it-support", languages: ["en", "zh"], start: "language" });
  });

  test("[F33] names every bucket, and the buckets need skills that exist", () => {
    const named = new Set(TREE.nodes.flatMap((node) => ("bucketId" in node ? node.bucketId : [])));
    expect(named.size).toBeGreaterThanOrEqual(20);
    expect([...named].sort()).toEqual(ORGANISATION.buckets.map(({ id }) => id).sort());
    const skills = new Set(ORGANISATION.skills.map(({ id }) => id));
    const needed = ORGANISATION.buckets.flatMap((bucket) =>
      bucket.skills.map((need) => need.skillId),
    );
    expect(needed.filter((skillId) => !skills.has(skillId))).toEqual([]);
  });

  test("[F33] every bucket is reached in 4 to 6 levels, open or closed, but for the emergency", () => {
    const evening = Date.UTC(2025, 0, 1, 20);
    for (const at of [NOON - 4 * 3_600_000, evening]) {
      for (const { step, keys } of ends(at)) {
        if (step.screen.nodeId === "everything-down") continue;
        if (step.screen.expects.kind === "hangup") continue;
        expect({ node: step.screen.nodeId, ok: keys >= 4 && keys <= 6 }).toEqual({
          node: step.screen.nodeId,
          ok: true,
        });
      }
    }
  });

  test("[F33] speaks Chinese to whoever chose it, and asks for the skill", () => {
    for (const { step } of ends(NOON)) {
      const { language, says, expects } = step.screen;
      expect(says.every((spoken) => spoken.language === language)).toBe(true);
      const skills = expects.kind === "bucket" ? expects.skills.map(({ skillId }) => skillId) : [];
      const wanted = expects.kind === "bucket" ? [language === "zh" ? "chinese" : "english"] : [];
      expect(skills).toEqual(wanted);
    }
  });

  test("[F33] every key on a menu is told in its prompt, and no key is told that is not there", () => {
    for (const node of TREE.nodes) {
      if (node.kind !== "menu") continue;
      const keys = node.options.map(({ key }) => key).sort();
      const told = {
        en: [...(node.prompt["en"] ?? "").matchAll(/press (\d)/g)].map(([, key]) => key).sort(),
        zh: [...(node.prompt["zh"] ?? "").matchAll(/请按 (\d)/g)].map(([, key]) => key).sort(),
      };
      expect({ id: node.id, ...told }).toEqual({ id: node.id, en: keys, zh: keys });
    }
  });

  test("[F33] a caller with a failing cluster is with the right people after five keys", () => {
    expect(log(TREE, "1 1 1 3 1")).toMatchInlineSnapshot(`
     "
     start -> moved language: Welcome to IT support. For English, press 1., 欢迎致电技术支持中心，中文服务请按 2。
     1 -> moved main: At any time, press 0 for a person, star to go back, or pound to hear the choices again., If everything is down, press 9. For servers, press 1. For networks and VPN, press 2. For computers, printers and phones, press 3. For security and signing in, press 4. For email, databases and applications, press 5. For contracts and invoices, press 6.
     1 -> moved servers: For Windows Server, press 1. For Linux, press 2. For VMware, press 3. For hardware, storage and backup, press 4.
     1 -> moved windows: If a server is down now, press 1. For installation and updates, press 2. For clustering, press 3. If a server is slow, press 4. For Active Directory and DNS, press 5.
     3 -> moved windows-cluster: If the cluster is failing now, press 1. To build or change one, press 2.
     1 -> moved windows-cluster-down: Please do not restart any node until an engineer has seen it.
     "
    `);
  });

  test("[F33] in the evening the workplace team is away, and says so", () => {
    expect(log(TREE, "2 3 1 1", Date.UTC(2025, 0, 1, 20))).toMatchInlineSnapshot(`
     "
     start -> moved language: Welcome to IT support. For English, press 1., 欢迎致电技术支持中心，中文服务请按 2。
     2 -> moved main: 您可以随时按 0 转人工服务，按星号键返回，按井号键重听。, 如果系统全部瘫痪请按 9，服务器请按 1，网络和 VPN 请按 2，电脑、打印机和电话请按 3，安全和登录问题请按 4，邮件、数据库和应用系统请按 5，合同和账单请按 6。
     3 -> moved closed: 该团队的服务时间为北京时间周一至周五早八点至晚六点。如果情况紧急请按 1，如果可以等待请按 2。
     1 -> moved urgent: 多人无法工作请按 1，仅您本人受影响请按 2。
     1 -> moved urgent-many: 值班工程师马上为您服务。
     "
    `);
  });

  test("[F33] whoever has no contract number goes on without", () => {
    expect(log(TREE, "1 6 . 1", Date.UTC(2025, 0, 1, 3))).toMatchInlineSnapshot(`
     "
     start -> moved language: Welcome to IT support. For English, press 1., 欢迎致电技术支持中心，中文服务请按 2。
     1 -> moved main: At any time, press 0 for a person, star to go back, or pound to hear the choices again., If everything is down, press 9. For servers, press 1. For networks and VPN, press 2. For computers, printers and phones, press 3. For security and signing in, press 4. For email, databases and applications, press 5. For contracts and invoices, press 6.
     6 -> moved contract-number: Please enter your contract number, then press pound. If you do not have it at hand, just press pound.
     silence -> fallback contracts: For an invoice, press 1. For a contract or a licence, press 2. For an order or an offer, press 3.
     1 -> moved invoice: If the amount is wrong, press 1. For a copy, press 2. For a payment, press 3.
     "
    `);
  });
});
