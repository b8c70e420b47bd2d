// The pictures of a clip.
import type { Picture } from '../../../shared/export/rawSample';
import { element, say } from '../dom';
import { type Form, fileButton, toolsOf } from './form';

/** The pixels of a picture file; rejects where it is none. */
async function readPicture(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const canvas = element('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

export function clipForm(changed: () => void): Form {
  const box = element('div', 'words');
  let frames: readonly Picture[] = [];
  const count = element(
    'p',
    'hint',
    'Choose all pictures of a clip at once; they are seen in the order of their names.',
  );
  const take = async (files: readonly File[]) => {
    const inOrder = [...files].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    try {
      frames = await Promise.all(inOrder.map(readPicture));
      count.textContent = `${frames.length} pictures.`;
      changed();
    } catch {
      say('One of these files could not be read as a picture. Choose PNG, JPEG, WebP or GIF files.');
    }
  };
  const choose = fileButton('Choose the pictures', 'image/*', (files) => void take(files), true);
  box.append(toolsOf(choose), count);
  return [box, () => (frames.length === 0 ? null : { frames })];
}
