// For texts: a mean of words where there are few, words in threes where there are more, a transformer where there are many.
import { findBlockSample } from '../../samples/blocks';
import { type Reader, amount, sizesOf } from './reader';

const some = 5000;
const many = 50_000;
/** Attention compares every place with every other: beyond this it costs more than it gives here. */
const longestAttended = 256;

export const readText: Reader = ({ draft, from, input, samples }) => {
  const [length = 1] = sizesOf(input);
  const inputDim = input.codes ?? 1000;
  if (samples < some || length < 3) {
    let x = draft.add(
      'embedding',
      from,
      { inputDim, outputDim: 16 },
      `Each of ${amount(inputDim)} words becomes 16 numbers that are learned: few, as ${amount(samples)} texts are few.`,
    );
    x = draft.add(
      'globalAveragePooling1d',
      x,
      {},
      'The mean of all words: their order is lost, and little can go wrong.',
    );
    return draft.add('dense', x, { units: 16, activation: 'relu' }, 'Weighs what the words mean together.');
  }
  if (samples >= many && length <= longestAttended) {
    let x = draft.add(
      'tokenAndPositionEmbedding',
      from,
      { inputDim, maxLength: length, outputDim: 64 },
      `Each of ${amount(inputDim)} words becomes 64 numbers; others say where it stands, as attention does not see order.`,
    );
    x = draft.block(
      findBlockSample('transformer-encoder')!,
      x,
      `Every word looks at all others. ${amount(samples)} texts are enough to learn that.`,
      2,
    );
    return draft.add('attentionPooling', x, {}, 'A mean in which the words that matter count more.');
  }
  let x = draft.add(
    'embedding',
    from,
    { inputDim, outputDim: 32 },
    `Each of ${amount(inputDim)} words becomes 32 numbers that are learned from ${amount(samples)} texts.`,
  );
  x = draft.add(
    'conv1d',
    x,
    { filters: 64, kernelSize: [3], padding: 'same', activation: 'relu' },
    'Looks at three words at a time: “not very good” is one thing.',
  );
  x = draft.add('globalMaxPooling1d', x, {}, 'Keeps the strongest sign of each kind, wherever in the text it is.');
  return draft.add('dropout', x, { rate: 0.3 }, 'Leaves some signs out at random, so that no single one decides.');
};
