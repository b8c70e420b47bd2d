// All layers by family: drag one onto the canvas, or press it to add it after the selection.
import { HoverCard, TextInput } from '@mantine/core';
import { ChevronRight, Search, X } from 'lucide-react';
import { memo, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { families, layers, searchLayers } from '../../shared/layers';
import type { Family, LayerDefinition } from '../../shared/layers/layer';
import { searchIn } from '../../shared/layers/search';
import type { SavedBlock } from '../../shared/network/savedBlock';
import { blockSamples, type BlockSample } from '../../shared/samples/blocks';
import { addBlock, addSavedBlock } from '../stores/blockActions';
import { addLayer } from '../stores/networkActions';
import { forgetBlock, useSettingsStore } from '../stores/settingsStore';
import { FamilyIcon } from '../ui/FamilyIcon';
import { Icon } from '../ui/Icon';
import { showProblem } from '../ui/showProblem';
import { endLayerDrag, startLayerDrag } from './drag';
import styles from './Palette.module.css';

interface Group {
  readonly family: Family;
  readonly title: string;
  readonly layers: readonly LayerDefinition[];
}

const groups: readonly Group[] = families
  .map(({ id, title }) => ({ family: id, title, layers: layers.filter((layer) => layer.family === id) }))
  .filter((group) => group.layers.length > 0);

export function Palette() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<Family | 'blocks'>>(new Set());
  const found = useMemo(() => (query.trim() === '' ? null : searchLayers(query)), [query]);
  const foundBlocks = useMemo(() => (query.trim() === '' ? blockSamples : searchIn(blockSamples, query)), [query]);

  const own = useSettingsStore((state) => state.blocks);
  const ownFound = useMemo(
    () => own.filter(({ name }) => name.toLowerCase().includes(query.trim().toLowerCase())),
    [own, query],
  );

  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && found?.[0]) addLayer(found[0].kind);
    else if (event.key === 'Enter' && found && foundBlocks[0]) add(foundBlocks[0]);
    else if (event.key === 'Escape' && query !== '') setQuery('');
    else if (event.key === 'ArrowDown') focusItem(event.currentTarget, 0);
    else return;
    event.preventDefault();
  };
  const toggle = (family: Family | 'blocks') => {
    const next = new Set(closed);
    if (!next.delete(family)) next.add(family);
    setClosed(next);
  };
  return (
    <div className={styles['palette']} data-palette>
      <div className={styles['search']}>
        <TextInput
          aria-label={t('palette.search')}
          placeholder={t('palette.search')}
          value={query}
          leftSection={<Search size={14} aria-hidden />}
          rightSection={
            query === '' ? undefined : (
              <button
                type="button"
                className={styles['clear']}
                aria-label={t('palette.clear')}
                onClick={() => setQuery('')}
              >
                <X size={13} aria-hidden />
              </button>
            )
          }
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
      </div>
      <div className={styles['list']} onKeyDown={onListKey}>
        {found ? (
          <>
            {found.map((layer) => (
              <Item key={layer.kind} definition={layer} />
            ))}
            {ownFound.map((block) => (
              <OwnBlockItem key={block.name} block={block} />
            ))}
            {foundBlocks.map((sample) => (
              <BlockItem key={sample.id} sample={sample} />
            ))}
            {found.length + ownFound.length + foundBlocks.length === 0 && (
              <p className={styles['nothing']}>{t('palette.nothing', { query })}</p>
            )}
          </>
        ) : (
          <>
            {groups.map((group) => {
              const open = !closed.has(group.family);
              return (
                <section key={group.family} className={styles['group']}>
                  <button
                    type="button"
                    className={styles['family']}
                    aria-expanded={open}
                    onClick={() => toggle(group.family)}
                  >
                    <ChevronRight size={12} className={styles['arrow']} aria-hidden />
                    <span
                      className={styles['dot']}
                      style={{ background: `var(--family-${group.family})` }}
                      aria-hidden
                    />
                    {group.title}
                  </button>
                  {open && group.layers.map((layer) => <Item key={layer.kind} definition={layer} />)}
                </section>
              );
            })}
            <section className={styles['group']}>
              <button
                type="button"
                className={styles['family']}
                aria-expanded={!closed.has('blocks')}
                onClick={() => toggle('blocks')}
              >
                <ChevronRight size={12} className={styles['arrow']} aria-hidden />
                <span className={styles['dot']} style={{ background: 'var(--accent)' }} aria-hidden />
                {t('palette.blocks')}
              </button>
              {!closed.has('blocks') && own.map((block) => <OwnBlockItem key={block.name} block={block} />)}
              {!closed.has('blocks') && foundBlocks.map((sample) => <BlockItem key={sample.id} sample={sample} />)}
            </section>
          </>
        )}
      </div>
    </div>
  );
}

/** Arrows go up and down the list, past the families' headings. */
function onListKey(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const items = itemsOf(event.currentTarget);
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[Math.max(0, Math.min(items.length - 1, at + by))]?.focus();
  event.preventDefault();
}

function itemsOf(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[data-layer], [data-block]')];
}

function focusItem(from: Element, place: number): void {
  const palette = from.closest('[data-palette]');
  if (palette) itemsOf(palette)[place]?.focus();
}

const Item = memo(function Item({ definition }: { readonly definition: LayerDefinition }) {
  const { t } = useTranslation();
  return (
    <HoverCard position="right-start" openDelay={550} closeDelay={60} width={264} shadow="md" offset={10}>
      <HoverCard.Target>
        <button
          type="button"
          draggable
          className={styles['item']}
          data-layer={definition.kind}
          aria-description={definition.summary}
          onDragStart={(event) => startLayerDrag(event, definition.kind)}
          onDragEnd={endLayerDrag}
          onClick={() => addLayer(definition.kind)}
        >
          <FamilyIcon definition={definition} />
          <span className={styles['name']}>{definition.title}</span>
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={styles['card'] ?? ''}>
        <strong>{definition.title}</strong>
        <p>{definition.summary}</p>
        <code>{definition.formula}</code>
        <p className={styles['how']}>{t('palette.how')}</p>
      </HoverCard.Dropdown>
    </HoverCard>
  );
});

function add(sample: BlockSample): void {
  const problem = addBlock(sample);
  if (problem !== null) showProblem(problem);
}

const BlockItem = memo(function BlockItem({ sample }: { readonly sample: BlockSample }) {
  const { t } = useTranslation();
  return (
    <HoverCard position="right-start" openDelay={550} closeDelay={60} width={264} shadow="md" offset={10}>
      <HoverCard.Target>
        <button
          type="button"
          className={`${styles['item']} ${styles['block']}`}
          data-block={sample.id}
          aria-description={sample.summary}
          onClick={() => add(sample)}
        >
          <span className={styles['tile']}>
            <Icon name={sample.icon} size={15} />
          </span>
          <span className={styles['name']}>{sample.title}</span>
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={styles['card'] ?? ''}>
        <strong>{sample.title}</strong>
        <p>{sample.summary}</p>
        <p className={styles['how']}>{t('palette.blockHow')}</p>
      </HoverCard.Dropdown>
    </HoverCard>
  );
});

function OwnBlockItem({ block }: { readonly block: SavedBlock }) {
  const { t } = useTranslation();
  return (
    <div className={styles['own']}>
      <button
        type="button"
        className={`${styles['item']} ${styles['block']}`}
        data-block={block.name}
        aria-description={t('palette.ownBlock', { count: block.network.nodes.length })}
        onClick={() => {
          const problem = addSavedBlock(block);
          if (problem !== null) showProblem(problem);
        }}
      >
        <span className={styles['tile']}>
          <Icon name="Bookmark" size={15} />
        </span>
        <span className={styles['name']}>{block.name}</span>
      </button>
      <button
        type="button"
        className={styles['clear']}
        aria-label={t('palette.forgetBlock', { name: block.name })}
        onClick={() => forgetBlock(block.name)}
      >
        <X size={13} aria-hidden />
      </button>
    </div>
  );
}
