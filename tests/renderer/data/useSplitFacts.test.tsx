// What the split really gives is asked for whatever the data are, as long as they are not too many.
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { useSplitFacts } from '../../../renderer/data/useSplitFacts';
import type { DataConfig } from '../../../shared/data/config';
import { ok } from '../../../shared/result';
import { installFakeApi } from '../fakeApi';
import { prepareWindow } from '../window';

const split = { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: true };
const common = { source: { type: 'folder', path: '/x', name: 'x' }, options: {}, split, fingerprint: 'x' } as const;
const pictures = (imageCount: number): DataConfig => {
  const images = {
    imageCount,
    classes: ['a', 'b'],
    classCounts: [imageCount, 0],
    width: 8,
    height: 8,
    channels: 1,
    scaling: 'minmax',
  };
  return { ...common, kind: 'images', images } as unknown as DataConfig;
};
const found = { parts: { train: { count: 42, perClass: [] } } };

let asked = 0;
beforeAll(async () => {
  await prepareWindow();
  installFakeApi({
    previewData: () => {
      asked++;
      return ok(found);
    },
  } as never);
});
afterEach(cleanup);

it('of pictures', async () => {
  const data = pictures(60);
  const { result } = renderHook(() => useSplitFacts(data));
  await waitFor(() => expect(result.current?.parts).toEqual(found.parts));
  expect(asked).toBe(1);
});

it('not of very many', async () => {
  const data = pictures(400_000);
  const { result } = renderHook(() => useSplitFacts(data));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(result.current).toBeNull();
  expect(asked).toBe(1);
});
