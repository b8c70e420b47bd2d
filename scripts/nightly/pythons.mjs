// The Pythons of nightly scripts: LAYERLOOM_PYTHON (the tests' own unless told otherwise) with Keras imported already, as in the
// oracle tests, whose forks take half a second each; LAYERLOOM_TORCH_PYTHON for PyTorch, where it is another one.
import { delimiter } from 'node:path';
import { loadSource } from '../loadSource.mjs';

/** Environment for what starts Pythons, and how to end the warm one. */
export async function startPythons() {
  const { pythonEnv } = await loadSource('./tests/oracle/warm/paths.mts');
  const { setup, teardown } = await loadSource('./tests/oracle/warm/setup.ts');
  const [keras, torch] = [pythonEnv['LAYERLOOM_PYTHON'], process.env['LAYERLOOM_TORCH_PYTHON']];
  if (keras === undefined) throw new Error('There is no Python with Keras: LAYERLOOM_PYTHON names one.');
  setup();
  return {
    keras,
    torch: torch ?? keras,
    env: {
      ...pythonEnv,
      TF_CPP_MIN_LOG_LEVEL: '3',
      CUDA_VISIBLE_DEVICES: '-1',
      LAYERLOOM_PYTHON: torch === undefined ? keras : [keras, torch].join(delimiter),
    },
    end: teardown,
  };
}
