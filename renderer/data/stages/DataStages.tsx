// The stages that belong to the data, with the reading options that rule each: the same fields as beside the tabs.
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../../shared/data/config';
import { stagesOf } from '../../../shared/data/stages';
import type { Figures, Stage, StagedSample, StageView } from '../../../shared/data/stages/stage';
import type { ParamSchema } from '../../../shared/params';
import { formatNumber } from '../../screens/format';
import { OptionFields, schemaOf } from '../OptionFields';
import { rereadData } from '../openDataFile';
import { StageCard } from './StageCard';
import { StageViewOf } from './StageViews';
import { VaryAgain } from './VaryAgain';
import { Ways } from './Ways';
import classes from './Stages.module.css';

interface Props {
  readonly data: DataConfig;
  readonly source: string;
  readonly sample: StagedSample | null;
  readonly onVary: () => void;
}

/** Numbers of a figure that are written out. */
const mostValues = 4;

export function DataStages({ data, source, sample, onVary }: Props) {
  const schema = schemaOf(data);
  return stagesOf(data, source).map((stage) => (
    <StageCard
      key={stage.id}
      title={stage.title}
      help={stage.help}
      trainingOnly={stage.trainingOnly === true}
      note={stage.reason?.(data)}
      figures={<FigureLine figures={sample?.figures[stage.id]} />}
      settings={settingsOf(stage, schema, data)}
    >
      <View stage={stage} view={sample?.views[stage.id]} data={data} waits={sample === null} onVary={onVary} />
    </StageCard>
  ));
}

function settingsOf({ options = [] }: Stage, schema: ParamSchema, data: DataConfig) {
  const own = Object.fromEntries(options.flatMap((name) => (schema[name] === undefined ? [] : [[name, schema[name]]])));
  const shown = Object.values(own).some(({ visible }) => visible?.(data.options) ?? true);
  if (!shown) return undefined;
  const all = Object.values(own).every(({ advanced }) => advanced === true);
  return (
    <OptionFields
      openMore={all}
      schema={own}
      values={data.options}
      onSettled={(values) => void rereadData({ options: values })}
    />
  );
}

function View(props: {
  readonly stage: Stage;
  readonly view: StageView | undefined;
  readonly data: DataConfig;
  readonly waits: boolean;
  readonly onVary: () => void;
}) {
  const { t } = useTranslation();
  const { stage, view, data, waits, onVary } = props;
  if (view === undefined) return waits ? null : <p className={classes.note}>{t('data.stages.off')}</p>;
  return (
    <>
      <StageViewOf view={view} name={stage.title} />
      {view.form === 'pictures' && <Ways data={data} view={view} />}
      {view.form === 'draws' && <VaryAgain onVary={onVary} />}
    </>
  );
}

/** "Measured on the training part: mean 33.1, deviation 78.2". */
function FigureLine({ figures }: { readonly figures: Figures | undefined }) {
  const { t } = useTranslation();
  if (figures === undefined) return null;
  const said = figures.figures.map(({ title, values }) => {
    // Alike in every channel.
    const different = values.every((value) => value === values[0]) ? values.slice(0, 1) : values;
    const rest = different.length > mostValues ? ', …' : '';
    return `${title} ${different
      .slice(0, mostValues)
      .map((value) => formatNumber(value))
      .join(', ')}${rest}`;
  });
  return (
    <p className={classes.figures} data-measured={figures.measured || undefined}>
      {t(figures.measured ? 'data.stages.measured' : 'data.stages.fixed', { figures: said.join('; ') })}
    </p>
  );
}
