// From file to network in the window: stages with their settings, samples gone through, draws, and the layers that vary
// samples, added, moved and taken out as steps of undo.
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Preparation } from '../../../renderer/data/Preparation';
import { Stages } from '../../../renderer/data/stages/Stages';
import { undo, useDocumentStore, showProject } from '../../../renderer/stores/documentStore';
import { resetView, useUiStore } from '../../../renderer/stores/uiStore';
import type { ColumnConfig, DataConfig } from '../../../shared/data/config';
import type { StageView } from '../../../shared/data/stages/stage';
import { chain } from '../../../shared/network/chain';
import { ok } from '../../../shared/result';
import { emptyDocument } from '../../../shared/samples';
import { type FakeHost, installFakeApi } from '../fakeApi';
import { prepareWindow, renderIn } from '../window';

const url = (name: string) => `data:image/png;base64,${name}`;
const picture = (name: string): StageView => ({ form: 'pictures', pictures: [url(name)], width: 8, height: 8 });
const ways = { stretch: url('stretch'), crop: url('crop'), padBlack: url('black'), padEdge: url('edge') };

const data: DataConfig = {
  kind: 'masks',
  source: { type: 'folder', path: '/set', name: 'set' },
  options: { variation: 'mirror', framing: 'stretch' },
  masks: {
    width: 8,
    height: 8,
    channels: 3,
    framing: 'stretch',
    framingReason: 'Most pictures have another shape.',
    scaling: 'standardize',
    imageCount: 40,
    unreadable: [],
    form: 'numbers',
    values: ['0', '1'],
    classes: ['ground', 'thing'],
    classCounts: [10, 10],
    variation: 'mirror',
    skipped: [],
  },
  split: { train: 0.7, validation: 0.15, test: 0.15, seed: 1, stratify: false },
  fingerprint: 'x',
};

let host: FakeHost;
beforeAll(prepareWindow);
beforeEach(() => {
  host = installFakeApi({
    stageSample: ({ place, draw }) =>
      ok({
        place,
        places: 3,
        label: `thing ${place}`,
        views: {
          original: picture('file'),
          framing: { ...picture('framed'), ways },
          size: picture('small'),
          colour: picture('colour'),
          variation: { form: 'draws', draws: [1, 2, 3].map((n) => picture(`varied${draw}-${n}`)) },
          scaling: { ...picture('scaled'), spread: { low: -2, high: 3, counts: [1, 2] } },
        },
        figures: { scaling: { measured: true, figures: [{ title: 'Mean', values: [12.5, 13, 14] }] } },
      }),
    tryLayer: ({ draw }) =>
      ok({ samples: [1, 2, 3].map((n) => ({ before: {}, after: { picture: url(`layer${draw}-${n}`) } })) }),
    inspectData: ({ options }) => ok({ ...data, options }),
  });
  const document = {
    ...emptyDocument('test', 'Test'),
    data,
    network: chain([['input'], ['randomFlip'], ['conv2d'], ['output']]),
  };
  showProject({ document, path: '/test.loom', runs: [], unsaved: false, problems: [], readOnly: false });
  resetView('data');
});
afterEach(cleanup);

function Now() {
  return <Stages data={useDocumentStore((state) => state.document!.data!)} />;
}
const way = () => screen.findByRole('list', { name: 'From file to network' });
const titles = async () =>
  within(await way())
    .getAllByRole('heading')
    .map(({ textContent }) => textContent);
const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const kinds = () => useDocumentStore.getState().document!.network.nodes.map(({ kind }) => kind);

describe('from file to network', () => {
  it('shows every stage in its order, what was measured, and goes from sample to sample', async () => {
    renderIn(<Now />);
    await screen.findByText('thing 0');
    expect(await titles()).toEqual([
      'As in the file',
      'Shape',
      'Size',
      'Colour',
      expect.stringMatching(/^Mirrored and turnedonly while training/),
      'Scaling',
      expect.stringMatching(/^random_?[fF]liponly while training/),
    ]);
    expect(screen.getByText('Measured on the training part alone: Mean 12.5, 13, 14.')).toBeTruthy();
    expect(screen.getByText('Most pictures have another shape.')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Scaling: values from -2 to 3' })).toBeTruthy();
    click('Next sample');
    await screen.findByText('thing 1');
    click('Previous sample');
    click('Previous sample');
    await screen.findByText('Sample 3 of 3');
  });

  it('draws anew what acts while training alone', async () => {
    renderIn(<Now />);
    const drawn = async () =>
      (await screen.findByRole('img', { name: 'Mirrored and turned 1, picture 1' })).getAttribute('src');
    expect(await drawn()).toBe(url('varied1-1'));
    fireEvent.click(screen.getAllByRole('button', { name: 'Vary again' })[0]!);
    await waitFor(async () => expect(await drawn()).toBe(url('varied2-1')));
  });

  it('changes a setting where it acts, by the same reading as beside it', async () => {
    renderIn(<Now />);
    fireEvent.click(await screen.findByRole('button', { name: 'Crop to fill' }));
    await waitFor(() => expect(useDocumentStore.getState().document!.data!.options['framing']).toBe('crop'));
    click('Settings of Size');
    fireEvent.change(screen.getByRole('textbox', { name: 'Width' }), { target: { value: '24' } });
    await waitFor(() =>
      expect(useDocumentStore.getState().document!.data!.options).toMatchObject({ framing: 'crop', width: 24 }),
    );
    act(() => undo());
    expect(useDocumentStore.getState().document!.data!.options).not.toHaveProperty('width', 24);
  });

  it('adds, moves and takes out layers that vary samples, and leads to them', async () => {
    renderIn(<Now />);
    await screen.findByText('thing 0');
    await screen.findByRole('img', { name: 'randomFlip 1' });
    const asked = host.calls.find(({ method }) => method === 'tryLayer')!.request;
    expect(asked).toMatchObject({ place: 0, draw: 1 });
    click('Add augmentation');
    fireEvent.click(await screen.findByRole('menuitem', { name: /^RandomContrast/ }));
    const layers = async () => (await titles()).slice(6).map((title) => title!.replace('only while training', ''));
    const [flip, contrast] = (await layers()) as [string, string];
    click(`Move ${contrast} up`);
    expect(await layers()).toEqual([contrast, flip]);
    click(`Remove ${flip}`);
    expect(await layers()).toEqual([contrast]);
    act(() => undo());
    act(() => undo());
    act(() => undo());
    expect(kinds()).toEqual(['input', 'randomFlip', 'conv2d', 'output']);
    click(`Show ${flip} in the network`);
    expect(useUiStore.getState()).toMatchObject({ step: 'network' });
  });

  it('stands for a column of pictures where the steps of others stand', async () => {
    const column = (name: string, type: 'picture' | 'number'): ColumnConfig => ({
      name,
      type,
      reason: '',
      role: 'feature',
      input: 'features',
      encoding: 'none',
      missing: 'mean',
      facts: { missing: 0, unique: 9 },
    });
    const { masks: _, ...rest } = data;
    const columns = [column('photo', 'picture'), column('size', 'number')];
    renderIn(<Preparation data={{ ...rest, kind: 'table', table: { columns, rowCount: 9 } }} />);
    await screen.findByText('thing 0');
    expect((await titles()).slice(0, 3)).toEqual(['As in the file', 'Shape', 'Size']);
    expect(host.calls.find(({ method }) => method === 'stageSample')!.request).toMatchObject({ source: 'photo' });
  });
});
