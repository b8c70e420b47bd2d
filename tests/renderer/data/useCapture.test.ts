// Own data sets while they are taken: what was taken is never lost on its way into its class.
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mostOfClass, type NewShot } from '../../../renderer/data/capture';
import { UnusableFile } from '../../../renderer/data/leftOut';
import { useCapture } from '../../../renderer/data/useCapture';
import { prepareWindow } from '../window';

beforeAll(prepareWindow);
afterEach(cleanup);

const shot: NewShot = { files: ['AAAA'] };

/** A file as a chosen folder gives it. */
function fileIn(folder: string, name: string): File {
  const file = new File([''], name);
  Object.defineProperty(file, 'webkitRelativePath', { value: `set/${folder}/${name}` });
  return file;
}

function mounted(readFile: (file: File) => Promise<readonly NewShot[]> = () => Promise.resolve([shot])) {
  const { result, unmount } = renderHook(() => useCapture('pictures', readFile));
  return {
    capture: () => result.current,
    counts: () => Object.fromEntries(result.current.classes.map(({ name, shots }) => [name, shots.length])),
    unmount,
  };
}

describe('taking a data set', () => {
  it('of a folder keeps the classes that a person has named, filled or not', async () => {
    const { capture, counts } = mounted();
    act(() => capture().rename(1, 'cat'));
    act(() => capture().rename(2, 'dog'));
    const files = ['bird', 'cat', 'dog'].map((folder) => fileIn(folder, 'a.jpg'));
    await act(() => capture().readFiles(files, null));
    expect(counts()).toEqual({ cat: 1, dog: 1, bird: 1 });
  });

  it('of a folder drops classes that nobody has named or filled', async () => {
    const { capture, counts } = mounted();
    await act(() => capture().readFiles([fileIn('bird', 'a.jpg'), fileIn('cat', 'b.jpg')], null));
    expect(counts()).toEqual({ bird: 1, cat: 1 });
  });

  it('adds what arrives late to the class whose button was held', () => {
    const { capture, counts } = mounted();
    const names = capture().classes.map(({ name }) => name);
    act(() => capture().hold(1));
    act(() => capture().hold(2));
    expect(capture().held).toBe(1);
    act(() => capture().letGo());
    act(() => capture().hold(2));
    act(() => capture().take(1, [shot]));
    expect(counts()).toEqual({ [names[0]!]: 1, [names[1]!]: 0 });
  });

  it('says which files a full class has no room for, and does not read them', async () => {
    let read = 0;
    const { capture } = mounted(() => {
      read++;
      return Promise.resolve([shot]);
    });
    act(() =>
      capture().take(
        1,
        Array.from({ length: mostOfClass }, () => shot),
      ),
    );
    await act(() => capture().readFiles([fileIn('x', 'late.jpg')], 1));
    expect(read).toBe(0);
    expect(capture().problem?.message).toContain('late.jpg');
  });

  it('takes the good ones of a batch, and says which were left out and why', async () => {
    const { capture, counts } = mounted((file) =>
      file.name.startsWith('bad')
        ? Promise.reject(new Error('The source image could not be decoded.'))
        : file.name === 'still.wav'
          ? Promise.reject(new UnusableFile('silent'))
          : Promise.resolve([shot]),
    );
    const bad = Array.from({ length: 7 }, (_, i) => `bad ${i}.jpg`);
    const files = ['a.jpg', ...bad, 'still.wav', 'b.jpg'].map((name) => fileIn('bird', name));
    await act(() => capture().readFiles(files, null));
    expect(counts()).toEqual({ bird: 2 });
    expect(capture().problem).toMatchObject({ severity: 'warning' });
    expect(capture().problem?.message).toMatch(
      /^“bad 0\.jpg”, .*“bad 4\.jpg” and 2 more cannot be read as a picture\. .* “still\.wav”\. The other 2 files were taken\.$/,
    );
    await act(() => capture().readFiles([fileIn('bird', 'bad.jpg')], null));
    expect(capture().problem).toMatchObject({ severity: 'error' });
    expect(capture().problem?.message).toMatch(/^“bad\.jpg” cannot be read as a picture\./);
  });

  it('stops reading once the window is closed', async () => {
    let read = 0;
    const screen = mounted(() => {
      read++;
      if (read === 1) screen.unmount();
      return Promise.resolve([shot]);
    });
    await act(() => screen.capture().readFiles([fileIn('x', 'a.jpg'), fileIn('x', 'b.jpg')], 1));
    expect(read).toBe(1);
  });
});
