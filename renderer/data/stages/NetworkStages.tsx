// What the network and the recipe do to samples while training, behind the data's own stages: samples mixed with each
// other, and the layers that vary them right behind the Input, to be added, moved and taken out here as well.
import { Anchor, Button } from '@mantine/core';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { describeData } from '../../../shared/data/describe';
import { findLayer } from '../../../shared/layers';
import { augmentationsBehind, augmentationsFor, inputFor } from '../../../shared/network/augmentations';
import type { LayerNode, NodeId, ProjectDocument } from '../../../shared/network/document';
import { mixingOf, recipeOf } from '../../../shared/recipes';
import type { ParamValues } from '../../../shared/result';
import { NumbersView } from '../../screens/NumbersView';
import { ParamForm } from '../../screens/ParamForm';
import { useTrial } from '../../screens/useTrial';
import { deleteLayers, showLayer } from '../../stores/networkActions';
import { chooseRecipe } from '../../stores/recipeActions';
import { goTo } from '../../stores/uiStore';
import { FamilyIcon } from '../../ui/FamilyIcon';
import { AddMenu } from '../AddMenu';
import { OrderTools } from '../OrderTools';
import { insertAugmentation, reorderAugmentation } from './augmentationEdits';
import { StageCard } from './StageCard';
import { VaryAgain } from './VaryAgain';
import classes from './Stages.module.css';

interface Look {
  /** Which sample is looked at, and how it is drawn. */
  readonly place: number;
  readonly draw: number;
  readonly onVary: () => void;
}

interface Props extends Look {
  readonly document: ProjectDocument;
  readonly source: string;
}

export function NetworkStages({ document, source, ...look }: Props) {
  const { t } = useTranslation();
  const { network, data } = document;
  const spec = data === null ? null : describeData(data);
  const isMarked = (data?.masks ?? data?.boxes) !== undefined;
  const choices = spec === null ? [] : augmentationsFor(spec, source, isMarked);
  const input = spec === null ? undefined : inputFor(network, spec, source);
  const layers = input === undefined ? [] : augmentationsBehind(network, input.id);
  return (
    <>
      <MixStage document={document} input={input} {...look} />
      {input !== undefined &&
        layers.map((node, at) => (
          <LayerStage
            key={node.id}
            node={node}
            first={at === 0}
            last={at === layers.length - 1}
            onMove={(by) => reorderAugmentation(input.id, node.id, by)}
            {...look}
          />
        ))}
      {choices.length > 0 && (
        <li className={classes.add}>
          {input === undefined ? (
            <p className={classes.note}>
              {t('data.stages.noInput')}{' '}
              <Anchor component="button" type="button" onClick={() => goTo('network')}>
                {t('data.stages.toNetworkStep')}
              </Anchor>
            </p>
          ) : (
            <AddMenu
              label={t('data.stages.add')}
              choices={choices.map((definition) => ({
                id: definition.kind,
                title: definition.title,
                help: definition.summary,
                icon: <FamilyIcon definition={definition} />,
                add: () => insertAugmentation(input.id, definition.kind),
              }))}
            />
          )}
        </li>
      )}
    </>
  );
}

function LayerStage(
  props: Look & {
    readonly node: LayerNode;
    readonly first: boolean;
    readonly last: boolean;
    readonly onMove: (by: 1 | -1) => void;
  },
) {
  const { t } = useTranslation();
  const { node, first, last, onMove, ...look } = props;
  const definition = findLayer(node.kind);
  if (definition === undefined) return null;
  return (
    <StageCard
      title={node.name}
      help={definition.summary}
      icon={<FamilyIcon definition={definition} />}
      trainingOnly
      note={definition.words(node.params as never)}
      tools={<OrderTools step={node.name} order={{ first, last, onMove }} onRemove={() => deleteLayers([node.id])} />}
    >
      <Draws layer={node.id} name={node.name} {...look} />
      <Button
        size="compact-xs"
        variant="subtle"
        className={classes.again ?? ''}
        rightSection={<ArrowRight size={12} aria-hidden />}
        onClick={() => showLayer(node.id)}
      >
        {t('data.stages.showLayer', { name: node.name })}
      </Button>
    </StageCard>
  );
}

/** Recipes that can mix samples say so by their settings. */
function MixStage(props: Look & { readonly document: ProjectDocument; readonly input: LayerNode | undefined }) {
  const { t } = useTranslation();
  const { document, input, ...look } = props;
  const { recipe, params } = recipeOf(document.training);
  const spec = document.data === null ? null : describeData(document.data);
  const schema = recipe.mixing === undefined ? {} : (recipe.form?.(spec, [], params) ?? recipe.params);
  if (spec === null || Object.keys(schema).length === 0) return null;
  const mixes = mixingOf({ training: document.training, spec }) !== null;
  return (
    <StageCard
      title={t('data.stages.mix')}
      help={t('data.stages.mixHelp')}
      trainingOnly
      settings={
        <ParamForm
          schema={schema}
          values={params as ParamValues}
          onChange={(name, value) =>
            chooseRecipe({ id: recipe.id, params: { ...(params as ParamValues), [name]: value } })
          }
        />
      }
    >
      {mixes && input !== undefined ? (
        <Draws layer={input.id} name={t('data.stages.mix')} {...look} />
      ) : (
        <p className={classes.note}>{t('data.stages.off')}</p>
      )}
    </StageCard>
  );
}

function Draws({ layer, name, place, draw, onVary }: Look & { readonly layer: NodeId; readonly name: string }) {
  const trial = useTrial(layer, draw, place);
  if (trial === null) return null;
  if (!trial.ok) return <p className={classes.note}>{trial.problem.message}</p>;
  return (
    <>
      <ul className={classes.draws} aria-label={name}>
        {trial.value.samples.map(({ after }, at) => (
          <li key={at}>
            <NumbersView large numbers={after} label={`${name} ${at + 1}`} />
          </li>
        ))}
      </ul>
      <VaryAgain onVary={onVary} />
    </>
  );
}
