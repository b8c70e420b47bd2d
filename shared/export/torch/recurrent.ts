// Recurrent layers in PyTorch: those of layers.py, whose gates are Keras'.
import { completed } from '../../params';
import {
  type TorchExpress,
  type TorchGiven,
  activationName,
  bool,
  last,
  lastValue,
  own,
  quoted,
  tuple,
} from './express';
import { flag, list, number, word } from '../given';

function recurrentArgs(
  kind: string,
  params: TorchGiven['params'],
  inputs: number | null,
  given: TorchGiven,
): readonly string[] {
  const gates = kind !== 'simpleRNN';
  return [
    String(inputs),
    String(params['units']),
    `activation=${activationName(given, String(params['activation']))}`,
    ...(gates ? [`gate=${activationName(given, String(params['recurrentActivation']))}`] : []),
    ...(params['returnSequences'] === true ? ['every_step=True'] : []),
    ...(params['goBackwards'] === true ? ['backwards=True'] : []),
    ...(params['useBias'] === false ? ['bias=False'] : []),
    ...(params['resetAfter'] === true ? ['reset_after=True'] : []),
  ];
}

const recurrentClass: { readonly [kind: string]: string } = { simpleRNN: 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' };

interface InnerLayer {
  readonly kind: string;
  readonly params: TorchGiven['params'];
}

function innerOf(given: TorchGiven): InnerLayer {
  const { kind, params } = given.params['layer'] as unknown as InnerLayer;
  return { kind, params: completed(given.context.layer(kind)?.params ?? {}, params) };
}

const bidirectional: TorchExpress = (given) => {
  const { kind, params } = innerOf(given);
  const args = recurrentArgs(kind, params, given.inputs[0]!.shape[1] ?? null, given).join(', ');
  const name = `layers.${recurrentClass[kind]}`;
  const reversed = recurrentArgs(
    kind,
    { ...params, goBackwards: params['goBackwards'] !== true },
    given.inputs[0]!.shape[1] ?? null,
    given,
  );
  const call = given.module(
    `layers.Bidirectional(\n            ${name}(${args}),\n            ${name}(${reversed.join(', ')}),\n            merge=${quoted(word(given, 'mergeMode'))},\n        )`,
  );
  for (const weight of given.shapes.keys()) given.keep(weight.replace(/^(forward|backward)_/, '$1_layer.'), weight);
  return lastValue(given, `${call}(${last(given.inputs[0]!)})`);
};

export const recurrent: { readonly [kind: string]: TorchExpress } = {
  simpleRNN: own('SimpleRNN', (given) =>
    recurrentArgs('simpleRNN', given.params, given.inputs[0]!.shape[1] ?? null, given),
  ),
  lstm: own('LSTM', (given) => recurrentArgs('lstm', given.params, given.inputs[0]!.shape[1] ?? null, given)),
  gru: own('GRU', (given) => recurrentArgs('gru', given.params, given.inputs[0]!.shape[1] ?? null, given)),
  bidirectional,
  convLstm2d: own('ConvLSTM2D', (given) => [
    String(given.inputs[0]!.shape[3]),
    String(number(given, 'filters')),
    tuple(list(given, 'kernelSize')),
    `strides=${tuple(list(given, 'strides'))}`,
    `padding=${quoted(word(given, 'padding'))}`,
    `activation=${activationName(given, word(given, 'activation'))}`,
    `gate=${activationName(given, word(given, 'recurrentActivation'))}`,
    `every_step=${bool(flag(given, 'returnSequences'))}`,
    `bias=${bool(flag(given, 'useBias'))}`,
  ]),
};
