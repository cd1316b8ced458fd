import { openStore } from "../../src/store/open.js";
import { describeStore } from "../contracts/store.js";

describeStore("PGlite in memory", () => openStore({ dataDir: null, databaseUrl: null }));
