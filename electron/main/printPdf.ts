// A page on the disk as a PDF, printed by a window that nobody sees: no scripts, no network, a session of its own.
import { promises as fs } from 'node:fs';
import { BrowserWindow, session } from 'electron';
import { undated } from './undated';

/** Throws where the page cannot be read or the file not written. */
export async function printPdf(page: string, pdf: string): Promise<void> {
  const own = session.fromPartition('printing');
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith('file:') }));
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, javascript: false, contextIsolation: true, nodeIntegration: false },
  });
  try {
    await window.loadFile(page);
    const printed = await window.webContents.printToPDF({ pageSize: 'A4', printBackground: true });
    await fs.writeFile(pdf, undated(printed));
  } finally {
    window.destroy();
  }
}
