// What the network is to learn: the recipe, in one plain sentence, and its settings.
import { Button, Select } from '@mantine/core';
import { Minimize2 } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { describeData } from '../../shared/data/describe';
import type { ProjectDocument } from '../../shared/network/document';
import type { Option } from '../../shared/params';
import { findRecipe, recipeOf, recipes } from '../../shared/recipes';
import type { ParamValues } from '../../shared/result';
import { FieldRow, ParamForm } from '../screens/ParamForm';
import { useTrainedRuns } from '../runs/records';
import { bestWords } from '../runs/words';
import { chooseRecipe } from '../stores/recipeActions';
import { formatCompact } from '../ui/numbers';
import { makeSmaller } from './makeSmaller';

export function RecipeSettings({ document }: { readonly document: ProjectDocument }) {
  const { t } = useTranslation();
  const id = useId();
  const { recipe, params } = recipeOf(document.training);
  const data = document.data === null ? null : describeData(document.data);
  const trained = useTrainedRuns().runs.filter(({ status }) => status !== 'running' && status !== 'paused');
  const runs = trained.map((run): Option => {
    const size = t('training.settings.teacherSize', { parameters: formatCompact(run.parameters) });
    return { value: run.id, title: run.name, help: [bestWords(run), size].filter(Boolean).join(', ') };
  });
  // Recipes that do not suit the data cannot be chosen; the one that is chosen stands either way.
  const offered = recipes.map((entry) => ({
    value: entry.id,
    label: entry.title,
    disabled: entry.id !== recipe.id && data !== null && entry.objection(data) !== null,
  }));
  return (
    <>
      <FieldRow label={t('training.settings.recipe')} forId={id} help={recipe.summary}>
        <Select
          id={id}
          data={offered}
          value={recipe.id}
          onChange={(next) => {
            const chosen = next === null ? undefined : findRecipe(next);
            if (chosen) chooseRecipe({ id: chosen.id, params: {} });
          }}
        />
      </FieldRow>
      <ParamForm
        schema={recipe.form?.(data, runs, params) ?? recipe.params}
        values={params as ParamValues}
        onChange={(name, value) =>
          chooseRecipe({ id: recipe.id, params: { ...(params as ParamValues), [name]: value } })
        }
      />
      {recipe.teaching && (
        <FieldRow
          label={t('training.settings.student')}
          labelId={`${id}-student`}
          help={t('training.settings.studentHelp')}
        >
          <Button
            aria-describedby={`${id}-student`}
            variant="default"
            leftSection={<Minimize2 size={14} />}
            onClick={makeSmaller}
          >
            {t('training.settings.makeSmaller')}
          </Button>
        </FieldRow>
      )}
    </>
  );
}
