// What all recipes share by which a network rebuilds what it is given: the input is the target.
import { type DataSpec, classTarget } from '../data/spec';
import { type ParamSchema, choice, float, text } from '../params';
import { sizeOf } from '../shape';
import type { MadeTarget } from './recipe';

const rebuiltTarget = 'rebuilt';

export const rebuildingParams = {
  noise: float({
    title: 'Noise on the input',
    help: 'Noise of this strength is laid over what the network sees while it trains; it must rebuild the clean input. Above 0 it is a denoising autoencoder: 0.3 is strong for pictures from 0 to 1. When predicting there is none.',
    default: 0,
    min: 0,
    max: 10,
    step: 0.05,
  }),
  only: text({
    title: 'Learn only from',
    help: 'The class to learn from, where the data has classes. Whatever is not of it is rebuilt badly and stands out: this finds odd samples. Left empty, all samples are learned.',
    default: '',
    maxLength: 1000,
  }),
} satisfies ParamSchema;

/** The classes that the data's first target with classes has; empty where there is none. */
export function classesOf(data: DataSpec): readonly string[] {
  return classTarget(data)?.classes ?? [];
}

/** With the classes to choose from; without them there is nothing to choose. */
export function rebuildingForm(params: ParamSchema & typeof rebuildingParams, data: DataSpec | null): ParamSchema {
  if (data === null) return params;
  const { only, ...rest } = params;
  const classes = classesOf(data);
  if (classes.length === 0) return rest;
  return {
    ...rest,
    only: choice({
      title: only.title,
      help: only.help,
      default: '',
      options: [
        { value: '', title: 'All classes', help: 'Every sample of the training part is learned.' },
        ...classes.slice(0, 500).map((name) => ({ value: name, title: name, help: '' })),
      ],
    }),
  };
}

/** Inputs of plain numbers; codes of words cannot be rebuilt as numbers. */
export function rebuilt(data: DataSpec): readonly MadeTarget[] {
  const inputs = Object.entries(data.inputs).filter(
    ([, { tensor, modality }]) => modality !== 'text' && tensor.dtype === 'float32' && sizeOf(tensor.shape) !== null,
  );
  return inputs.map(([input, { title, tensor }], index): MadeTarget => {
    const name = index === 0 ? rebuiltTarget : `${rebuiltTarget} ${input}`;
    const shape = tensor.shape as readonly number[];
    return {
      name,
      input,
      spec: { title: `${title}, rebuilt`, task: 'regression', shape },
      fitted: () => ({ task: 'regression', column: input, subtract: 0, divide: 1, shape, rebuilds: input }),
      values: (values) => values,
    };
  });
}

export function rebuildingObjection(data: DataSpec): string | null {
  return rebuilt(data).length > 0
    ? null
    : 'It rebuilds pictures, tables, series or sounds; this data has none of them.';
}
