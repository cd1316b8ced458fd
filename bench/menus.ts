/**
 * Menus: how long a tree of 500 nodes takes to check and compile, how long a key takes with 5,000
 * callers in the menu, how long the figures of a day with 100,000 contacts take and hold up everything
 * else, and how far the advisor is from the best order there is.
 *
 * `npm run bench -- menus [--json]`
 */
import { advisorGap } from "./menus-advice.js";
import { measureAnalytics } from "./menus-analytics.js";
import { measureSteps } from "./menus-steps.js";
import { largeTree } from "./menus-trees.js";
import { report, rounded } from "./figures.js";
import { Chance } from "./routing-chance.js";
import { compileTree } from "../flows/compile.js";
import { validateTree } from "../flows/validate.js";

const NODES = 500;
const SMALL_TREES = 200;
const COMPILED = 5;

const tree = largeTree(NODES, new Chance(1));
const found = validateTree(tree).findings;
if (found.length > 0) throw new Error(`the tree has findings: ${JSON.stringify(found[0])}`);

/** The slowest of a few: the first has everything to warm up. */
function compileMs(): number {
  const took = Array.from({ length: COMPILED }, () => {
    const before = performance.now();
    validateTree(tree);
    compileTree(tree);
    return performance.now() - before;
  });
  return Math.max(...took);
}

const stepP99Ms = await measureSteps(tree, { sessions: 5000, perSecond: 500, seconds: 10 });
const analytics = await measureAnalytics(tree, new Chance(2));

report("menus", {
  nodes: tree.nodes.length,
  compileMs: rounded(compileMs()),
  stepP99Ms: rounded(stepP99Ms),
  analyticsSteps: analytics.steps,
  analyticsFirstSeconds: rounded(analytics.firstSeconds),
  analyticsSeconds: rounded(analytics.seconds),
  analyticsLagMaxMs: rounded(analytics.lagMaxMs),
  advisorGap: advisorGap(SMALL_TREES),
});
process.exit(0);
