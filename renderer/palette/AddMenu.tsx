// Adding a layer by typing its name: from a key, a double click, a port, a wire. Behind a layer it offers what fits there.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { layers, searchLayers } from '../../shared/layers';
import type { LayerDefinition } from '../../shared/layers/layer';
import type { Analysis } from '../../shared/network/analyze';
import { fittingLayers } from '../../shared/network/connections';
import type { ProjectDocument } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { addLayer } from '../stores/networkActions';
import { closeDialog, closeMenu, useUiStore, type AddPlace } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { FamilyIcon } from '../ui/FamilyIcon';
import { FloatingList } from '../ui/FloatingList';

export function AddMenu() {
  const menu = useUiStore((state) => state.menu);
  const dialog = useUiStore((state) => state.dialog);
  if (dialog === 'addLayer') return <OpenMenu place={{ type: 'auto' }} onClose={closeDialog} />;
  if (menu?.type === 'add') return <OpenMenu place={menu.place} at={menu.at} onClose={closeMenu} />;
  return null;
}

interface OpenMenuProps {
  readonly place: AddPlace;
  readonly at?: { readonly x: number; readonly y: number } | undefined;
  readonly onClose: () => void;
}

/** What may go there: behind a layer or in a wire what can read it, before a layer whatever gives something. */
function offered(place: AddPlace, document: ProjectDocument, analysis: Analysis): readonly LayerDefinition[] {
  switch (place.type) {
    case 'auto':
    case 'at':
      return layers;
    case 'after':
      return fittingLayers(analysis, place.node);
    case 'before':
      return layers.filter((layer) => layer.role !== 'output');
    case 'edge': {
      const edge = document.network.edges.find((entry) => entry.id === place.edge);
      return edge ? fittingLayers(analysis, edge.source).filter((layer) => layer.role === 'hidden') : [];
    }
  }
}

function OpenMenu({ place, at, onClose }: OpenMenuProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const document = useDocumentStore((state) => state.document);
  const analysis = useDocumentStore((state) => state.analysis);
  const fitting = useMemo(
    () => new Set(document && analysis ? offered(place, document, analysis) : []),
    [place, document, analysis],
  );
  const found = searchLayers(query);
  const fits = found.filter((layer) => fitting.has(layer));
  // Behind a layer, ending the network is the last thing one thinks of, though the palette lists Output first.
  const ends = query.trim() === '' && place.type === 'after' ? fits.filter((layer) => layer.role === 'output') : [];
  const items = [...fits.filter((layer) => !ends.includes(layer)), ...ends].map((layer) => ({
    key: layer.kind,
    title: layer.title,
    detail: layer.summary,
    picture: <FamilyIcon definition={layer} />,
    run: () => {
      const id = addLayer(layer.kind, place);
      if (id !== undefined) currentView()?.focus(id);
    },
  }));
  const misfit = found[0];
  return (
    <FloatingList
      label={place.type === 'auto' || place.type === 'at' ? t('palette.add') : t('palette.addFitting')}
      placeholder={t('palette.searchAny')}
      at={at}
      query={query}
      onQuery={setQuery}
      items={items}
      empty={misfit ? t('palette.misfit', { title: misfit.title }) : t('palette.nothing', { query })}
      onClose={onClose}
    />
  );
}
