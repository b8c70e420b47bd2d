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

type Media = { readonly mediaTypes?: readonly string[] | undefined } | undefined;

/** What Chromium calls the device's track. */
const trackOf = { microphone: 'audio', camera: 'video' } as const;
type Device = keyof typeof trackOf;

/** How long a permission for a device waits to be used. */
const waitMs = 5000;

export interface SessionGuard {
  /** Lets the next request for the device through, for a moment; or none any more. */
  allowDevice(device: Device, on: boolean): void;
}

/**
 * Refuses every permission, asked for or looked up, but the clipboard and two devices in frames of ours: the microphone
 * and the camera, each once for each time that its button is pressed.
 */
export function guardSession(session: Session): SessionGuard {
  const until: Record<Device, number> = { microphone: 0, camera: 0 };
  const mayUse = (permission: string, media: Media): boolean => {
    if (permission === 'clipboard-sanitized-write') return true;
    if (permission !== 'media' || media?.mediaTypes?.length !== 1) return false;
    const device = (Object.keys(trackOf) as Device[]).find((name) => trackOf[name] === media.mediaTypes?.[0]);
    const allowed = device !== undefined && Date.now() < until[device];
    if (allowed) until[device] = 0;
    return allowed;
  };
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const media = 'mediaTypes' in details ? details : undefined;
    callback(details.isMainFrame && isOurPage(contents.getURL()) && mayUse(permission, media));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => isOurPage(origin) && permission === 'clipboard-sanitized-write',
  );
  session.setDevicePermissionHandler(() => false);
  return {
    allowDevice: (device, on) => {
      until[device] = on ? Date.now() + waitMs : 0;
    },
  };
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
