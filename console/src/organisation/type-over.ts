/** A list that is searched by typing: what is chosen is marked, so that the first letter replaces it. */
import type { SyntheticEvent } from "react";

const mark = ({ currentTarget }: SyntheticEvent<HTMLInputElement>): void => {
  currentTarget.select();
};

export const typeOver = { searchable: true, onFocus: mark, onClick: mark } as const;
