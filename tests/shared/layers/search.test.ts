// Layers are found by what people call them.
import { describe, expect, it } from 'vitest';
import { layers, searchLayers } from '../../../shared/layers';

describe('searchLayers', () => {
  it.each([
    ['fully connected', 'Dense'],
    ['dense', 'Dense'],
    ['dens', 'Dense'],
    ['dnese', 'Dense'],
    ['conv', 'Conv1D'],
    ['Conv2D', 'Conv2D'],
    ['conv 2d', 'Conv2D'],
    ['max pool', 'MaxPooling1D'],
    ['maxpooling2d', 'MaxPooling2D'],
    ['maxpoling2d', 'MaxPooling2D'],
    ['bn', 'BatchNormalization'],
    ['batchnorm', 'BatchNormalization'],
    ['lsmt', 'LSTM'],
    ['bilstm', 'Bidirectional'],
    ['skip connection', 'Add'],
    ['transpose', 'Permute'],
    ['deconvolution', 'Conv2DTranspose'],
    ['word2vec', 'Embedding'],
    ['word vectors', 'Embedding'],
    ['drpout', 'Dropout'],
    ['vector', 'Flatten'],
    ['cosine', 'CosineSimilarity'],
    ['rope', 'RotaryEmbedding'],
    ['pixel shuffle', 'DepthToSpace'],
    ['vae', 'Sampling'],
    ['self attention', 'MultiHeadAttention'],
    ['augmentation', 'RandomFlip'],
    ['prelu', 'PReLU'],
    ['GLOBAL average', 'GlobalAveragePooling1D'],
  ])('"%s" finds %s first', (query, title) => {
    expect(searchLayers(query)[0]?.title).toBe(title);
  });

  it('gives all layers for an empty query, in the order of the palette', () => {
    expect(searchLayers('') === layers).toBe(true);
    expect(searchLayers('   ') === layers).toBe(true);
  });

  it.each(['zzzzzz', '???', '<script>', 'x'.repeat(5000)])('finds nothing for %j', (query) => {
    expect(searchLayers(query).map(({ title }) => title)).toEqual([]);
  });

  it('looks into summaries last', () => {
    const titles = searchLayers('probabilities').map(({ title }) => title);
    expect(titles[0]).toBe('Softmax');
    expect(searchLayers('zeros').map(({ title }) => title)).toEqual(['ZeroPadding2D']);
  });
});
