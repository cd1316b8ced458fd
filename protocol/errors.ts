/** Every error a person or a program can meet. A code is never renamed and never used again. */
export const errorCatalog = {
  BAD_REQUEST: "The request does not have the shape the page describes. Details name the fields.",
  BODY_TOO_LARGE: "The request is larger than this address takes.",
  NOT_SIGNED_IN: "Sign in first.",
  WRONG_PASSWORD: "That address and password do not belong together.",
  WRONG_ROLE: "Your role may not do this. Ask a supervisor or an admin.",
  WRONG_ORIGIN: "The request came from another site. Open the console at its own address.",
  LINK_USED:
    "This sign-in link was used already or is too old. Start the server again for a new one, or use your password.",
  RATE_LIMITED: "Too many tries. Wait a moment, then try again.",
  NOT_FOUND: "There is nothing with this id.",
  CONFLICT: "Somebody changed this meanwhile. Load it again and repeat your change.",
  INTERNAL:
    "Something broke on our side. It is in the log under the given id; trying again is safe.",
  STORE_UNAVAILABLE: "The database does not answer. Nothing was changed; trying again is safe.",
  ORGANISATION_UNKNOWN:
    "No organisation here is called by this name. PARTITIONS lists those that this server has.",
  STARTING: "The server is starting. Trying again in a moment is safe.",
  SHUTTING_DOWN: "The server is stopping. Trying again in a moment is safe.",
  COMMAND_ID_REUSED: "This id was used for a different request.",
  INTERACTION_UNKNOWN: "There is no such interaction, or it is closed.",
  INTERACTION_PURGED:
    "This contact was deleted for ever: its time was over, or its customer asked for it.",
  INTERACTION_NOT_YOURS: "Another engineer has this interaction.",
  INTERACTION_STATE: "The interaction is not in a state in which this can be done.",
  OFFER_UNKNOWN: "There is no such offer.",
  OFFER_EXPIRED:
    "The offer expired before it was answered. The interaction kept its place in the queue.",
  OFFER_TAKEN: "Another engineer accepted first.",
  OFFER_NOT_YOURS: "This offer was made to another engineer.",
  CUSTOMER_BUSY: "This customer has an open contact. End it and wrap it up, then forget them.",
  ENGINEER_UNKNOWN: "There is no such engineer.",
  ENGINEER_AWAY: "The engineer is not here, or does not take this channel now.",
  SKILLS_MISSING: "The engineer does not have the skills this needs.",
  ENGINEER_FULL: "The engineer has no room for this interaction.",
  BUCKET_UNKNOWN: "There is no such bucket, or it was archived.",
  SKILL_UNKNOWN: "There is no such skill.",
  OVERFLOW_CYCLE: "These overflows lead in a circle. Let the last bucket of the chain end it.",
  TOO_MANY_ALTERNATIVES:
    "Skills and alternatives together make too many combinations. Take some out.",
  DISPOSITION_UNKNOWN: "Choose one of the organisation's dispositions.",
  MENU_INVALID: "The tree breaks rules that publishing enforces. Details list the findings.",
  MENU_FILE_BROKEN:
    "The file cannot be read to its end. Details say where it breaks; export it there once more.",
  MENU_FILE_INVALID: "No menu can be made of the file. Details say what to mend in it.",
  MENU_FILE_NEWER: "The file was written by a newer release. Import it there, or export it here.",
  MENU_FILE_TOO_LARGE: "A file of menus has at most 8 MB and 5,000 nodes. Make several of it.",
  MENU_FILE_UNKNOWN:
    "The file is no exported menu, no Twilio Studio flow, and no FreeSWITCH ivr_menus.",
  MENU_STEP_STALE: "That answer belongs to an earlier screen of the menu.",
  MESSAGE_EMPTY: "Write something first.",
  MESSAGE_TOO_LONG: "The message is longer than this channel takes.",
  CHANNEL_CANNOT: "This channel cannot do that.",
  CHANNEL_REJECTED: "The provider refused for good. The reason is beside the message.",
  SIGNATURE_INVALID: "The webhook's signature is missing or wrong.",
  ATTACHMENT_TOO_LARGE: "The attachment is larger than a mail takes.",
  RECORDING_UNPLAYABLE:
    "A telephone cannot play this. Give a WAV (PCM, µ-law, A-law; 8 to 48 kHz) or MP3 of at most five minutes.",
  CHAT_UNKNOWN: "This chat cannot be resumed. Start a new one.",
} as const;
export type ErrorCode = keyof typeof errorCatalog;

/** What every failed HTTP request and socket event answers with. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details?: unknown;
  };
}
