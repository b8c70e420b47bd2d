// A field for every kind of parameter. What is typed goes to the document at once; only what is not a value yet ("", "-")
// waits in the field. No layer is named here.
import { Autocomplete, SegmentedControl, Select, Slider, Switch } from '@mantine/core';
import { Link2, Link2Off } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findLayer } from '../../shared/layers';
import { defaultsOf, type IntsParam, type LayerParam, type Option } from '../../shared/params';
import type { ParamValues } from '../../shared/result';
import { NumberField } from '../screens/NumberField';
import type { FieldProps } from './form';
import { NumbersField, ShapeField } from './listFields';
import styles from './fields.module.css';

export function Field({ param, ...rest }: FieldProps) {
  const { id, value, onChange } = rest;
  const number = typeof value === 'number' ? value : null;
  switch (param.type) {
    case 'int':
      return (
        <NumberField
          id={id}
          whole
          value={number}
          min={param.min}
          max={param.max}
          suffix={param.unit}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
    case 'optionalInt':
      return (
        <NumberField
          id={id}
          whole
          value={number}
          min={param.min}
          max={param.max}
          suffix={param.unit}
          placeholder={param.emptyTitle}
          onChange={onChange}
        />
      );
    case 'float': {
      const field = (
        <NumberField
          id={id}
          value={number}
          min={param.min}
          max={param.max}
          step={param.step}
          factor={param.log === true}
          suffix={param.unit}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
      // A share between two near ends is easier to slide than to type.
      if (param.log === true || param.max - param.min > 1) return field;
      return (
        <div className={styles['slide']}>
          <Slider
            thumbLabel={param.title}
            label={null}
            min={param.min}
            max={param.max}
            step={param.step ?? 0.01}
            value={number ?? param.default}
            onChange={onChange}
          />
          {field}
        </div>
      );
    }
    case 'choice':
      return <ChoiceField {...rest} options={param.options} />;
    case 'flag':
      return (
        <Switch
          id={id}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          classNames={{ body: styles['switch'] ?? '' }}
        />
      );
    case 'text':
      return (
        <Autocomplete
          id={id}
          data={[...rest.suggestions]}
          maxLength={param.maxLength}
          error={rest.invalid}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
        />
      );
    case 'ints':
      return <IntsField {...rest} param={param} />;
    case 'shape':
      return <ShapeField {...rest} param={param} />;
    case 'numbers':
      return <NumbersField {...rest} param={param} />;
    case 'layer':
      return <LayerField {...rest} param={param} />;
  }
}

/** Few short options lie open side by side; more of them fold into a list that tells each one's meaning. */
function ChoiceField({
  id,
  value,
  options,
  onChange,
}: Omit<FieldProps, 'param'> & { readonly options: readonly Option[] }) {
  const data = options.map((option) => ({ value: option.value, label: option.title }));
  if (options.length <= 3 && options.reduce((letters, option) => letters + option.title.length, 0) <= 18) {
    return (
      <SegmentedControl
        fullWidth
        aria-labelledby={`${id}-label`}
        data={data}
        value={String(value)}
        onChange={onChange}
      />
    );
  }
  const helpOf = new Map(options.map((option) => [option.value, option.help]));
  return (
    <Select
      id={id}
      data={data}
      value={String(value)}
      searchable={options.length > 8}
      maxDropdownHeight={320}
      comboboxProps={{ width: 270, position: 'bottom-end' }}
      renderOption={({ option }) => (
        <span className={styles['option']}>
          {option.label}
          <span className={styles['optionHelp']}>{helpOf.get(option.value)}</span>
        </span>
      )}
      onChange={(next) => next !== null && onChange(next)}
    />
  );
}

/** One field for each number; while the link is closed, typing in one sets all. */
function IntsField({ id, param, value, onChange }: FieldProps<IntsParam>) {
  const { t } = useTranslation();
  const numbers = Array.isArray(value) ? (value as readonly number[]) : param.default;
  const [linked, setLinked] = useState(numbers.every((number) => number === numbers[0]));
  const set = (place: number, next: number) =>
    onChange(param.labels.map((_label, at) => (linked || at === place ? next : (numbers[at] ?? next))));
  return (
    <div className={styles['ints']}>
      {param.labels.map((label, place) => (
        <NumberField
          key={label}
          {...(place === 0 ? { id } : {})}
          label={`${param.title}, ${label.toLowerCase()}`}
          whole
          value={numbers[place] ?? null}
          min={param.min}
          max={param.max}
          onChange={(next) => next !== null && set(place, next)}
        />
      ))}
      {param.labels.length > 1 && (
        <button
          type="button"
          className={styles['link']}
          aria-pressed={linked}
          aria-label={t('inspector.linked', { names: param.labels.join(', ').toLowerCase() })}
          title={t('inspector.linked', { names: param.labels.join(', ').toLowerCase() })}
          onClick={() => setLinked(!linked)}
        >
          {linked ? <Link2 size={13} aria-hidden /> : <Link2Off size={13} aria-hidden />}
        </button>
      )}
    </div>
  );
}

/** Another layer inside this one: its kind, then its own form. */
function LayerField({ id, param, value, InnerForm, onChange }: FieldProps<LayerParam>) {
  const inner = value as { readonly kind: string; readonly params: ParamValues };
  const definition = findLayer(inner.kind);
  const choose = (kind: string | null) => {
    const chosen = kind === null ? undefined : findLayer(kind);
    if (chosen) onChange({ kind: chosen.kind, params: defaultsOf(chosen.params) as ParamValues });
  };
  return (
    <div className={styles['inner']}>
      <Select
        id={id}
        data={param.kinds.map((kind) => ({ value: kind, label: findLayer(kind)?.title ?? kind }))}
        value={inner.kind}
        searchable={param.kinds.length > 8}
        onChange={choose}
      />
      {definition && InnerForm && (
        <div className={styles['nested']}>
          <InnerForm
            schema={definition.params}
            values={inner.params}
            onChange={(name, next) => onChange({ kind: inner.kind, params: { ...inner.params, [name]: next } })}
          />
        </div>
      )}
    </div>
  );
}
