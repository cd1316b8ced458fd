/** Words of moving menus in and out as files. */
import { insteadTexts } from "../../../protocol/menu-exchange.js";

export const menuExchange = {
  more: "More",
  exportDraft: "Export the draft as JSON",
  exportPublished: "Export version {{n}} as JSON",
  notSaved: "Not exported: the draft is not saved yet.",
  import: "Import",
  importTitle: "Import a menu",
  means:
    "A new menu is made of the file, as a draft. No menu that exists is changed, and nobody hears it before it is published.",
  takes:
    "A menu exported here (JSON), a Twilio Studio flow (JSON), or FreeSWITCH ivr_menus (XML), up to 8 MB.",
  choose: "Choose a file",
  drop: "or drop it here",
  reading: "Importing {{name}}…",
  refused: "{{name}} was not imported.",
  another: "Choose another file",
  tooLarge: "The file is larger than 8 MB. Make several of it.",
  made_one: "{{count}} node {{from}}.",
  made_other: "{{count}} nodes {{from}}.",
  from: {
    strowger: "from a menu exported here",
    studio: "from a Twilio Studio flow",
    freeswitch: "from FreeSWITCH ivr_menus",
  },
  findings: "{{reds}} to mend before publishing, {{yellows}} to look at. The menu shows each.",
  noFindings: "No findings: the menu can be published.",
  lostTitle_one: "{{count}} thing could not be carried over as it was",
  lostTitle_other: "{{count}} things could not be carried over as they were",
  lostNone: "Everything was carried over.",
  lostMore_one: "{{count}} more.",
  lostMore_other: "{{count}} more.",
  where: "Where",
  what: "What it was",
  insteadTitle: "In its place",
  instead: insteadTexts,
  open: "Open it",
} as const;
