import { expect, test } from "@jest/globals";
import { validateTree } from "../../../flows/validate.js";
import { drawnOf, lostIn, made, refusalOf } from "./home.js";

const SHOP = `<?xml version="1.0"?>
<configuration name="ivr.conf">
  <menus>
    <menu name="night" greet-long="say:We are closed." timeout="5000"/>
    <menu name="shop" greet-long="say:For sales press 1, for repairs press 2." greet-short="shop.wav"
      invalid-sound="ivr/wrong.wav" exit-sound="say:Goodbye." timeout="7000" inter-digit-timeout="2000"
      max-failures="2" max-timeouts="9" digit-len="4" exec-on-max-timeouts="transfer sales XML default">
      <entry action="menu-exec-app" digits="1" param="transfer sales XML default"/>
      <entry action="menu-sub" digits="2" param="repairs"/>
      <entry action="menu-play-sound" digits="3" param="ivr/hours.wav"/>
      <entry action="menu-exec-app" digits="4" param="bridge {x=1}user/1000@example.com"/>
      <entry action="menu-exit" digits="5"/>
      <entry action="menu-sub" digits="6" param="nowhere"/>
      <entry action="menu-exec-app" digits="0" param="transfer service desk"/>
      <entry action="menu-exec-app" digits="/^(10[01][0-9])$/" param="transfer $1 XML default"/>
      <entry action="menu-top" digits="#"/>
      <entry action="menu-exit" digits="1"/>
    </menu>
    <menu name="repairs" greet-long="phrase:repairs">
      <entry action="menu-exec-app" digits="1" param="voicemail default example.com 2000"/>
      <entry action="menu-back" digits="2"/>
      <entry action="menu-back" digits="*"/>
      <entry action="menu-top" digits="9"/>
      <entry action="menu-exec-app" digits="0" param="fifo other@default in"/>
      <entry action="menu-exec-app" digits="3" param="lua weather.lua"/>
    </menu>
  </menus>
</configuration>`;

test("[F103] menus, their keys, ends and fallbacks keep their places", () => {
  const { tree } = made(SHOP, "shop.xml");
  expect({ name: tree.name, start: tree.start, drawn: drawnOf(tree) }).toMatchInlineSnapshot(`
   {
     "drawn": [
       "night say >end",
       "end hangup",
       "shop menu 1>sales 2>repairs 3>shop-says 4>1000 5>goodbye 6>end silence*5>sales wrong*1>goodbye",
       "sales bucket sales",
       "shop-says say >shop",
       "1000 bucket 1000",
       "goodbye hangup",
       "operator operator service",
       "repairs menu 1>2000 2>shop 9>shop 3>weather.lua silence*2>end wrong*2>end",
       "2000 voicemail 2000",
       "weather.lua bucket weather.lua",
     ],
     "name": "shop",
     "start": "shop",
   }
  `);
  expect(tree.nodes.find(({ id }) => id === "shop")).toMatchObject({
    prompt: { en: "For sales press 1, for repairs press 2." },
    firstDigitSeconds: 7,
  });
});

test("[F105] what FreeSWITCH has and a menu has not is one line each", () => {
  expect(lostIn(made(SHOP, "shop.xml"))).toMatchInlineSnapshot(`
   [
     "night | menu | noKeys",
     "shop › greet-short | shop.wav | dropped",
     "shop › digit-len | 4 | dropped",
     "shop › 3 | ivr/hours.wav | words",
     "shop › 4 | bridge {x=1}user/1000@example.com | bucket",
     "shop › 6 | menu-sub nowhere | missing",
     "shop › 0 | transfer service desk | bucket",
     "shop › /^(10[01][0-9])$/ | menu-exec-app transfer $1 XML default | keys",
     "shop › # | menu-top | reserved",
     "shop › 1 | menu-exit | twice",
     "shop › max-timeouts | 9 | nearest",
     "shop › invalid-sound | ivr/wrong.wav | words",
     "repairs › greet-long | phrase:repairs | words",
     "repairs › 1 | voicemail default example.com 2000 | bucket",
     "repairs › 0 | menu-exec-app fifo other@default in | reserved",
     "repairs › 3 | lua weather.lua | bucket",
   ]
  `);
});

test("[F103] menus that lead round in circles are carried over as they are", () => {
  const { tree } = made(
    `<menus><menu name="a"><entry action="menu-sub" digits="1" param="b"/></menu>
     <menu name="b"><entry action="menu-sub" digits="1" param="a"/><entry action="menu-sub" digits="2" param="b"/></menu></menus>`,
  );
  expect(tree.start).toBe("a");
  expect(validateTree(tree).findings.map(({ rule }) => rule)).toEqual(["F9", "F9"]);
});

test("[F102] XML that is broken, hostile or something else is refused with its place", () => {
  const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><menus><menu name="&lol2;"/></menus>`;
  const many = `<menus>${'<menu name="m"/>'.repeat(100_000)}</menus>`;
  const deep = `${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}`;
  expect([
    refusalOf(laughs),
    refusalOf('<menus>\n<menu name="a"'),
    refusalOf('<menus><menu name="&unknown;"/></menus>'),
    refusalOf("<menus></menus>"),
    refusalOf("<html><body>menu</body></html>"),
    refusalOf(many),
    refusalOf(deep),
  ]).toMatchInlineSnapshot(`
   [
     "MENU_FILE_BROKEN 1:64",
     "MENU_FILE_BROKEN 2:14",
     "MENU_FILE_BROKEN 1:28",
     "MENU_FILE_UNKNOWN file",
     "MENU_FILE_UNKNOWN file",
     "MENU_FILE_TOO_LARGE menu and entry",
     "MENU_FILE_UNKNOWN file",
   ]
  `);
});

test("[F105] of a text that is not plain the words stay", () => {
  const { tree, lost } = made(
    `<menu name="__proto__" greet-long="say:&lt;speak&gt;Press &#x202E;1&lt;/speak&gt;"><entry action="menu-exec-app" digits="1" param="transfer constructor"/></menu>`,
  );
  expect(tree.nodes[0]).toMatchObject({ id: "__proto__", prompt: { en: "Press 1" } });
  expect(lost.map(({ kind }) => kind)).toEqual(["plain", "bucket"]);
  expect(validateTree(tree).findings.map(({ rule }) => rule)).not.toContain("F17");
});
