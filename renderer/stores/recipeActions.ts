// What is learned, and how: a change of the recipe as one step of undo.
import type { ProjectDocument } from '../../shared/network/document';
import type { RecipeChoice } from '../../shared/recipes';
import { t } from '../i18n';
import { edit } from './documentStore';

export function chooseRecipe(recipe: RecipeChoice): void {
  const change = (document: ProjectDocument) => ({ ...document, training: { ...document.training, recipe } });
  edit(t('edits.recipe'), change, 'training:recipe');
}
