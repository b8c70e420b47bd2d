// Ctrl+K: every command, the network's own layers by their names, and every kind of layer, typed instead of searched for.
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import { Search } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commands, menus } from '../../shared/commands';
import { findLayer, searchLayers } from '../../shared/layers';
import type { LayerNode } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { addLayer, showLayer } from '../stores/networkActions';
import { closeDialog, useUiStore } from '../stores/uiStore';
import { Icon } from '../ui/Icon';
import { Keys } from '../ui/Keys';
import { onCanvas } from './conditions';
import { isEnabled, runCommand, titleOf } from './index';
import styles from './CommandPalette.module.css';

export function CommandPalette() {
  const open = useUiStore((state) => state.dialog === 'palette');
  return open ? <OpenPalette /> : null;
}

const layersShown = 8;
const [store, spotlight] = createSpotlight();

function OpenPalette() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  useEffect(() => {
    spotlight.open();
    return () => spotlight.close();
  }, []);
  // What can be done is looked up once, when the palette opens.
  const groups = useMemo(() => enabledCommands(), []);
  const layers = useMemo(() => {
    const wanted = query.trim();
    if (wanted === '' || !onCanvas()) return [];
    return searchLayers(wanted)
      .slice(0, layersShown)
      .map((layer): SpotlightActionData => ({
        id: `layer:${layer.kind}`,
        label: t('edits.addTitle', { title: layer.title }),
        description: layer.summary,
        keywords: [wanted],
        leftSection: <Icon name={layer.icon} />,
        onClick: () => addLayer(layer.kind),
      }));
  }, [query, t]);
  const own = useMemo(() => ownLayers(query), [query]);
  const actions: SpotlightActionGroupData[] = [
    ...groups,
    { group: t('commands.ownLayers'), actions: own },
    { group: t('palette.title'), actions: layers },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight
      store={store}
      onSpotlightClose={closeDialog}
      shortcut={null}
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      nothingFound={t('commands.nothing')}
      highlightQuery
      scrollable
      maxHeight={400}
      limit={40}
      size={560}
      yOffset="14vh"
      overlayProps={{ backgroundOpacity: 0.18, blur: 0 }}
      classNames={{
        actionsGroup: styles['group'] ?? '',
        action: styles['action'] ?? '',
        actionLabel: styles['label'] ?? '',
        actionDescription: styles['description'] ?? '',
      }}
      attributes={{ content: { 'aria-label': t('commands.search') } }}
      searchProps={{ leftSection: <Search size={16} aria-hidden />, placeholder: t('commands.search') }}
    />
  );
}

/** Layers of the network whose names hold what is typed, those that begin with it first; choosing one goes to it. */
function ownLayers(query: string): SpotlightActionData[] {
  const wanted = query.trim().toLowerCase();
  const nodes = useDocumentStore.getState().document?.network.nodes ?? [];
  if (wanted === '') return [];
  const placeOf = ({ name }: LayerNode): number => name.toLowerCase().indexOf(wanted);
  return nodes
    .filter((node) => placeOf(node) >= 0)
    .sort((a, b) => Number(placeOf(a) > 0) - Number(placeOf(b) > 0))
    .slice(0, layersShown)
    .map(({ id, kind, name }) => ({
      id: `own:${id}`,
      label: name,
      description: findLayer(kind)?.title ?? kind,
      // What is typed may have other letter case or white space around it.
      keywords: [query, wanted],
      leftSection: <Icon name={findLayer(kind)?.icon ?? ''} />,
      // After the palette has closed, which gives the keyboard back to where it was.
      onClick: () => setTimeout(() => showLayer(id, { focus: true })),
    }));
}

function enabledCommands(): SpotlightActionGroupData[] {
  return menus
    .map((menu) => ({
      group: menu.title,
      actions: commands
        .filter((command) => command.menu === menu.id && !command.hidden && isEnabled(command.id))
        .map((command): SpotlightActionData => ({
          id: command.id,
          label: titleOf(command.id),
          keywords: [...(command.synonyms ?? []), command.title],
          rightSection: command.keys?.[0] === undefined ? null : <Keys accelerator={command.keys[0]} />,
          // After the palette has closed, so that a command may open a dialog of its own.
          onClick: () => setTimeout(() => runCommand(command.id)),
        })),
    }))
    .filter((group) => group.actions.length > 0);
}
