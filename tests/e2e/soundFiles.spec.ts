// Sound files of other formats in the real window: MP3, OGG, FLAC and M4A, whole, cut short and heads alone. What the
// window's decoder hears is held against what other decoders hear (tests/fixtures/sounds/make.py).
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { readWav } from '../../shared/data/wav';
import { expect, root, test } from './app';
import { dropPath, newProject } from './steps';

const fixtures = join(root, 'tests/fixtures/sounds');
const endings = ['mp3', 'ogg', 'flac', 'm4a'] as const;

interface SoundFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The first `share` of each format's file. */
function files(what: string, share: number): readonly SoundFile[] {
  return endings.map((ending) => {
    const bytes = readFileSync(join(fixtures, `tone.${ending}`));
    return { name: `${what}.${ending}`, bytes: bytes.subarray(0, Math.ceil(share * bytes.length)) };
  });
}

/** Lets files fall on a place, as a hand would. */
async function dropOn(place: Locator, dropped: readonly SoundFile[]): Promise<void> {
  const data = await place.page().evaluateHandle(
    (all) => {
      const transfer = new DataTransfer();
      for (const { name, text } of all)
        transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
      return transfer;
    },
    dropped.map(({ name, bytes }) => ({ name, text: bytes.toString('base64') })),
  );
  await place.dispatchEvent('drop', { dataTransfer: data });
}

function samplesOf(path: string): Float32Array {
  const answer = readWav(readFileSync(path), 60);
  if (!answer.ok) throw new Error(answer.reason);
  expect(answer.value.rate).toBe(16_000);
  return answer.value.samples;
}

/** The root of the mean squared difference from the other decoder's samples, as a share of their own. */
function difference(ours: Float32Array, theirs: Float32Array): number {
  let [squares, power] = [0, 0];
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    squares += (theirs[i]! - ours[i]!) ** 2;
    power += theirs[i]! ** 2;
  }
  return Math.sqrt(squares / power);
}

test('MP3, OGG, FLAC and M4A: heard as other decoders hear them, and what is damaged is named', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await newProject(page);
  await page.getByRole('button', { name: 'Microphone…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sounds from the microphone' });
  const first = dialog.getByRole('listitem').first();
  await dialog.getByLabel('Name of the class').first().fill('tones');
  await dropOn(first, files('whole', 1));
  await expect(first.getByText('4 sounds')).toBeVisible();
  await dropOn(first, [...files('cut', 0.6), ...files('head', 0.01)]);
  // MP3, and M4A whose table of contents comes first, are heard up to the cut.
  await expect(
    dialog.getByText(
      '“cut.ogg”, “cut.flac”, “head.mp3”, “head.ogg”, “head.flac” and 1 more cannot be read as a sound. WAV, MP3, OGG, FLAC and M4A can. The other 2 files were taken.',
    ),
  ).toBeVisible();
  await expect(first.getByText('6 sounds')).toBeVisible();
  await dropOn(dialog.getByRole('listitem').nth(1), files('other', 1).concat(files('more', 1)));
  await dialog.getByRole('button', { name: 'Use these sounds' }).click();
  await expect(dialog).toHaveCount(0);

  const [set] = readdirSync(join(app.userData, 'captures'));
  const folder = join(app.userData, 'captures', set!, 'tones');
  const kept = readdirSync(folder).sort();
  for (const [at, ending] of endings.entries()) {
    const [ours, theirs] = [join(folder, kept[at]!), join(fixtures, `tone.${ending}.wav`)].map(samplesOf);
    // Both are rounded to 16 bits; measured: at most 1e-4.
    expect(difference(ours!, theirs!), ending).toBeLessThan(1e-3);
    // 0.4 seconds; Debian's Chromium leaves the last block of an OGG file out.
    expect(ours!.length, ending).toBeGreaterThanOrEqual(6400 - 256);
  }
});

test('a dropped folder of them: classes from its folders, one click, and what is damaged is named', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await newProject(page);
  const folder = mkdtempSync(join(tmpdir(), 'layerloom-sounds-'));
  for (const name of ['high', 'low']) {
    mkdirSync(join(folder, name));
    for (const file of [...files('whole', 1), ...files('again', 1)])
      writeFileSync(join(folder, name, file.name), file.bytes);
  }
  writeFileSync(join(folder, 'low', 'head.flac'), files('head', 0.01)[2]!.bytes);
  await dropPath(page, folder);
  const dialog = page.getByRole('dialog', { name: 'Turn these sounds into training data' });
  await expect(dialog.getByText('which become the classes:')).toBeVisible({ timeout: 30_000 });
  await dialog.getByRole('button', { name: 'Use these sounds' }).click();
  await expect(dialog).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(/^16 sounds, /).first()).toBeVisible();
  await expect(page.getByText('“low/head.flac” cannot be read as a sound.', { exact: false })).toBeVisible();
  const [set] = readdirSync(join(app.userData, 'captures'));
  expect(readdirSync(join(app.userData, 'captures', set!, 'high'))).toHaveLength(8);
  rmSync(folder, { recursive: true });
});
