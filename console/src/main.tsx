/** Where the console begins. */
import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./desk/desk.css";
import "./conversation/conversation.css";
import { createRoot } from "react-dom/client";
import { startLanguages } from "./i18n/i18n.js";
import { createSession } from "./live/session.js";
import { App } from "./shell/app.js";
import { dropOldDrafts } from "./state/drafts.js";
import { schemeManager } from "./theme/theme.js";

// Before anything is drawn, so that a dark desk does not flash white. Mantine's own script for this
// would be an inline one, which the page's CSP forbids.
const scheme = schemeManager.get("auto");
const dark =
  scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset["mantineColorScheme"] = dark ? "dark" : "light";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
await startLanguages();
dropOldDrafts(localStorage, Date.now());
const session = createSession();
createRoot(root).render(<App session={session} />);
if (!location.pathname.startsWith("/link/")) void session.start();
