// A layer that varies samples while training, tried on some of them: a person sees what the network will be shown.
import { findLayer } from '../../shared/layers';
import type { TensorFlow } from '../../shared/layers/layer';
import { type Plan, layersBehind } from '../../shared/run/plan';
import type { FittedInput } from '../../shared/data/fitted';
import type { LayerTrial, ShownNumbers } from '../../shared/data/shown';
import type { Shape } from '../../shared/shape';
import { showNumbers } from './answering/showNumbers';
import type { OpenedData } from './data/dataset';
import { stagedPlaces } from './data/stages';
import { buildNetwork } from './network';
import { throwProblem } from './problems';
import { spreadOver } from './spreadOver';
import { mixedBatch } from './training/mixup';
import { inputTensors, tidied } from './training/stepTensors';

/** Samples that are shown, from all over the training part. */
const shown = 4;
/** How often one sample is varied. */
const drawn = 3;

/** The layers up to this one as a plan of their own. Throws with a Problem where samples cannot be shown there. */
function planTo(plan: Plan, layer: string): Plan {
  const behind = layersBehind(plan.layers, layer);
  const layers = plan.layers.filter(({ id }) => behind.has(id));
  const inputs = plan.inputs.filter((input) => behind.has(input.layer));
  const other = layers.find(({ kind }) => {
    const definition = findLayer(kind);
    return definition?.role !== 'input' && definition?.augments !== true;
  });
  if (other !== undefined || inputs.length !== 1) {
    throwProblem(
      'layer.try',
      `Samples can be shown right behind an Input, or behind other layers that vary them${other === undefined ? '' : `; here ${other.name} comes before`}.`,
      { node: layer },
    );
  }
  return { ...plan, layers, inputs, outputs: [{ ...plan.outputs[0]!, layer }] };
}

export interface LayerAsked {
  readonly plan: Plan;
  readonly layer: string;
  /** Another number varies the samples anew. */
  readonly draw: number;
  /** Of the samples that `stageSample` shows: this one several times, in place of others. */
  readonly place?: number | undefined;
}

/** The sample as often as it is shown, and as many others behind, with which a recipe may mix it. */
function oneAgainAndAgain(data: OpenedData, place: number): Uint32Array {
  const places = stagedPlaces(data);
  const sample = places[place % places.length]!;
  const others = places.filter((other) => other !== sample);
  const partner = (i: number) => others[i % others.length] ?? sample;
  return Uint32Array.from({ length: 2 * drawn }, (_, i) => (i < drawn ? sample : partner(i - drawn)));
}

/** The input as it is shown where a layer cut something off: its picture has the layer's height and width. */
function shapedAs(input: FittedInput, [height, width]: Shape): FittedInput {
  if (input.modality === 'image') return { ...input, height: height!, width: width! };
  return input.modality === 'audio' ? { ...input, mels: width! } : input;
}

/**
 * Some samples of the training part before and after the layer, as training feeds it; of an Input, as the recipe mixes its
 * samples before any layer sees them.
 */
export async function tryLayer(
  tf: TensorFlow,
  { plan, layer, draw, place }: LayerAsked,
  data: OpenedData,
): Promise<LayerTrial> {
  const own = planTo(plan, layer);
  const { source } = own.inputs[0]!;
  const input =
    data.fitted.inputs[source] ??
    throwProblem('layer.try', 'What this network reads is made while it trains; there are no samples to show.');
  const samples = place === undefined ? spreadOver(data.parts.train, shown) : oneAgainAndAgain(data, place);
  const count = place === undefined ? samples.length : drawn;
  const batch = await data.batch(samples);
  const network = buildNetwork(tf, own);
  const mixes = own.inputs.some((entry) => entry.layer === layer);
  try {
    const [before, after] = tidied(tf, () => {
      const inputs = inputTensors(tf, network, batch);
      const [made] = Object.values(
        network.duringStep(draw, () =>
          mixes ? mixedBatch(tf, network, inputs, {}).inputs : network.forward(inputs, true),
        ),
      );
      return [inputs[source]!, made!].map((tensor) => Float32Array.from(tensor.dataSync()));
    });
    const sample = (as: FittedInput, values: Float32Array, at: number): ShownNumbers => {
      const width = values.length / samples.length;
      return showNumbers(as, values.subarray(at * width, (at + 1) * width));
    };
    const varied = shapedAs(input, own.layers.find(({ id }) => id === layer)!.output.shape);
    return {
      samples: Array.from({ length: count }, (_, at) => ({
        before: sample(input, before!, at),
        after: sample(varied, after!, at),
      })),
    };
  } finally {
    network.dispose();
  }
}
