// What is selected, in full: one layer's form, several layers' common actions, a wire, or the whole network.
import { Button } from '@mantine/core';
import {
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Copy,
  Group,
  Snowflake,
  Trash2,
  Ungroup,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import { formatShape, shapeInWords, sizeOf } from '../../shared/shape';
import { blockOf, groupSelection, ungroupSelection } from '../stores/blockActions';
import { useDocumentStore } from '../stores/documentStore';
import { freezeLayers, frozenState } from '../stores/freezing';
import { alignSelection, deleteSelection, duplicateSelection, type Alignment } from '../stores/networkActions';
import { openMenu, useUiStore } from '../stores/uiStore';
import { estimateMemory } from '../../shared/network/memory';
import { formatBytes, formatCount } from '../ui/numbers';
import { BlockInspector } from './BlockInspector';
import { LayerInspector } from './LayerInspector';
import styles from './Inspector.module.css';

export function Inspector() {
  const nodes = useUiStore((state) => state.selectedNodes);
  const edges = useUiStore((state) => state.selectedEdges);
  const [node] = nodes;
  const [edge] = edges;
  return (
    <div className={styles['scroll']}>
      {nodes.length === 1 && node !== undefined ? (
        <>
          <LayerInspector key={node} id={node} />
          <BlockOfOne id={node} />
        </>
      ) : nodes.length > 1 ? (
        <SeveralLayers ids={nodes} />
      ) : edges.length === 1 && edge !== undefined ? (
        <Wire id={edge} />
      ) : (
        <WholeNetwork />
      )}
    </div>
  );
}

const alignments: readonly { readonly how: Alignment; readonly Picture: typeof Copy }[] = [
  { how: 'top', Picture: AlignStartHorizontal },
  { how: 'left', Picture: AlignStartVertical },
  { how: 'columns', Picture: AlignHorizontalDistributeCenter },
  { how: 'rows', Picture: AlignVerticalDistributeCenter },
];

/** A layer that is a block by itself: repeated, for instance. */
function BlockOfOne({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const network = useDocumentStore((state) => state.document?.network);
  const block = network && blockOf(network, [id]);
  if (!block) return null;
  return (
    <div className={styles['panel']}>
      <BlockInspector key={block.id} block={block} />
      <div className={styles['actions']}>
        <Button variant="default" leftSection={<Ungroup size={14} aria-hidden />} onClick={ungroupSelection}>
          {t('inspector.ungroup')}
        </Button>
      </div>
    </div>
  );
}

function SeveralLayers({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const analysis = useDocumentStore((state) => state.analysis);
  const network = useDocumentStore((state) => state.document?.network);
  const block = network && blockOf(network, ids);
  const { learning, frozen } = frozenState(ids);
  const counts = new Map<string, number>();
  let parameters = 0;
  const chosen = new Set(ids);
  for (const [id, { trainable, fixed }] of analysis?.parameters ?? []) {
    if (chosen.has(analysis?.flat.origin.get(id) ?? id)) parameters += trainable + fixed;
  }
  for (const id of ids) {
    const node = analysis?.wiring.nodes.get(id);
    const title = node && (findLayer(node.kind)?.title ?? node.kind);
    if (title !== undefined) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return (
    <div className={styles['panel']}>
      <h2 className={styles['title']}>{t('inspector.several', { count: ids.length })}</h2>
      {block && <BlockInspector key={block.id} block={block} />}
      <dl className={styles['facts']}>
        {[...counts].map(([title, count]) => (
          <FactRow key={title} name={title} value={formatCount(count)} />
        ))}
        <FactRow name={t('inspector.parameterCount')} value={formatCount(parameters)} />
      </dl>
      <div className={styles['actions']}>
        {alignments.map(({ how, Picture }) => (
          <Button
            key={how}
            variant="default"
            leftSection={<Picture size={14} aria-hidden />}
            onClick={() => alignSelection(how)}
          >
            {t(`inspector.align.${how}`)}
          </Button>
        ))}
        {learning + frozen > 0 && (
          <Button
            variant="default"
            leftSection={<Snowflake size={14} aria-hidden />}
            title={t('inspector.frozenHelp')}
            onClick={() => freezeLayers(ids, learning > 0)}
          >
            {learning > 0 ? t('inspector.freeze') : t('inspector.thaw')}
          </Button>
        )}
        {block === undefined ? (
          <Button variant="default" leftSection={<Group size={14} aria-hidden />} onClick={groupSelection}>
            {t('inspector.group')}
          </Button>
        ) : (
          <Button variant="default" leftSection={<Ungroup size={14} aria-hidden />} onClick={ungroupSelection}>
            {t('inspector.ungroup')}
          </Button>
        )}
        <Button variant="default" leftSection={<Copy size={14} aria-hidden />} onClick={duplicateSelection}>
          {t('inspector.duplicate')}
        </Button>
        <Button variant="default" leftSection={<Trash2 size={14} aria-hidden />} onClick={deleteSelection}>
          {t('inspector.delete')}
        </Button>
      </div>
    </div>
  );
}

function Wire({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const edge = useDocumentStore((state) => state.document?.network.edges.find((entry) => entry.id === id));
  const analysis = useDocumentStore((state) => state.analysis);
  if (!edge || !analysis) return <WholeNetwork />;
  const spec = analysis.specs.get(edge.source);
  const size = spec ? sizeOf(spec.shape) : null;
  return (
    <div className={styles['panel']}>
      <h2 className={styles['title']}>{t('inspector.wire')}</h2>
      <p className={styles['summary']}>
        <bdi>{analysis.wiring.nodes.get(edge.source)?.name}</bdi> →{' '}
        <bdi>{analysis.wiring.nodes.get(edge.target)?.name}</bdi>
      </p>
      <dl className={styles['facts']}>
        <FactRow name={t('inspector.shape')} value={spec ? formatShape(spec.shape) : t('inspector.unknown')} />
        {spec && <FactRow name={t('inspector.carries')} value={shapeInWords(spec.shape)} />}
        {size !== null && <FactRow name={t('inspector.numbersPerSample')} value={formatCount(size)} />}
      </dl>
      <div className={styles['actions']}>
        <Button variant="default" onClick={() => openMenu({ type: 'add', place: { type: 'edge', edge: id } })}>
          {t('inspector.insert')}
        </Button>
        <Button variant="default" leftSection={<Trash2 size={14} aria-hidden />} onClick={deleteSelection}>
          {t('inspector.removeWire')}
        </Button>
      </div>
    </div>
  );
}

function WholeNetwork() {
  const { t } = useTranslation();
  const analysis = useDocumentStore((state) => state.analysis);
  const document = useDocumentStore((state) => state.document);
  if (!analysis || !document) return null;
  const { trainable, fixed, frozen } = analysis.totals;
  const { training } = document;
  return (
    <div className={styles['panel']}>
      <h2 className={styles['title']}>{t('inspector.network')}</h2>
      <dl className={styles['facts']}>
        <FactRow name={t('inspector.layerCount')} value={formatCount(document.network.nodes.length)} />
        <FactRow name={t('inspector.parameterCount')} value={formatCount(trainable + fixed)} />
        {fixed > 0 && <FactRow name={t('inspector.trainable')} value={formatCount(trainable)} />}
        {frozen > 0 && <FactRow name={t('inspector.frozenParameters')} value={formatCount(frozen)} />}
        {document.network.nodes.length > 0 && (
          <>
            <FactRow name={t('inspector.weightBytes')} value={formatBytes((trainable + fixed) * 4)} />
            <FactRow
              name={t('inspector.memory')}
              value={t('inspector.roughly', { bytes: formatBytes(estimateMemory(analysis, training)) })}
            />
          </>
        )}
      </dl>
      <p className={styles['hint']}>{t('inspector.nothingSelected')}</p>
    </div>
  );
}

function FactRow({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
