// The sample project “Little stories”: a causal transformer that writes letter by letter.
import { createBuilder } from '../architectures/builder';
import { writer } from '../parts/writer';
import { adam, generated, type Sample } from '../sample';

export const stories: Sample = {
  id: 'stories',
  title: 'Little stories',
  group: 'language',
  synonyms: ['language model', 'GPT', 'generate', 'transformer'],
  icon: 'Feather',
  seconds: 90,
  figure: { metric: 'perplexity', atMost: 1.35, beside: 'Letters drawn as often as they come in the texts: about 17.' },
  summary: 'A small transformer learns letter by letter from stories, then writes its own.',
  source: generated('stories', {}),
  options: { level: 'character', lowercase: false, length: 184 },
  training: {
    recipe: { id: 'languageModel', params: {} },
    epochs: 4,
    batchSize: 32,
    optimizerParams: adam(0.003),
  },
  network: (data) => writer(createBuilder(), data, { features: 64, blocks: 2 }),
};
