// The system's own dialogs.
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { join } from 'node:path';
import { dataExtensions } from '../../shared/data/kinds';
import { importExtensions } from '../../shared/import';
import { projectExtension } from '../../shared/project/format';
import { ok } from '../../shared/result';
import type { Dialogs } from '../host/environment';

const projects = { name: 'Layerloom project', extensions: [projectExtension.slice(1)] };
const models = importExtensions.map((extension) => extension.slice(1));
const data = [
  { name: 'Data files', extensions: dataExtensions.map((extension) => extension.slice(1)) },
  { name: 'All files', extensions: ['*'] },
];

export function createDialogs(window: () => BrowserWindow | null, documents: string): Dialogs {
  async function open(options: OpenDialogOptions): Promise<string | null> {
    const parent = window();
    const answer =
      parent === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(parent, options);
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  }
  return {
    async openProject() {
      return ok(
        await open({
          title: 'Open a project or a model',
          properties: ['openFile'],
          filters: [
            { name: 'Projects and models', extensions: [...projects.extensions, ...models] },
            projects,
            { name: 'Keras, ONNX and TensorFlow.js models', extensions: models },
            { name: 'All files', extensions: ['*'] },
          ],
        }),
      );
    },
    async saveProject(suggestedName) {
      const options = {
        title: 'Save the project',
        defaultPath: join(documents, `${suggestedName}${projectExtension}`),
        filters: [projects],
      };
      const parent = window();
      const answer =
        parent === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(parent, options);
      return ok(answer.canceled || !answer.filePath ? null : answer.filePath);
    },
    async chooseData(what) {
      if (what === 'folder')
        return ok(
          await open({ title: 'Choose a folder of pictures, sounds, videos or texts', properties: ['openDirectory'] }),
        );
      return ok(await open({ title: 'Choose a data file', properties: ['openFile'], filters: data }));
    },
    async chooseExportFolder() {
      return ok(
        await open({
          title: 'Choose where the export goes',
          buttonLabel: 'Export here',
          properties: ['openDirectory', 'createDirectory'],
        }),
      );
    },
  };
}
