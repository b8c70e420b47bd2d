// Job files of a Python project: what each cluster and cloud is told, so that it runs train.py as it is.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFile } from './format';
import azureTemplate from './jobs/azureml.txt?raw';
import rayTemplate from './jobs/ray.txt?raw';
import sagemakerTemplate from './jobs/sagemaker.txt?raw';
import skyTemplate from './jobs/sky.txt?raw';
import slurmTemplate from './jobs/slurm.txt?raw';
import trainJobTemplate from './jobs/trainjob.txt?raw';
import vertexTemplate from './jobs/vertex.txt?raw';
import { fillTemplate } from './text';

const files: { readonly [path: string]: string } = {
  'jobs/azureml.yml': azureTemplate,
  'jobs/ray_train.py': rayTemplate,
  'jobs/sagemaker.py': sagemakerTemplate,
  'jobs/sky.yaml': skyTemplate,
  'jobs/slurm.sbatch': slurmTemplate,
  'jobs/trainjob.yaml': trainJobTemplate,
  'jobs/vertex.yaml': vertexTemplate,
};

/** How a framework's processes are started, by the places of the templates. */
const launches = {
  keras: {
    sky: 'python train.py --devices "$SKYPILOT_NUM_GPUS_PER_NODE"',
    slurm: 'python train.py --devices "${SLURM_GPUS_ON_NODE:-1}"',
    // No runtime of Trainer 2 tells processes their TF_CONFIG.
    nodes: '1',
    command: '"python", "train.py"',
    rayModule: 'tensorflow',
    rayTrainer: 'TensorflowTrainer',
    sagemakerImport: '',
    sagemakerDistributed: '',
    azureRest: '',
  },
  pytorch: {
    sky: 'torchrun --standalone --nproc-per-node=gpu train.py',
    slurm: `torchrun --nnodes="$SLURM_NNODES" --nproc-per-node=gpu --rdzv-backend=c10d \\
  --rdzv-endpoint="$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1):29500" train.py`,
    nodes: '2',
    command: '"torchrun", "train.py"',
    rayModule: 'torch',
    rayTrainer: 'TorchTrainer',
    sagemakerImport: 'from sagemaker.train.distributed import Torchrun\n',
    sagemakerDistributed: '\n    distributed=Torchrun(),',
    azureRest: 'distribution:\n  type: pytorch\n  process_count_per_instance: 1\n',
  },
} as const;

/** `shipped`: the data travels with the project, so that nobody has to say where it is. */
export function jobFiles(framework: keyof typeof launches, shipped: boolean): readonly ExportFile[] {
  const given = {
    ...launches[framework],
    vertexData: shipped ? '' : ', "--data", "gs://my-bucket/data"',
    azureData: shipped
      ? ''
      : ' --data ${{inputs.data}}\ninputs:\n  data:\n    type: uri_folder\n    path: azureml:network-data@latest',
  };
  return Object.entries(files).map(([path, template]) => ({
    path,
    text: `${fillTemplate(template, given).trimEnd()}\n`,
  }));
}
