/** The system's own notifications. Some browsers have none, and none are shown until allowed. */

export function notificationsAllowed(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}

/** Answers whether they are allowed afterwards. Must follow a gesture. */
export async function askForNotifications(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}

/** Shown only when somebody looks elsewhere; a click brings them back. */
export function notifyWhenHidden(title: string, body: string, tag: string): void {
  if (!document.hidden || !notificationsAllowed()) return;
  const notification = new Notification(title, { body, tag });
  notification.onclick = () => {
    window.focus();
  };
}
