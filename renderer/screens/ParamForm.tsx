// A form drawn from parameter definitions, for settings outside of layers: reading options, training, exports.
import { NumberInput, SegmentedControl, Select, Switch, TextInput, Tooltip } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkParam, type Param, type ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';
import classes from './ParamForm.module.css';

interface Props {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  readonly onChange: (name: string, value: ParamValue) => void;
  readonly disabled?: boolean;
}

/** All fields of a schema in its order; those marked advanced under "More". */
export function ParamForm({ schema, values, onChange, disabled = false }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const shown = Object.entries(schema).filter(([, param]) => param.visible?.(values) ?? true);
  const usual = shown.filter(([, param]) => !param.advanced);
  const advanced = shown.filter(([, param]) => param.advanced);
  const fields = (entries: readonly (readonly [string, Param])[]) =>
    entries.map(([name, param]) => (
      <ParamRow
        key={name}
        param={param}
        value={values[name] ?? param.default}
        disabled={disabled}
        onChange={(value) => onChange(name, value)}
      />
    ));
  return (
    <div className={classes.form}>
      {fields(usual)}
      {advanced.length > 0 && (
        <>
          <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('screens.less') : t('screens.more')}
          </button>
          {open && fields(advanced)}
        </>
      )}
    </div>
  );
}

/** A label, its help as one sentence, and a field; reset where the value is not the default. */
export function FieldRow(props: {
  readonly label: ReactNode;
  readonly labelId?: string;
  readonly forId?: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly onReset?: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <div className={classes.line}>
        <span className={classes.name}>
          <label id={props.labelId} htmlFor={props.forId} className={classes.label}>
            {props.label}
          </label>
          {props.onReset && (
            <Tooltip label={t('screens.reset')}>
              <button type="button" className={classes.reset} aria-label={t('screens.reset')} onClick={props.onReset}>
                <RotateCcw size={11} aria-hidden />
              </button>
            </Tooltip>
          )}
        </span>
        <div className={classes.field}>{props.children}</div>
      </div>
      {props.error ? (
        <p className={classes.error} role="alert">
          {props.error}
        </p>
      ) : (
        props.help !== undefined && <p className={classes.help}>{props.help}</p>
      )}
    </div>
  );
}

interface RowProps {
  readonly param: Param;
  readonly value: ParamValue;
  readonly onChange: (value: ParamValue) => void;
  readonly disabled?: boolean;
}

export function ParamRow({ param, value, onChange, disabled = false }: RowProps) {
  const id = useId();
  const objection = checkParam(param, value);
  const changed = JSON.stringify(value) !== JSON.stringify(param.default);
  return (
    <FieldRow
      label={param.title}
      labelId={`${id}-label`}
      forId={id}
      help={param.type === 'choice' ? (param.options.find((o) => o.value === value)?.help ?? param.help) : param.help}
      error={objection}
      onReset={changed && !disabled ? () => onChange(param.default as ParamValue) : undefined}
    >
      <ParamInput id={id} param={param} value={value} onChange={onChange} disabled={disabled} />
    </FieldRow>
  );
}

export function ParamInput({ id, param, value, onChange, disabled = false }: RowProps & { readonly id: string }) {
  switch (param.type) {
    case 'int':
    case 'float':
    case 'optionalInt':
      return (
        <NumberField
          id={id}
          value={typeof value === 'number' ? value : null}
          whole={param.type !== 'float'}
          min={param.min}
          max={param.max}
          step={param.type === 'float' ? (param.log ? undefined : param.step) : 1}
          factor={param.type === 'float' && param.log === true}
          suffix={param.unit}
          placeholder={param.type === 'optionalInt' ? param.emptyTitle : undefined}
          disabled={disabled}
          onChange={(next) => {
            if (next !== null || param.type === 'optionalInt') onChange(next);
          }}
        />
      );
    case 'choice':
      return param.options.length <= 3 && param.options.every((option) => option.title.length <= 12) ? (
        <SegmentedControl
          fullWidth
          disabled={disabled}
          aria-labelledby={`${id}-label`}
          data={param.options.map(({ value: option, title }) => ({ value: option, label: title }))}
          value={String(value)}
          onChange={onChange}
        />
      ) : (
        <Select
          id={id}
          disabled={disabled}
          data={param.options.map(({ value: option, title }) => ({ value: option, label: title }))}
          value={String(value)}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
    case 'flag':
      return (
        <Switch
          id={id}
          disabled={disabled}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'text':
      return (
        <TextInput
          id={id}
          disabled={disabled}
          maxLength={param.maxLength}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'ints':
    case 'shape':
    case 'layer':
      // Only layers have such parameters; the inspector draws them.
      return null;
  }
}

interface NumberFieldProps {
  readonly id?: string;
  readonly value: number | null;
  readonly whole?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | undefined;
  /** Arrow keys multiply and divide (by √10) instead of adding: for learning rates. */
  readonly factor?: boolean;
  readonly suffix?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean;
  readonly label?: string;
  readonly size?: 'xs' | 'md';
  readonly onChange: (value: number | null) => void;
}

/** 1, 3, 10, 30, …: the next round number up or down from any positive one. */
export function nextByFactor(value: number, up: boolean): number {
  const steps = [1, 3];
  const power = Math.floor(Math.log10(value) + 1e-9);
  const rounds = [power - 1, power, power + 1].flatMap((p) => steps.map((s) => Number((s * 10 ** p).toPrecision(1))));
  return up
    ? (rounds.find((round) => round > value * 1.0001) ?? value)
    : ([...rounds].reverse().find((round) => round < value * 0.9999) ?? value);
}

/** A number while it is typed: what is not finished yet ("0.", "") stays in the field and is not handed on. */
export function NumberField(props: NumberFieldProps) {
  const { value, whole = false, factor = false, onChange } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? (value === null ? '' : plain(value));
  return (
    <NumberInput
      {...(props.id === undefined ? {} : { id: props.id })}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      {...(props.size === undefined ? {} : { size: props.size })}
      {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      value={shown}
      disabled={props.disabled ?? false}
      allowDecimal={!whole}
      clampBehavior="none"
      hideControls={factor}
      withKeyboardEvents={!factor}
      step={props.step ?? 1}
      {...(props.min === undefined || factor ? {} : { min: props.min })}
      {...(props.max === undefined || factor ? {} : { max: props.max })}
      rightSection={props.suffix ? <span className={classes.suffix}>{props.suffix}</span> : undefined}
      onChange={(next) => {
        setDraft(typeof next === 'number' ? null : next);
        if (next === '') onChange(null);
        else if (Number.isFinite(Number(next))) onChange(Number(next));
      }}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        if (!factor || value === null || value <= 0) return;
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        setDraft(null);
        onChange(nextByFactor(value, event.key === 'ArrowUp'));
      }}
    />
  );
}

/** A number without an exponent where that is readable: 1e-7 becomes 0.0000001. */
function plain(value: number): string {
  const text = String(value);
  return text.includes('e-') ? value.toFixed(Math.min(12, Number(text.split('e-')[1]) + 2)).replace(/0+$/, '') : text;
}
