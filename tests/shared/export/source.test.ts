// Source of a network that is being edited: every layer in every language has its lines, an unfinished network has a
// source too, and whatever a name holds, the source stays one program.
import { describe, expect, it } from 'vitest';
import { sourceLanguages, sourceOf } from '../../../shared/export/source';
import { commentText } from '../../../shared/export/text';
import { layers } from '../../../shared/layers';
import { identifierOf } from '../../../shared/names';
import { analyze } from '../../../shared/network/analyze';
import { withBlocks } from '../../../shared/network/blocks';
import type { ProjectDocument } from '../../../shared/network/document';
import { defaultsOf } from '../../../shared/params';
import type { ParamValues } from '../../../shared/result';
import { defaultTraining } from '../../../shared/run/training';
import { hostileLayers } from '../../hostileLayers';

function documentOf(
  rows: readonly (readonly [string, string, ParamValues, readonly string[]])[],
  name = 'p',
): ProjectDocument {
  return {
    format: 1,
    id: 'p',
    name,
    network: {
      nodes: rows.map(([id, kind, params]) => ({
        id,
        kind,
        name: id,
        params: { ...(defaultsOf(layers.find((layer) => layer.kind === kind)!.params) as ParamValues), ...params },
        position: { x: 0, y: 0 },
      })),
      edges: rows.flatMap(([id, kind, , inputs]) =>
        inputs.map((source, i) => {
          const ports = layers.find((layer) => layer.kind === kind)!.inputs;
          return { id: `${source}-${id}-${i}`, source, target: id, port: (ports[0]?.many ? ports[0] : ports[i]!).name };
        }),
      ),
    },
    data: null,
    training: defaultTraining,
    notes: '',
  };
}

const rows = layers
  .filter(({ role }) => role === 'hidden')
  .flatMap((layer) => layer.examples.slice(0, 1).map((example) => ({ layer, example })))
  .filter(({ example }) =>
    example.inputs.every(({ shape, dtype }) => dtype === 'float32' && shape.every((size) => size !== null)),
  );

describe.each(sourceLanguages)('$title', (language) => {
  it.each(rows.map(({ layer, example }) => ({ kind: layer.kind, layer, example })))(
    '$kind has its lines',
    ({ layer, example }) => {
      const document = documentOf([
        ...example.inputs.map(({ shape }, i) => [`in${i}`, 'input', { shape: shape as number[] }, []] as const),
        ['it', layer.kind, example.params ?? {}, example.inputs.map((_, i) => `in${i}`)],
      ]);
      const { text, lines, notes } = sourceOf(language, document, analyze(document));
      if (text === '') {
        // What the language cannot say is said in words, and names the layer.
        expect(notes.join()).toContain('it');
        return;
      }
      const own = lines.filter((entry) => entry.layer === 'it');
      expect(own.length).toBeGreaterThan(0);
      const count = text.split('\n').length;
      for (const { from, to } of lines) expect(from >= 0 && to > from && to < count).toBe(true);
      expect(own.map(({ from, to }) => text.split('\n').slice(from, to).join()).join()).toMatch(/it/);
    },
  );

  it('every repetition of a block is its layers’ lines, and a frozen layer is said to be one', () => {
    const plain = documentOf([
      ['in', 'input', { shape: [4] }, []],
      ['it', 'dense', { units: 4 }, ['in']],
      ['end', 'dense', { units: 2 }, ['it']],
    ]);
    const nodes = plain.network.nodes.map((node) =>
      node.id === 'it' ? { ...node, block: 'b', frozen: true as const } : node,
    );
    const network = withBlocks({ ...plain.network, nodes }, [{ id: 'b', name: 'Thrice', repeat: 3 }]);
    const document = { ...plain, network };
    const { text, lines } = sourceOf(language, document, analyze(document));
    const own = lines
      .filter(({ layer }) => layer === 'it')
      .map(({ from, to }) => text.split('\n').slice(from, to).join('\n'))
      .join('\n');
    for (const name of ['it', 'it_2', 'it_3', 'it2', 'it3'].filter((one) => text.includes(`${one} = `)))
      expect(own).toContain(`${name} = `);
    expect(new Set(lines.map(({ layer }) => layer))).toEqual(new Set(['in', 'it', 'end']));
    expect(own).toMatch(/trainable=False|requires_grad_\(False\)|trainable: false/);
  });

  it('an unfinished network has a source, and what is left out is named', () => {
    const document = documentOf([
      ['in', 'input', { shape: [4] }, []],
      ['dense', 'dense', { units: 3 }, ['in']],
      ['lost', 'conv2d', {}, ['dense']],
      ['loose', 'dense', {}, []],
    ]);
    const { text, notes } = sourceOf(language, document, analyze(document));
    expect(text).toMatch(/dense/);
    expect(notes.join()).toMatch(/lost/);
    expect(notes.join()).toMatch(/loose/);
  });

  it('an empty network says what to do', () => {
    const document = documentOf([]);
    expect(sourceOf(language, document, analyze(document))).toMatchObject({
      text: '',
      notes: [expect.stringContaining('Input') as string],
    });
  });

  it('a frozen layer is said to be one, where the language has a word for it', () => {
    const { network, ...rest } = documentOf([
      ['in', 'input', { shape: [4] }, []],
      ['dense', 'dense', { units: 3 }, ['in']],
    ]);
    const nodes = network.nodes.map((node) => (node.id === 'dense' ? { ...node, frozen: true as const } : node));
    const document = { ...rest, network: { ...network, nodes } };
    const { text } = sourceOf(language, document, analyze(document));
    expect(text).toMatch({ keras: /trainable=False/, pytorch: /requires_grad_\(False\)/, tfjs: /dense/ }[language.id]!);
  });

  it('a name with line breaks and quotes stays a comment or a text', () => {
    const document = documentOf(
      [
        ['in', 'input', { shape: [4] }, []],
        ['dense', 'dense', {}, ['in']],
      ],
      'x\nimport os\u2028 """ </script>',
    );
    const { text } = sourceOf(language, document, analyze(document));
    expect(text.split(/[\n\u2028]/).some((line) => line.startsWith('import os'))).toBe(false);
  });

  it('names of layers are comments on a line, whatever they hold', () => {
    const name = (at: number) => hostileLayers[at]!;
    const document = documentOf(
      hostileLayers.map((called, at) =>
        at === 0 ? [called, 'input', { shape: [4] }, []] : [called, 'dense', {}, [name(at - 1)]],
      ),
    );
    const lines = sourceOf(language, document, analyze(document)).text.split('\n');
    for (const called of hostileLayers.filter((one) => identifierOf(one) !== one && one !== name(0))) {
      const ends = [`# ${commentText(called)}`, `// ${commentText(called)}`];
      const said = lines.flatMap((line) => {
        const end = ends.find((one) => line.endsWith(one));
        return end === undefined ? [] : [line.slice(0, -end.length)];
      });
      expect(said.length, called).toBeGreaterThan(0);
      // Before its comment a line is code in letters that every language has.
      for (const line of said) expect(line).toMatch(/^[\x20-\x7e]+$/);
    }
  });
});
