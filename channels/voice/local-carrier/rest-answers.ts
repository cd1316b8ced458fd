/** How the local carrier's REST interface answers: lists, dates, and errors with Twilio's numbers. */
import type { Response } from "express";
import { z } from "zod";

const PAGE_MAX = 1000;

/** Twilio's numbers for what can be wrong. */
export class RestError extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = "RestError";
    this.status = status;
    this.code = code;
  }
}

export const Url = z.url({ protocol: /^https?$/ }).max(4000);

export function notFound(what: string): RestError {
  return new RestError(404, 20404, `The requested resource ${what} was not found`);
}

export function page(response: Response, name: string, items: readonly object[]): void {
  response.json({
    [name]: items.slice(0, PAGE_MAX),
    page: 0,
    page_size: PAGE_MAX,
    next_page_uri: null,
    previous_page_uri: null,
  });
}

export const dateOf = (at: number | null): string | null =>
  at === null ? null : new Date(at).toUTCString();
