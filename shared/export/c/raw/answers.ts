// What the network's numbers mean, as an array of nn_output.
import type { QuantityTarget } from '../../../data/preprocess';
import type { ExportedOutput } from '../../settings';
import { cArray, cDouble, cString } from './literals';
import { stepsIn } from './steps';

/** Task, how many numbers are told of, and the names of classes. */
function readingOf(output: ExportedOutput): { task: string; size: number; names: readonly string[] } {
  const { size } = output;
  if (output.task === 'labels') return { task: 'NN_LABELS', size, names: output.classes };
  if (output.task === 'regression') {
    if (output.ahead !== undefined) return { task: 'NN_QUANTITY', size, names: [] };
    return output.shape === undefined
      ? { task: 'NN_QUANTITY', size: 1, names: [] }
      : { task: 'NN_NUMBERS', size, names: [] };
  }
  const { classes, shape } = output;
  const decides = shape === undefined && (size === classes.length || (size === 1 && classes.length === 2));
  return decides ? { task: 'NN_CLASS', size, names: classes } : { task: 'NN_NUMBERS', size, names: [] };
}

/** What no quantity is has no unit to be brought back to. */
const asItIs: Pick<QuantityTarget, 'steps' | 'subtract' | 'divide'> = { subtract: 0, divide: 1 };

/** Declarations of all answers, which lie one after the other in `out`. */
export function answersInC(outputs: readonly ExportedOutput[]): string {
  let at = 0;
  let most = 1;
  const arrays: string[] = [];
  const values = outputs.map((output, place) => {
    const { task, size, names } = readingOf(output);
    const [own, classes] = [`network_answer_${place}`, `network_classes_${place}`];
    const { steps = [], subtract, divide } = output.task === 'regression' ? output : asItIs;
    const { arrays: given, members } = stepsIn(steps, `${own}_steps`);
    if (names.length > 0) arrays.push(cArray('char *const', classes, names.map(cString)));
    arrays.push(...given);
    most = Math.max(most, size, names.length);
    const value = `{${cString(output.exact ?? output.name)}, ${task}, ${at}, ${size}, ${names.length}, ${names.length > 0 ? classes : '0'}, ${cDouble(subtract)}, ${cDouble(divide)}, ${members}}`;
    at += output.size;
    return value;
  });
  return `#define NETWORK_ANSWERS ${outputs.length}\n#define NETWORK_MOST_CLASSES ${most}\n\n${arrays.join('\n')}\n${cArray('nn_output', 'network_answers', values)}`;
}
