// Files of a run under I/O errors: whichever call fails, the old content or the new one is there in full, under its own
// name or under that of the one before.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAtomically } from '../../electron/engine/files';
import { everyFault, withFault } from '../electron/faults';
import { temporaryFolder } from '../electron/folder';

describe('a run’s file whose calls fail', () => {
  it.each([
    ['replaced', undefined],
    ['replaced, the one before kept', 'before'],
  ])('%s', async (_, before) => {
    const folder = temporaryFolder();
    const path = join(folder, 'weights');
    const keepAs = before === undefined ? undefined : join(folder, before);
    const write = (text: string) =>
      writeAtomically(path, text, keepAs).then(
        () => true,
        () => false,
      );
    await write('old');
    const { calls } = await withFault({ code: '', at: 0, lasts: false }, () => write('old'));
    expect(calls).toBeGreaterThan(6);
    for (const fault of everyFault(calls)) {
      expect(await write('old')).toBe(true);
      const { result } = await withFault(fault, () => write('new'));
      const there = [path, ...(keepAs === undefined ? [] : [keepAs])].filter(existsSync);
      const [newest] = there.map((each) => readFileSync(each, 'utf8'));
      expect(result ? ['new'] : ['old', 'new'], JSON.stringify(fault)).toContain(newest);
      // A draft would take room on a disk that may have none left.
      if (!fault.lasts) expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    expect(await write('last')).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('last');
  });
});
