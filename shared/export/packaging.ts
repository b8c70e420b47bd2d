// What a Python project needs to be installed, wherever it runs: its pinned packages, its description, a container.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFile } from './format';
import dockerSource from './project/Dockerfile.txt?raw';

export const packageName = 'network';

/** Has a script at the project's root find the package. */
export const ownPath = 'sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))\n';

/** Exact pins, as pip reads them. */
export interface Requirements {
  /** What every machine needs. */
  readonly pins: readonly string[];
  /** The framework as it is usually installed, for processors alone, and for NVIDIA's GPUs. */
  readonly framework: string;
  readonly cpu: string;
  readonly cuda: string;
}

const pyproject = ({ pins, cpu, cuda }: Requirements) => `[project]
name = "network"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = [
${pins.map((pin) => `    "${pin}",`).join('\n')}
]

[project.optional-dependencies]
cpu = ["${cpu}"]
cuda = ["${cuda}"]
dev = ["pytest==9.2.0"]
tracking = ["mlflow==3.17.2"]

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[tool.setuptools.packages.find]
where = ["src"]
`;

/** Modules of the project's package, which its scripts find by themselves, installed or not. */
export function modules(sources: { readonly [name: string]: string }): readonly ExportFile[] {
  return Object.entries(sources).map(([name, text]) => ({ path: `src/${packageName}/${name}.py`, text }));
}

export function packaging(requirements: Requirements): readonly ExportFile[] {
  return [
    { path: '.dockerignore', text: '.venv\n.git\ntrained\n**/__pycache__\n' },
    { path: 'Dockerfile', text: dockerSource },
    { path: 'pyproject.toml', text: pyproject(requirements) },
    ...modules({ __init__: '"""The network, its data and its training."""\n' }),
    { path: 'requirements.txt', text: `${[requirements.framework, ...requirements.pins].join('\n')}\n` },
  ];
}
