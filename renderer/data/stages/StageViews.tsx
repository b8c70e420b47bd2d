// How a sample looks behind a stage: pictures, a waveform to be heard, a spectrum, words, codes, curves.
import { useTranslation } from 'react-i18next';
import type { StageView } from '../../../shared/data/stages/stage';
import { visibleText } from '../../../shared/visibleText';
import { formatNumber } from '../../screens/format';
import { Curves, Legend } from '../../screens/Curves';
import { Marked } from '../../screens/Marked';
import { PlayButton } from '../../screens/SoundView';
import { TokenLine } from '../../screens/TokenLine';
import { formatCount } from '../../ui/numbers';
import { ValueBars } from '../ValueBars';
import classes from './Stages.module.css';

interface Props<F extends StageView['form'] = StageView['form']> {
  readonly view: Extract<StageView, { readonly form: F }>;
  /** The stage's title, for those who cannot see what is shown. */
  readonly name: string;
}

/** Columns of a series that are drawn. */
const mostCurves = 4;
const tones = [0, 1, 2, 3] as const;

export function StageViewOf({ view, name }: Props) {
  switch (view.form) {
    case 'pictures':
      return <Pictures view={view} name={name} />;
    case 'sound':
      return <SoundLine view={view} name={name} />;
    case 'spectrum':
      return <Spectrum view={view} name={name} />;
    case 'text':
      return (
        <p className={classes.text} dir="auto">
          {visibleText(view.text)}
          {view.cut && '…'}
        </p>
      );
    case 'tokens':
      return <TokenLine tokens={view.tokens} more={view.total > view.tokens.length} />;
    case 'codes':
      return <Codes view={view} name={name} />;
    case 'series':
      return <Series view={view} name={name} />;
    case 'draws':
      return (
        <ul className={classes.draws}>
          {view.draws.map((draw, at) => (
            <li key={at}>
              <StageViewOf view={draw} name={`${name} ${at + 1}`} />
            </li>
          ))}
        </ul>
      );
  }
}

function Bars({ view, name }: { readonly view: StageView; readonly name: string }) {
  const { t } = useTranslation();
  return 'spread' in view && view.spread !== undefined ? (
    <ValueBars small spread={view.spread} label={(from, to) => t('data.stages.values', { stage: name, from, to })} />
  ) : null;
}

function Pictures({ view, name }: Props<'pictures'>) {
  const { t } = useTranslation();
  const { pictures, width, height, marks } = view;
  return (
    <>
      <figure className={classes.pictures} data-many={pictures.length > 1 || undefined}>
        {pictures.map((picture, at) => (
          <span key={at} className={classes.picture}>
            <Marked picture={picture} marks={marks} alt={t('data.stages.picture', { stage: name, n: at + 1 })} />
          </span>
        ))}
        <figcaption>{t('data.stages.pixels', { width, height })}</figcaption>
      </figure>
      <Bars view={view} name={name} />
    </>
  );
}

function SoundLine({ view, name }: Props<'sound'>) {
  const { t } = useTranslation();
  const { wave, seconds, rate, wav } = view;
  return (
    <div className={classes.sound}>
      <PlayButton load={() => Promise.resolve(wav)} />
      <div className={classes.wave}>
        <Curves bare height={44} label={t('screens.waveform', { name })} curves={[{ name, values: wave, tone: 0 }]} />
      </div>
      <span className={classes.caption}>
        {t('data.stages.sound', { seconds: formatNumber(seconds, 3), rate: formatCount(rate) })}
      </span>
    </div>
  );
}

function Spectrum({ view, name }: Props<'spectrum'>) {
  const { t } = useTranslation();
  return (
    <>
      <img className={classes.spectrum} src={view.picture} alt={t('screens.spectrogram', { name })} draggable={false} />
      <Bars view={view} name={name} />
    </>
  );
}

function Codes({ view }: Props<'codes'>) {
  const { t } = useTranslation();
  const { codes, total } = view;
  return (
    <p className={classes.codes}>
      {codes.join(' ')}
      {total > codes.length && ` ${t('data.stages.more', { n: formatCount(total - codes.length) })}`}
    </p>
  );
}

function Series({ view, name }: Props<'series'>) {
  const curves = view.channels.slice(0, mostCurves).map((channel, at) => ({
    name: channel,
    values: view.values.map((row) => row[at] ?? null),
    tone: tones[at]!,
  }));
  return (
    <>
      <div className={classes.series}>
        <Curves label={name} height={96} curves={curves} />
        {curves.length > 1 && <Legend curves={curves} />}
      </div>
      <Bars view={view} name={name} />
    </>
  );
}
