// The tensor operations that files of TensorFlow's family are written from, run by tfjs on whichever engine there is.
import type { Program } from '../../../shared/export/program/program';
import { encodeGraphModel } from '../../../shared/export/tensorflow/graphModel';
import { toTensorFlow } from '../../../shared/export/tensorflow/nodes';
import type { TensorFlow } from '../../../shared/layers/layer';
import type { Network } from '../network';

type GraphModel = Awaited<ReturnType<TensorFlow['loadGraphModel']>>;

/** The program as a model of tfjs. The caller disposes of it. */
export function loadProgram(tf: TensorFlow, program: Program): Promise<GraphModel> {
  const { modelTopology, signature, weightSpecs, weightData } = encodeGraphModel(toTensorFlow(program));
  return tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      signature,
      weightSpecs: weightSpecs.map((spec) => ({ ...spec, shape: [...spec.shape] })),
      weightData: weightData.slice().buffer,
    }),
  );
}

/** The network with another way to compute its outputs. */
export function networkOf(network: Network, program: Program, model: GraphModel): Network {
  const { plan } = network;
  return {
    ...network,
    forward: (inputs) => {
      const feeds = Object.fromEntries(
        plan.inputs.map(({ source }, i) => [program.inputs[i]!.tensor.name, inputs[source]!]),
      );
      const result = model.execute(
        feeds,
        program.outputs.map((_, i) => `outputs/${i}`),
      );
      const all = Array.isArray(result) ? result : [result];
      return Object.fromEntries(program.outputs.map(({ name }, i) => [name, all[i]!]));
    },
  };
}
