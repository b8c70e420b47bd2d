// Texts, from how they are written to the network's codes (text.ts says how).
import type { DataConfig } from '../config';
import { sourceInput } from '../kinds/pairs';
import type { Stage } from './stage';

/** The side of a pair has options of its own. */
function optionsOf({ pairs }: DataConfig, source: string) {
  if (pairs === undefined) return { level: 'level', length: 'length' };
  return source === sourceInput
    ? { level: 'sourceLevel', length: 'sourceLength' }
    : { level: 'targetLevel', length: 'targetLength' };
}

export function textStages(config: DataConfig, source: string): readonly Stage[] {
  const { level, length } = optionsOf(config, source);
  return [
    { id: 'written', title: 'As written', help: 'The text as it stands in the file.' },
    {
      id: 'normal',
      title: 'Letters',
      help: 'Capital letters become small ones where that is chosen, so that one word is one token.',
      options: ['lowercase'],
    },
    {
      id: 'tokens',
      title: 'Tokens',
      help: 'The text is cut into words, pieces of words or characters.',
      options: [level],
    },
    {
      id: 'length',
      title: 'Length',
      help: 'Every sample has as many places: longer texts are cut at the end, shorter ones padded.',
      options: [length, 'padding'],
    },
    {
      id: 'codes',
      title: 'Codes',
      help: 'Each token becomes its number in the vocabulary, 0 for padding and 1 for what is not in it: what the network is given.',
      options: ['vocabulary'],
      figures: (input, { text }) =>
        input.modality === 'text'
          ? {
              measured: text?.tokenizer !== true,
              figures: [{ title: 'Tokens in the vocabulary', values: [input.vocabulary.length] }],
            }
          : null,
    },
  ];
}
