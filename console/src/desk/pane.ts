/** The desk's three panes; only one of them is shown when there is no room for more. */
export type Pane = "work" | "conversation" | "context";
