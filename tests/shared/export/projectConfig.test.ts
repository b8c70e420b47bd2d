// config.yaml and the job files of the Python projects, read back by a YAML reader that is not ours.
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { jobFiles } from '../../../shared/export/jobs';
import { configFile } from '../../../shared/export/projectConfig';

const textOf = (file: ReturnType<typeof configFile>) => ('text' in file ? file.text : '');

describe('config.yaml', () => {
  const hostile = 'a "b"\n\u2028\u0085\ud800 {x: 1} # no: comment 😀 \u0000';
  const settings = {
    epochs: 30,
    lr: 1e-7,
    weight_decay: -2.5e-10,
    noise: 1e21,
    optimizer: { id: hostile, params: { beta1: 0.9, [hostile]: [1, null, true] } },
    plateau: null,
    precision: 'no',
  };

  it('says the same to a reader of YAML and to one of JSON, line by line', () => {
    const text = textOf(configFile(settings, 'others stand elsewhere'));
    expect(load(text)).toEqual(settings);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const read = lines.map((line) => [line.slice(0, line.indexOf(':')), JSON.parse(line.slice(line.indexOf(':') + 1))]);
    expect(Object.fromEntries(read)).toEqual(settings);
    // YAML 1.1 takes 1e-7 for text, and nothing that cannot be printed.
    expect(text).not.toMatch(/: -?\d+e/);
    expect(text).toMatch(/^[\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  });

  it('refuses a setting that it does not explain', () => {
    expect(() => configFile({ epoch: 1 }, 'others stand elsewhere')).toThrow(/does not explain "epoch"/);
  });
});

describe.each(['keras', 'pytorch'] as const)('jobs of the %s project', (framework) => {
  const jobs = (shipped: boolean) => new Map(jobFiles(framework, shipped).map((file) => [file.path, textOf(file)]));
  const yaml = (path: string, shipped = true) => load(jobs(shipped).get(path)!) as never;

  it('has a file for each engine, without a place left to fill', () => {
    expect([...jobs(true).keys()].map((path) => path.replace('jobs/', ''))).toEqual([
      'azureml.yml',
      'ray_train.py',
      'sagemaker.py',
      'sky.yaml',
      'slurm.sbatch',
      'trainjob.yaml',
      'vertex.yaml',
    ]);
    for (const text of [...jobs(true).values(), ...jobs(false).values()]) expect(text).not.toMatch(/(?<!\$)\{\{/);
  });

  const start = framework === 'keras' ? ['python', 'train.py'] : ['torchrun', 'train.py'];
  it('is what Kubeflow Trainer, SkyPilot, Vertex AI and Azure ML read', () => {
    expect(yaml('jobs/trainjob.yaml')).toMatchObject({
      apiVersion: 'trainer.kubeflow.org/v1alpha1',
      kind: 'TrainJob',
      metadata: { name: 'network' },
      spec: {
        runtimeRef: { name: 'torch-distributed' },
        trainer: { command: [...start, '--resume', 'auto'], numNodes: framework === 'keras' ? 1 : 2 },
      },
    });
    expect(yaml('jobs/sky.yaml')).toMatchObject({
      workdir: '.',
      setup: 'pip install -r requirements.txt',
      run: expect.stringContaining('train.py') as string,
    });
    expect(yaml('jobs/vertex.yaml')).toMatchObject({
      workerPoolSpecs: [{ replicaCount: 1, containerSpec: { args: ['--resume', 'auto'] } }],
      baseOutputDirectory: { outputUriPrefix: expect.stringMatching(/^gs:/) as string },
    });
    expect(yaml('jobs/azureml.yml')).toMatchObject({
      type: 'command',
      code: '..',
      command: 'python train.py --out ${{outputs.model}} --resume auto',
      outputs: { model: { type: 'uri_folder' } },
      ...(framework === 'keras' ? {} : { distribution: { type: 'pytorch' } }),
    });
  });

  it('says where the data is, where none travels with the project', () => {
    expect(yaml('jobs/azureml.yml', false)).toMatchObject({
      command: 'python train.py --out ${{outputs.model}} --resume auto --data ${{inputs.data}}',
      inputs: { data: { type: 'uri_folder' } },
    });
    expect(yaml('jobs/vertex.yaml', false)).toMatchObject({
      workerPoolSpecs: [{ containerSpec: { args: ['--resume', 'auto', '--data', 'gs://my-bucket/data'] } }],
    });
  });

  it('goes on after a stop wherever it runs again', () => {
    for (const [path, text] of jobs(true)) if (!path.endsWith('.py')) expect(text).toMatch(/--resume"?,? "?auto/);
    expect(jobs(true).get('jobs/slurm.sbatch')).toMatch(/^#!\/bin\/bash\n[^]*--signal=TERM@120/);
  });
});
