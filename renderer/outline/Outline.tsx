// The network as a list from inputs to outputs: everything that the canvas can do, without a pointer and without seeing it.
import { ActionIcon, Tooltip } from '@mantine/core';
import { Pencil, Spline, Trash2, Unlink, type LucideIcon } from 'lucide-react';
import { useMemo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import type { Analysis } from '../../shared/network/analyze';
import type { NodeId } from '../../shared/network/document';
import { formatShape, shapeInWords } from '../../shared/shape';
import { t as words } from '../i18n';
import { editNetwork, useDocumentStore } from '../stores/documentStore';
import { useLayer, useParameterCount, useProblems, useSpec } from '../stores/layerViews';
import { deleteLayers } from '../stores/networkActions';
import { removeEdges } from '../../shared/network/edits';
import { openMenu, selectNodes, startRenaming, useUiStore } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { FamilyIcon } from '../ui/FamilyIcon';
import { FixButtons } from '../ui/FixButtons';
import { LayerName } from '../ui/LayerName';
import { formatCount } from '../ui/numbers';
import { isTyping } from '../ui/isTyping';
import styles from './Outline.module.css';

/** Topological order; layers of a circle and behind it, which have none, at the end. */
function outlineOrder(analysis: Analysis): readonly NodeId[] {
  const ordered = new Set(analysis.order);
  return [...analysis.order, ...[...analysis.wiring.nodes.keys()].filter((id) => !ordered.has(id))];
}

export function Outline() {
  const { t } = useTranslation();
  const analysis = useDocumentStore((state) => state.analysis);
  const selected = useUiStore((state) => state.selectedNodes);
  const list = useRef<HTMLOListElement>(null);
  const order = useMemo(() => (analysis ? outlineOrder(analysis) : []), [analysis]);
  if (order.length === 0) return <p className={styles['empty']}>{t('outline.empty')}</p>;
  const tabStop = selected.find((id) => order.includes(id)) ?? order[0];

  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    const at = order.indexOf(row?.dataset['row'] ?? '');
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    const id = next === undefined ? undefined : order[next];
    if (id === undefined) return;
    event.preventDefault();
    selectNodes([id]);
    currentView()?.reveal(id);
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] > button`)?.focus();
  };
  return (
    <ol ref={list} className={styles['list']} aria-label={t('outline.title')} onKeyDown={onKeyDown}>
      {order.map((id) => (
        <Row key={id} id={id} selected={selected.includes(id)} tabStop={id === tabStop} />
      ))}
    </ol>
  );
}

interface RowProps {
  readonly id: NodeId;
  readonly selected: boolean;
  readonly tabStop: boolean;
}

function Row({ id, selected, tabStop }: RowProps) {
  const { t } = useTranslation();
  const node = useLayer(id);
  const spec = useSpec(id);
  const parameters = useParameterCount(id);
  const problems = useProblems(id);
  const renaming = useUiStore((state) => state.renaming === id);
  const sources = useDocumentStore((state) =>
    (state.analysis?.wiring.incoming.get(id) ?? [])
      .map((edge) => state.analysis!.wiring.nodes.get(edge.source)?.name ?? '')
      .join(', '),
  );
  if (!node) return null;
  const definition = findLayer(node.kind);
  const label = [
    node.name,
    definition?.title ?? node.kind,
    sources === '' ? '' : t('outline.reads', { names: sources }),
    spec ? t('canvas.gives', { shape: shapeInWords(spec.shape) }) : t('canvas.givesUnknown'),
    problems.length > 0 ? t('shell.state.attention', { count: problems.length }) : '',
  ]
    .filter(Boolean)
    .join(', ');
  const choose = () => {
    selectNodes([id]);
    currentView()?.reveal(id);
  };
  return (
    <li className={styles['row']} data-row={id} data-selected={selected}>
      {renaming ? (
        <LayerName id={id} name={node.name} />
      ) : (
        <button
          type="button"
          className={styles['layer']}
          aria-current={selected}
          tabIndex={tabStop ? 0 : -1}
          onClick={choose}
          onDoubleClick={() => startRenaming(id)}
        >
          {definition && <FamilyIcon definition={definition} size={13} />}
          <span className={styles['spoken']}>{label}</span>
          <span className={styles['name']} dir="auto" title={node.name} aria-hidden>
            {node.name}
          </span>
          <span className={styles['kind']} aria-hidden>
            {definition?.title ?? node.kind}
          </span>
          <span className={styles['sources']} aria-hidden>
            {sources === '' ? (
              ''
            ) : (
              <>
                ← <bdi>{sources}</bdi>
              </>
            )}
          </span>
          <span className={styles['shape']} aria-hidden>
            {spec ? formatShape(spec.shape) : '–'}
          </span>
          <span className={styles['count']} aria-hidden>
            {parameters ? formatCount(parameters) : ''}
          </span>
        </button>
      )}
      <span className={styles['tools']}>
        <Tool
          icon={Spline}
          label={t('outline.connect', { name: node.name })}
          run={(at) => openMenu({ type: 'connect', from: id, at })}
        />
        <Tool icon={Unlink} label={t('outline.disconnect', { name: node.name })} run={() => disconnect(id)} />
        <Tool icon={Pencil} label={t('outline.rename', { name: node.name })} run={() => startRenaming(id)} />
        <Tool icon={Trash2} label={t('outline.delete', { name: node.name })} run={() => deleteLayers([id])} />
      </span>
      {problems.map((problem) => (
        <div key={problem.code} className={styles['problem']} data-severity={problem.severity}>
          <span>{problem.message}</span>
          <FixButtons problem={problem} />
        </div>
      ))}
    </li>
  );
}

/** All wires of a layer, in and out. */
function disconnect(id: NodeId): void {
  const { document } = useDocumentStore.getState();
  const wires = document?.network.edges.filter((edge) => edge.source === id || edge.target === id) ?? [];
  if (wires.length === 0) return;
  editNetwork(words('edits.disconnect', { count: wires.length }), (network) =>
    removeEdges(
      network,
      wires.map((edge) => edge.id),
    ),
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly run: (at: { x: number; y: number }) => void;
}

function Tool({ icon: Picture, label, run }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={22}
        aria-label={label}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          run({ x: left, y: bottom + 4 });
        }}
      >
        <Picture size={13} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
