// What stands between a document and training, in the order in which a person would see to it.
import type { Analysis } from '../../shared/network/analyze';
import type { ProjectDocument } from '../../shared/network/document';
import { checkMemory } from '../../shared/network/memory';
import type { Problem } from '../../shared/result';

const noNetwork: Problem = {
  code: 'structure.empty',
  severity: 'error',
  message: 'There is no network yet. Design one, or take the one suggested for your data.',
  fixes: [{ type: 'goTo', title: 'Design the network', step: 'network' }],
};

/** Errors that keep training from starting; empty when it may start. */
export function obstacles(document: ProjectDocument, analysis: Analysis): readonly Problem[] {
  const empty = document.network.nodes.length === 0 ? [noNetwork] : [];
  return [...empty, ...analysis.problems].filter((problem) => problem.severity === 'error');
}

/** Warnings that training may start in spite of. `machineBytes`: the machine's memory; 0 while it is not known. */
export function cautions(document: ProjectDocument, analysis: Analysis, machineBytes: number): readonly Problem[] {
  const memory = machineBytes > 0 ? checkMemory(analysis, document.training, machineBytes) : null;
  return [
    ...(memory === null ? [] : [memory]),
    ...analysis.problems.filter((problem) => problem.severity === 'warning'),
  ];
}
