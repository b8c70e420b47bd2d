// The page's policy and what the page may never do: leave, open windows, use devices.
import type { App, Session, WebContents } from 'electron';

/** The only origin that this app shows. */
export const appScheme = 'app';
export const appHost = 'layerloom';
export const appOrigin = `${appScheme}://${appHost}`;

/** True for a page of ours, by its parsed parts: a prefix would let `app://layerloom.evil` in. */
export function isOurPage(url: string): boolean {
  try {
    const parsed = new URL(url);
    return (
      parsed.protocol === `${appScheme}:` && parsed.host === appHost && parsed.username === '' && parsed.password === ''
    );
  } catch {
    return false;
  }
}

/** The camera is the one device the app has a use for (a picture to try a network on), asked for by a press of a button. */
function mayUse(
  permission: string,
  details: { readonly mediaTypes?: readonly string[] | undefined } | undefined,
): boolean {
  if (permission === 'clipboard-sanitized-write') return true;
  return permission === 'media' && details?.mediaTypes?.length === 1 && details.mediaTypes[0] === 'video';
}

/** Refuses every permission but those named above, asked for or looked up, in frames of ours only. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const media = 'mediaTypes' in details ? details : undefined;
    callback(details.isMainFrame && isOurPage(contents.getURL()) && mayUse(permission, media));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => isOurPage(origin) && permission === 'clipboard-sanitized-write',
  );
  session.setDevicePermissionHandler(() => false);
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A drop of a file onto a spot that nobody listens to would navigate as well.
  contents.on('will-navigate', (event, url) => {
    if (!isOurPage(url) || contents.getURL() !== url) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Holds for every page there will ever be, developer tools included. */
export function guardApp(app: App): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}
