/** The customer's side of a demo, at `/try`. */
import "./no-eval.js";
import { render } from "preact";
import { App } from "./app.js";

const page = document.querySelector("#page");
if (page !== null) render(<App />, page);
