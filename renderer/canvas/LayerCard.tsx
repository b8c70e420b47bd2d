// One layer on the canvas. It knows its id and asks the stores for the rest, so that an edit draws only what it changed.
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { Link2, Plus, Snowflake, TriangleAlert } from 'lucide-react';
import { memo, useLayoutEffect, useRef, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import type { LayerDefinition } from '../../shared/layers/layer';
import type { LayerNode } from '../../shared/network/document';
import type { Problem } from '../../shared/result';
import { shapeInWords } from '../../shared/shape';
import { useDocumentStore } from '../stores/documentStore';
import { cardSize } from '../stores/networkActions';
import { useLayer, useParameterCount, useProblems, wordsOf } from '../stores/layerViews';
import { openMenu, startRenaming, useUiStore } from '../stores/uiStore';
import { FixButtons } from '../ui/FixButtons';
import { Icon } from '../ui/Icon';
import { LayerName } from '../ui/LayerName';
import { formatCompact, formatCount } from '../ui/numbers';
import { useCanvasStore } from './canvasStore';
import { followSpec, setWords } from './live';
import { labelId, type CardNode } from './projection';
import styles from './LayerCard.module.css';

/** Keras numbers equal layers by themselves; only a name that a person chose is worth showing. */
function chosenName(node: LayerNode): string {
  const base = node.name.replace(/_\d+$/, '');
  return base === node.kind ? '' : node.name;
}

export const LayerCard = memo(function LayerCard({ id, selected }: NodeProps<CardNode>) {
  const node = useLayer(id);
  if (!node) return null;
  return <Card node={node} definition={findLayer(node.kind)} selected={selected} />;
});

interface CardProps {
  readonly node: LayerNode;
  readonly definition: LayerDefinition | undefined;
  readonly selected: boolean;
}

function Card({ node, definition, selected }: CardProps) {
  const { t } = useTranslation();
  const { id } = node;
  const parameters = useParameterCount(id);
  const problems = useProblems(id);
  const renaming = useUiStore((state) => state.renaming === id);
  const outOfReach = useCanvasStore((state) => state.reachableTargets !== null && !state.reachableTargets.has(id));
  const words = definition ? wordsOf(node, definition) : '';
  const name = chosenName(node);
  const severity = problems[0]?.severity;
  const down = useDocumentStore((state) => state.document?.view?.direction === 'down');
  return (
    <div
      className={styles['card']}
      data-kind={node.kind}
      data-selected={selected}
      data-severity={severity}
      data-dimmed={outOfReach}
      data-flow={down ? 'down' : 'right'}
      style={
        { '--family': `var(--family-${definition?.family ?? 'io'})`, width: cardSize.width } as React.CSSProperties
      }
    >
      <span className={styles['band']} />
      {node.note !== undefined && <span className={styles['dogEar']} title={node.note} />}
      <Label node={node} definition={definition} problems={problems} parameters={parameters} />
      <div className={styles['head']}>
        <span className={styles['icon']}>
          <Icon name={definition?.icon ?? 'CircleHelp'} size={15} />
        </span>
        {renaming ? (
          <LayerName id={id} name={node.name} className="nodrag nopan" />
        ) : (
          <span
            className={styles['title']}
            title={definition?.title ?? node.kind}
            onDoubleClick={() => startRenaming(id)}
          >
            {definition?.title ?? node.kind}
          </span>
        )}
        {node.frozen === true && (
          <span className={styles['badge']} title={t('canvas.frozen')} data-testid="frozen-mark">
            <Snowflake size={12} aria-hidden />
          </span>
        )}
        {node.shares !== undefined && <SharedMark with={node.shares} />}
        {parameters !== undefined && parameters > 0 && (
          <span
            className={styles['count']}
            title={t('canvas.parameters', { count: parameters, exact: formatCount(parameters) })}
          >
            {formatCompact(parameters)}
          </span>
        )}
      </div>
      {name !== '' && !renaming && (
        <div className={styles['name']} dir="auto" title={name}>
          {name}
        </div>
      )}
      {words !== '' && <div className={styles['words']}>{words}</div>}
      <Ports definition={definition} down={down} />
      {definition?.role !== 'output' && <OutputPort id={id} down={down} />}
      {problems.length > 0 && <Complaint problems={problems} />}
    </div>
  );
}

/** Stands where the number of parameters stands on a layer that has its own. */
function SharedMark({ with: owner }: { readonly with: string }) {
  const { t } = useTranslation();
  const name = useLayer(owner)?.name ?? '';
  return (
    <span className={styles['badge']} title={t('canvas.shares', { name })}>
      <Link2 size={13} aria-label={t('canvas.shares', { name })} />
    </span>
  );
}

interface LabelProps extends Omit<CardProps, 'selected'> {
  readonly problems: readonly Problem[];
  readonly parameters: number | undefined;
}

/**
 * The name of the card for screen readers: name, type, where it reads from, what it gives, what is wrong. After an edit
 * far up, what is seen comes first: the words of hundreds of cards follow in an idle moment.
 */
function Label({ node, definition, problems, parameters }: LabelProps) {
  const { t } = useTranslation();
  const label = useRef<HTMLSpanElement>(null);
  const { id, name, kind } = node;
  const frozen = node.frozen === true;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  useLayoutEffect(() => {
    const title = definition?.title ?? kind;
    const count = parameters ? t('canvas.parameters', { count: parameters, exact: formatCount(parameters) }) : '';
    const trouble = errors > 0 ? t('shell.state.attention', { count: errors }) : '';
    return followSpec(
      id,
      (spec) => {
        const gives = spec ? t('canvas.gives', { shape: shapeInWords(spec.shape) }) : t('canvas.givesUnknown');
        const held = frozen ? t('canvas.frozen') : '';
        setWords(label.current!, [name, title, gives, count, held, trouble].filter(Boolean).join(', '));
      },
      () => false,
    );
  }, [t, id, name, kind, definition, parameters, frozen, errors]);
  return <span ref={label} id={labelId(id)} className={styles['label']} />;
}

interface PortsProps {
  readonly definition: LayerDefinition | undefined;
  readonly down: boolean;
}

/** One entrance needs no word; several are listed by name, each with its own port. */
function Ports({ definition, down }: PortsProps) {
  const ports = definition?.inputs ?? [];
  if (ports.length <= 1) {
    return ports.map((port) => (
      <Handle
        key={port.name}
        type="target"
        id={port.name}
        position={down ? Position.Top : Position.Left}
        className={`${styles['port']} ${styles['entrance']}`}
        data-many={port.many !== undefined}
      />
    ));
  }
  return (
    <div className={styles['ports']}>
      {ports.map((port) => (
        <div key={port.name} className={styles['portRow']}>
          <Handle type="target" id={port.name} position={Position.Left} className={styles['port']} />
          {port.title}
        </div>
      ))}
    </div>
  );
}

function OutputPort({ id, down }: { readonly id: string; readonly down: boolean }) {
  const { t } = useTranslation();
  const wired = useDocumentStore((state) => state.analysis?.wiring.outgoing.has(id) === true);
  const offer = (event: MouseEvent) => {
    event.stopPropagation();
    const { right, top } = event.currentTarget.getBoundingClientRect();
    openMenu({ type: 'add', place: { type: 'after', node: id }, at: { x: right + 8, y: top - 12 } });
  };
  return (
    <>
      <Handle
        type="source"
        position={down ? Position.Bottom : Position.Right}
        className={`${styles['port']} ${styles['exit']}`}
      />
      <button
        type="button"
        tabIndex={-1}
        className={`${styles['offer']} nodrag nopan`}
        data-wired={wired}
        aria-label={t('canvas.offer')}
        title={t('canvas.offer')}
        onClick={offer}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <Plus size={13} strokeWidth={2.25} aria-hidden />
      </button>
    </>
  );
}

/** What is wrong, under the card; hints and warnings only for the layer one is at. */
function Complaint({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation();
  const [first, ...others] = problems;
  if (!first) return null;
  return (
    <div className={`${styles['complaint']} nodrag nopan nowheel`} data-severity={first.severity}>
      <span className={styles['mark']}>
        <TriangleAlert size={13} strokeWidth={2.25} aria-hidden />
      </span>
      <div className={styles['complaintText']}>
        <span className={styles['message']}>{first.message}</span>
        <FixButtons problem={first} />
        {others.length > 0 && (
          <span className={styles['more']}>{t('canvas.moreProblems', { count: others.length })}</span>
        )}
      </div>
    </div>
  );
}
