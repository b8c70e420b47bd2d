// Ctrl+K: every command and every layer by name, typed instead of searched for.
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
import { searchLayers } from '../../shared/layers';
import { addLayer } from '../stores/networkActions';
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
  const actions: SpotlightActionGroupData[] =
    layers.length > 0 ? [...groups, { group: t('palette.title'), actions: layers }] : groups;
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
