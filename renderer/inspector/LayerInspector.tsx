// One layer: its form, what flows in and out, its weights, what it is for. Everything is drawn from its definition.
import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import { ArrowRight, RotateCcw } from 'lucide-react';
import { memo, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import { cleanName } from '../../shared/names';
import type { LayerDefinition, WeightSpec } from '../../shared/layers/layer';
import type { LayerNode, NodeId } from '../../shared/network/document';
import { fallbackOf } from '../../shared/params';
import { edgesInto, orderedSources } from '../../shared/network/graph';
import { formatShape, shapeInWords, type TensorSpec, product } from '../../shared/shape';
import { checkName } from '../../shared/network/edits';
import { ProblemList } from '../screens/ProblemCard';
import { editParams, useDocumentStore } from '../stores/documentStore';
import { freezeLayers } from '../stores/freezing';
import { useLayer, useParameterCount, useProblems, useSpec } from '../stores/layerViews';
import { renameLayer, resetParams, writeNote } from '../stores/networkActions';
import { FamilyIcon } from '../ui/FamilyIcon';
import { formatCount } from '../ui/numbers';
import { ParamList } from './ParamList';
import { SharingLine } from './SharingLine';
import { suggestionsFor } from './suggestions';
import { TriedSamples } from './TriedSamples';
import styles from './Inspector.module.css';

export function LayerInspector({ id }: { readonly id: NodeId }) {
  const { t } = useTranslation();
  const node = useLayer(id);
  const problems = useProblems(id);
  const data = useDocumentStore((state) => state.analysis?.data ?? null);
  if (!node) return null;
  const definition = findLayer(node.kind);
  if (!definition) {
    return (
      <div className={styles['panel']}>
        <h2 className={styles['title']}>{node.kind}</h2>
        <ProblemList problems={problems} />
      </div>
    );
  }
  const changed = Object.entries(definition.params).some(
    ([name, param]) => JSON.stringify(node.params[name] ?? fallbackOf(param)) !== JSON.stringify(param.default),
  );
  return (
    <div className={styles['panel']} data-testid="layer-inspector">
      <Head definition={definition} />
      {problems.length > 0 && (
        <div className={styles['section']}>
          <ProblemList problems={problems} />
        </div>
      )}
      <Flow node={node} definition={definition} />
      <section className={styles['section']} aria-label={t('inspector.parameters')}>
        <div className={styles['sectionHead']}>
          <h3>{t('inspector.settings')}</h3>
          {changed && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              leftSection={<RotateCcw size={11} aria-hidden />}
              onClick={() => resetParams(id)}
            >
              {t('inspector.resetAll')}
            </Button>
          )}
        </div>
        <NameField key={node.name} id={id} name={node.name} />
        <ParamList
          schema={definition.params}
          values={node.params}
          suggest={(name) => suggestionsFor(definition.role, name, data)}
          onChange={(name, value) => editParams(id, { [name]: value })}
        />
      </section>
      {definition.augments === true && data !== null && (
        <Fold title={t('inspector.tried.title')} startsOpen>
          <TriedSamples id={id} />
        </Fold>
      )}
      <Weights node={node} definition={definition} />
      {definition.role === 'hidden' && <SharingLine node={node} />}
      <About definition={definition} />
      <Note id={id} note={node.note} />
    </div>
  );
}

// What an edit of another setting leaves as it is keeps to itself: a form is drawn anew on every key.

interface OfDefinition {
  readonly definition: LayerDefinition;
}

const Head = memo(function Head({ definition }: OfDefinition) {
  return (
    <header className={styles['head']}>
      <FamilyIcon definition={definition} />
      <div className={styles['headWords']}>
        <h2 className={styles['title']}>{definition.title}</h2>
        <p className={styles['summary']}>{definition.summary}</p>
      </div>
    </header>
  );
});

const About = memo(function About({ definition }: OfDefinition) {
  const { t } = useTranslation();
  return (
    <Fold title={t('inspector.about')} startsOpen>
      <p className={styles['text']}>{definition.help}</p>
      <pre className={styles['formula']}>{definition.formula}</pre>
    </Fold>
  );
});

const Note = memo(function Note({ id, note }: { readonly id: NodeId; readonly note: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Fold title={t('inspector.note')} startsOpen={note !== undefined}>
      <Textarea
        aria-label={t('inspector.note')}
        placeholder={t('inspector.notePlaceholder')}
        // Not autosize: it measures the page on every edit, which costs 8 ms beside 500 layers.
        rows={3}
        resize="vertical"
        maxLength={10_000}
        value={note ?? ''}
        onChange={(event) => writeNote(id, event.currentTarget.value)}
      />
    </Fold>
  );
});

/** Kept when it can stand; refused with the reason beside it otherwise. */
const NameField = memo(function NameField({ id, name }: { readonly id: NodeId; readonly name: string }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(name);
  const objection = useDocumentStore(({ document }) => document && checkName(document.network, id, draft));
  const finish = () => {
    setDraft(renameLayer(id, draft) === null ? cleanName(draft) : name);
  };
  return (
    <div className={styles['nameRow']}>
      <label htmlFor="layer-name">{t('inspector.name')}</label>
      <TextInput
        id="layer-name"
        dir="auto"
        value={draft}
        error={objection}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish();
          if (event.key === 'Escape') setDraft(name);
        }}
      />
    </div>
  );
});

interface OfLayer extends OfDefinition {
  readonly node: LayerNode;
}

/** What the layer reads and what it gives. */
function Flow({ node, definition }: OfLayer) {
  const { t } = useTranslation();
  const output = useSpec(node.id);
  const parameters = useParameterCount(node.id);
  const inputs = useInputs(node, definition);
  return (
    <section className={styles['flow']} aria-label={t('inspector.flow')}>
      {(output !== undefined || inputs.length > 0) && (
        <div className={styles['shapes']}>
          {inputs.length > 0 && (
            <>
              <span className={styles['shapeList']}>
                {inputs.map(({ name, spec }, place) => (
                  <ShapePill key={place} spec={spec} title={name} />
                ))}
              </span>
              <ArrowRight size={14} aria-label={t('inspector.becomes')} />
            </>
          )}
          <ShapePill spec={output} />
        </div>
      )}
      <dl className={styles['facts']}>
        <dt>{t('inspector.parameterCount')}</dt>
        <dd data-testid="parameter-count">{parameters === undefined ? '–' : formatCount(parameters)}</dd>
        {parameters !== undefined && parameters > 0 && (
          <>
            <dt>
              <label htmlFor="layer-frozen" title={t('inspector.frozenHelp')}>
                {t('inspector.frozen')}
              </label>
            </dt>
            <dd>
              <FrozenSwitch id={node.id} frozen={node.frozen === true} />
            </dd>
          </>
        )}
        <dt>{t('inspector.gives')}</dt>
        <dd>{output ? shapeInWords(output.shape) : t('inspector.unknown')}</dd>
      </dl>
    </section>
  );
}

const FrozenSwitch = memo(function FrozenSwitch({ id, frozen }: { readonly id: NodeId; readonly frozen: boolean }) {
  return (
    <Switch
      id="layer-frozen"
      size="xs"
      checked={frozen}
      onChange={(event) => freezeLayers([id], event.currentTarget.checked)}
    />
  );
});

function ShapePill({ spec, title }: { readonly spec: TensorSpec | undefined; readonly title?: string }) {
  return (
    <span className={styles['pill']} title={title}>
      {spec ? formatShape(spec.shape) : '?'}
    </span>
  );
}

interface NamedInput {
  readonly name: string;
  readonly spec: TensorSpec | undefined;
}

function useInputs(node: LayerNode, definition: LayerDefinition): readonly NamedInput[] {
  const analysis = useDocumentStore((state) => state.analysis);
  return useMemo(() => {
    if (!analysis) return [];
    return orderedSources(definition.inputs, edgesInto(analysis.wiring, node.id)).flatMap((source) =>
      source === null
        ? []
        : [{ name: analysis.wiring.nodes.get(source)?.name ?? '', spec: analysis.specs.get(source) }],
    );
  }, [analysis, definition, node.id]);
}

/** Every array of numbers that the layer owns, as Keras lists them. */
function Weights({ node, definition }: OfLayer) {
  const { t } = useTranslation();
  const inputs = useInputs(node, definition);
  const known = useSpec(node.id) !== undefined;
  const data = useDocumentStore((state) => state.analysis?.data ?? null);
  const weights = useMemo((): readonly WeightSpec[] => {
    const specs = inputs.flatMap(({ spec }) => (spec ? [spec] : []));
    if (!known || specs.length < inputs.length) return [];
    return definition.weights(specs, node.params as never, { data, layer: findLayer });
  }, [definition, inputs, known, node.params, data]);
  if (weights.length === 0) return null;
  return (
    <Fold title={t('inspector.weights')} startsOpen>
      <table className={styles['weights']}>
        <thead>
          <tr>
            <th>{t('inspector.weightName')}</th>
            <th>{t('inspector.weightShape')}</th>
            <th>{t('inspector.weightCount')}</th>
          </tr>
        </thead>
        <tbody>
          {weights.map((weight) => (
            <tr key={weight.name} data-fixed={!weight.trainable}>
              <td>
                {weight.name}
                {!weight.trainable && <span className={styles['fixed']}> {t('inspector.fixed')}</span>}
              </td>
              <td>{formatShape(weight.shape)}</td>
              <td>{formatCount(product(weight.shape))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Fold>
  );
}

interface FoldProps {
  readonly title: string;
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

function Fold({ title, startsOpen = false, children }: FoldProps) {
  return (
    <details className={styles['fold']} open={startsOpen}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
