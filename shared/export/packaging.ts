// What a Python project needs to be installed, wherever it runs: its pinned packages, its description, a container.
// oxlint-disable-next-line typescript/triple-slash-reference -- declares files that are no modules
/// <reference path="./raw.d.ts" />
import type { ExportFile } from './format';
import dockerSource from './project/Dockerfile.txt?raw';

const pyproject = (requirements: readonly string[]) => `[project]
name = "network"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = [
${requirements.map((pin) => `    "${pin}",`).join('\n')}
]

[project.optional-dependencies]
dev = ["pytest==9.0.1"]

[tool.setuptools]
# The scripts run from this folder; installing brings what they need.
packages = []
py-modules = []
`;

/** `requirements`: exact pins, as pip reads them. */
export function packaging(requirements: readonly string[]): readonly ExportFile[] {
  return [
    { path: '.dockerignore', text: '.venv\ntrained\n__pycache__\n' },
    { path: 'Dockerfile', text: dockerSource },
    { path: 'pyproject.toml', text: pyproject(requirements) },
    { path: 'requirements.txt', text: `${requirements.join('\n')}\n` },
  ];
}
