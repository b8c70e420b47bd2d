// Language model: at every token the network says which comes next, and so learns to write.
import { firstTokenId, paddingId, unknownId } from '../data/text';
import type { FittedInput } from '../data/fitted';
import { text } from '../params';
import type { Problem } from '../result';
import { type RecipeNetwork, defineRecipe, unlabelled } from './recipe';

export const nextTarget = 'next token';

/** The class that stands where nothing follows that is known: behind a text, and where it was cut. */
export const nothing = -1;
/** The class that says that the text ends here: the id of padding. */
export const endId = paddingId;

export const endMark = '(end)';

/**
 * What follows at every place of `size` texts of `length` ids: the next token's id, `endId` behind the last token of a
 * text that ends within its length, `nothing` elsewhere.
 */
export function nextTokens(ids: ArrayLike<number>, size: number, length: number): Float32Array {
  const next = new Float32Array(ids.length).fill(nothing);
  for (let row = 0; row < size; row++) {
    const at = row * length;
    // Padding stands on one side only; a text that fills its whole length may have been cut.
    const whole = ids[at] === paddingId || ids[at + length - 1] === paddingId;
    for (let i = 0; i < length; i++) {
      if (ids[at + i] === paddingId) continue;
      const follows = i + 1 < length ? ids[at + i + 1]! : paddingId;
      if (follows !== paddingId) next[at + i] = follows;
      else if (whole) next[at + i] = endId;
    }
  }
  return next;
}

/** Names of the classes: the end, unknown tokens, the vocabulary, and what is left of the number of codes. */
export function tokenClasses(vocabulary: readonly string[], codes: number): readonly string[] {
  return Array.from({ length: codes }, (_, id) =>
    id === endId ? endMark : id === unknownId ? '(unknown)' : (vocabulary[id - firstTokenId] ?? `(unused ${id})`),
  );
}

const unnamed = new Map<number, readonly string[]>();

/** Names while no vocabulary is known: the same list for the same number. */
function classesBefore(codes: number): readonly string[] {
  let found = unnamed.get(codes);
  if (found === undefined) {
    found = Array.from({ length: codes }, (_, id) => (id === endId ? endMark : `token ${id}`));
    unnamed.set(codes, found);
  }
  return found;
}

/** Why a layer sees later tokens than the one it answers at; null where it does not, as far as is known. */
function looksAhead(layer: RecipeNetwork['layers'][number]): string | null {
  const { kind, params, inputs } = layer;
  const sequence = inputs[0]?.shape.length === 2;
  const mixesTokens = kind === 'groupNormalization' || kind === 'instanceNormalization' || kind === 'squeezeAndExcite';
  if (kind === 'bidirectional') return 'reads the text backwards, too';
  if ((kind === 'multiHeadAttention' || kind === 'attention') && params['causal'] !== true && 'causal' in params)
    return 'looks at all tokens: turn on "causal"';
  if (kind === 'conv1d' && params['padding'] === 'same') return 'looks at later tokens: set its padding to "causal"';
  if (sequence && mixesTokens) return 'takes its measure from all tokens: use LayerNormalization';
  return null;
}

export const languageModel = defineRecipe({
  id: 'languageModel',
  title: 'Language model',
  summary: 'At every token the network learns to say which one comes next. Trained so, it writes texts of its own.',
  data: 'The next token is what is learned, so no class is needed. Texts should be about as long as the length, or longer.',
  params: {
    frame: text({
      title: 'Way of asking',
      help: 'How what you write is put to the network, with {} in its place: "You: {} Bot:" for texts that hold a question after "You:" and its answer after "Bot:". Then you can chat with it. Left empty, it goes on with your text.',
      default: '',
      maxLength: 200,
    }),
  },
  objection: (data) =>
    Object.values(data.inputs).some(({ modality }) => modality === 'text')
      ? null
      : 'It learns from texts; this data has none.',
  targets: (data) =>
    Object.entries(data.inputs)
      .filter(([, { modality, codes }]) => modality === 'text' && codes !== undefined)
      .slice(0, 1)
      .map(([input, { tensor, codes = 0 }]) => {
        const length = tensor.shape[0]!;
        return {
          name: nextTarget,
          input,
          spec: {
            title: 'Next token',
            task: 'classification',
            classes: classesBefore(codes),
            shape: [length],
            ignores: nothing,
          },
          fitted: (fitted: FittedInput) => ({
            task: 'classification',
            column: input,
            classes: tokenClasses(fitted.modality === 'text' ? fitted.vocabulary : [], codes),
            shape: [length],
            ignores: nothing,
            continues: input,
          }),
          values: (ids: Float32Array, size: number) => nextTokens(ids, size, length),
        } as const;
      }),
  silences: ['data.target.', unlabelled, 'data.text.cut', 'data.text.sameColumn', 'data.samples.perClass'],
  metrics: ['perplexity', 'accuracy'],
  check: ({ layers }) =>
    layers.flatMap((layer): readonly Problem[] => {
      const why = looksAhead(layer);
      if (why === null) return [];
      const causal = 'causal' in layer.params;
      return [
        {
          code: 'recipe.looksAhead',
          severity: 'error',
          node: layer.id,
          message: `${layer.name} ${why}. A network that is to say the next token must not see it, or it only learns to copy.`,
          ...(causal
            ? { fixes: [{ type: 'setParams', title: 'Look back only', params: { causal: true } }] }
            : layer.kind === 'conv1d'
              ? { fixes: [{ type: 'setParams', title: 'Look back only', params: { padding: 'causal' } }] }
              : {}),
        },
      ];
    }),
  noise: () => 0,
  divergence: () => 0,
  only: () => null,
  generates: 'text',
});
