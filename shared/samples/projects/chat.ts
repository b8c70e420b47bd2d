// The sample project “Small chat”: a causal transformer that answers questions.
import { chatFrame } from '../../data/generators/writing';
import { createBuilder } from '../architectures/builder';
import { writer } from '../parts/writer';
import { adam, generated, type Sample } from '../sample';

export const chat: Sample = {
  id: 'chat',
  title: 'Small chat',
  group: 'language',
  synonyms: ['language model', 'GPT', 'chatbot', 'question', 'transformer'],
  icon: 'MessagesSquare',
  seconds: 60,
  figure: { metric: 'perplexity', atMost: 1.35, beside: 'Letters drawn as often as they come in the texts: about 17.' },
  summary: 'A small transformer learns questions and answers letter by letter. Then ask it something.',
  source: generated('chat', {}),
  options: { level: 'character', lowercase: false, length: 128 },
  training: {
    recipe: { id: 'languageModel', params: { frame: chatFrame } },
    epochs: 5,
    batchSize: 32,
    optimizerParams: adam(0.003),
  },
  network: (data) => writer(createBuilder(), data, { features: 64, blocks: 2 }),
};
