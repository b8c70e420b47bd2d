// Two networks that learned against each other, each by itself: the one that is used, and the one that judged it.
import type { ExportedRun } from '../../../shared/export/format';
import { planInUse, planOfJudge } from '../../../shared/recipes';
import type { Plan } from '../../../shared/run/plan';
import type { Trained } from '../answering/trained';
import { buildNetwork, putWeights, takeWeights, weightsToExport } from '../network';

/** A part of a trained network as a network of its own, with its record. The caller disposes of it. */
function sideOf(whole: Trained, plan: Plan): Pick<Trained, 'network' | 'record'> {
  const { inputs, targets } = whole.record.preprocessing;
  const named = <T>(all: { readonly [name: string]: T }, names: readonly string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  // What is made of noise is shown as what it imitates.
  const imitated = plan.outputs.flatMap(({ target: name }) => {
    const target = targets[name];
    return target?.task === 'regression' ? (target.imitates ?? []) : [];
  });
  const preprocessing = {
    inputs: named(inputs, [...plan.inputs.map(({ source }) => source), ...imitated]),
    targets: named(
      targets,
      plan.outputs.map(({ target }) => target),
    ),
  };
  const { tf } = whole.engine;
  const network = buildNetwork(tf, plan);
  putWeights(tf, network, takeWeights(whole.network));
  return { network, record: { ...whole.record, plan, preprocessing, parameters: network.parameters } };
}

/** A network and a record of what is used alone, where that is less than all; given back with the whole. */
export function inUse(whole: Trained): Trained {
  const plan = planInUse(whole.record.plan);
  if (plan === whole.record.plan) return whole;
  const side = sideOf(whole, plan);
  return {
    ...whole,
    ...side,
    release: () => {
      side.network.dispose();
      whole.release();
    },
  };
}

/** The network that judged what is made; null where one learned alone. */
export function judgeOf(whole: Trained): ExportedRun | null {
  const plan = planOfJudge(whole.record.plan);
  if (plan === null) return null;
  const { network, record } = sideOf(whole, plan);
  const weights = weightsToExport(network);
  network.dispose();
  return { record, weights };
}
