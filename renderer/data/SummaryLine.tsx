// The data in one line: how much of what, what is to be predicted, and where it comes from.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { describeData } from '../../shared/data/describe';
import { recipeOf } from '../../shared/recipes';
import type { RecipeDefinition } from '../../shared/recipes/recipe';
import { useDocumentStore } from '../stores/documentStore';
import { formatCount } from '../ui/numbers';
import { findBundledSet } from './bundledSets';

/** What the document's training makes of the data: its recipe. */
export function useRecipe() {
  return useDocumentStore((state) => recipeOf(state.document?.training ?? {}).recipe);
}

/** How much there is, and of what size. */
function amountOf(data: DataConfig, t: TFunction): string {
  const { images, masks, boxes, audio, video, pairs, tags, series, text, table } = data;
  const picture = ({ width, height, channels }: { width: number; height: number; channels: number }) => ({
    width,
    height,
    colour: channels === 1 ? t('data.grey') : t('data.colour'),
  });
  const count = (many: number) => ({ count: many, n: formatCount(many) });
  if (images) return t('data.summaryImages', { ...count(images.imageCount), ...picture(images) });
  if (boxes) return t('data.summaryBoxes', { ...count(boxes.imageCount), ...picture(boxes) });
  if (masks) return t('data.summaryMasks', { ...count(masks.imageCount), ...picture(masks) });
  if (audio) {
    const seconds = formatCount(Number((audio.length / audio.rate).toFixed(2)));
    return t('data.summaryAudio', { ...count(audio.clipCount), seconds, rate: formatCount(audio.rate) });
  }
  if (video) return t('data.summaryVideo', { ...count(video.clipCount), frames: video.frames, ...picture(video) });
  if (pairs) return t('data.summaryPairs', count(pairs.pairCount));
  if (tags) return t('data.summaryTags', { ...count(tags.sentenceCount), length: formatCount(tags.length) });
  if (series) {
    const [window, columns] = [formatCount(series.window), series.channels.join(', ')];
    return t('data.summarySeries', { ...count(series.rowCount), window, columns });
  }
  if (text) {
    const unit = t(`data.tokens.${text.level}`, { count: text.length });
    return t('data.summaryText', { ...count(text.textCount), length: formatCount(text.length), unit });
  }
  return t('data.summaryTable', { ...count(table?.rowCount ?? 0), columns: formatCount(table?.columns.length ?? 0) });
}

/** What is learned from it; empty where nothing is chosen yet. */
function aimOf(data: DataConfig, recipe: RecipeDefinition, t: TFunction): string {
  if (recipe.data !== '') return t('data.recipeOf', { title: recipe.title, words: recipe.data });
  const [target] = Object.values(describeData(data).targets);
  if (target === undefined) return '';
  if (data.pairs) return t('data.writes', { name: data.pairs.target.column, source: data.pairs.source.column });
  if (target.places !== undefined)
    return t(data.tags ? 'data.tagsTokens' : 'data.classesRows', {
      name: target.title,
      count: target.classes?.length ?? 0,
    });
  if (target.ahead !== undefined && target.ahead < 1) return t('data.tellsRows', { name: target.title });
  if (target.ahead !== undefined)
    return t('data.forecastsRows', { name: target.title, n: formatCount(target.shape?.[0] ?? 1) });
  if (target.task === 'regression') return t('data.predictsNumber', { name: target.title });
  if (target.task === 'labels')
    return t('data.predictsLabels', { name: target.title, n: formatCount(target.classes?.length ?? 0) });
  if (data.boxes) return t('data.predictsBoxes', { count: data.boxes.classes.length });
  if (data.masks) return t('data.predictsPixels', { count: data.masks.classes.length });
  return t('data.predictsClass', { name: target.title, count: target.classes?.length ?? 0 });
}

function originOf({ source }: DataConfig, t: TFunction): string {
  if (source.type === 'generated') return t('data.originGenerated');
  if (source.type !== 'bundled') return source.kept === true ? t('data.originKept') : source.path;
  const set = findBundledSet(source.id);
  return set ? t('data.originBundled', { licence: set.licence }) : '';
}

export function SummaryLine({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const recipe = useRecipe();
  return <>{[amountOf(data, t), aimOf(data, recipe, t), originOf(data, t)].filter(Boolean).join(' · ')}</>;
}
