// The benchmark finds out by itself which of our engines compute on a graphics processor.
import { expect, it } from 'vitest';
import { enginesOnGpu } from '../../../scripts/bench/training/gpu';

const info = (id: string) => ({ id, title: `Engine ${id}`, reason: '', nextStep: '' });
const told = (id: string) => ({ id, title: `Engine ${id}` });
const reportOf = (used: boolean, gpus: readonly string[]) => ({
  running: info('native'),
  engines: [],
  cpu: { model: '', cores: 2, memoryBytes: 0 },
  gpus,
  gpu: { used, reason: '', nextStep: '' },
});

it.each([
  ['no GPU', ['native'], reportOf(false, []), null],
  ['a card that no engine can use', ['native'], reportOf(false, ['RTX 3060']), null],
  ['CUDA alone', ['native'], reportOf(true, ['RTX 3060']), { name: 'RTX 3060', engines: [told('native')] }],
  ['WebGPU alone', ['native', 'webgpu'], reportOf(false, []), { name: 'GPU', engines: [told('webgpu')] }],
  [
    'both',
    ['native', 'webgpu'],
    reportOf(true, ['RTX 3060']),
    { name: 'RTX 3060', engines: [told('native'), told('webgpu')] },
  ],
])('%s', (_, rivals, report, found) => {
  expect(enginesOnGpu(rivals.map(info), report)).toEqual(found);
});
