// One parameter as a row of the form: its name, its field, what is wrong with it, and its help behind a small "?".
import { CircleHelp, RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkParam, type Param } from '../../shared/params';
import type { ParamValue } from '../../shared/result';
import { Field } from './fields';
import type { InnerForm } from './form';
import styles from './ParamField.module.css';

interface ParamFieldProps {
  readonly param: Param;
  readonly value: ParamValue;
  readonly InnerForm: InnerForm;
  readonly suggestions?: readonly string[];
  readonly onChange: (value: ParamValue) => void;
}

/** These need the whole width of the panel. */
const wide = new Set<Param['type']>(['shape', 'layer']);

export function ParamField({ param, value, InnerForm, suggestions = [], onChange }: ParamFieldProps) {
  const { t } = useTranslation();
  const [helping, setHelping] = useState(false);
  const id = useId();
  const objection = checkParam(param, value);
  const changed = JSON.stringify(value) !== JSON.stringify(param.default);
  const option = param.type === 'choice' ? param.options.find((entry) => entry.value === value) : undefined;
  return (
    <div className={styles['row']} data-wide={wide.has(param.type)}>
      <div className={styles['head']}>
        <label id={`${id}-label`} htmlFor={id} className={styles['label']}>
          {param.title}
        </label>
        <button
          type="button"
          className={styles['mark']}
          aria-label={t('inspector.helpOn', { title: param.title })}
          aria-expanded={helping}
          onClick={() => setHelping(!helping)}
        >
          <CircleHelp size={12} aria-hidden />
        </button>
        {changed && (
          <button
            type="button"
            className={styles['mark']}
            aria-label={t('inspector.resetOne', { title: param.title })}
            title={t('inspector.resetOne', { title: param.title })}
            onClick={() => onChange(param.default as ParamValue)}
          >
            <RotateCcw size={11} aria-hidden />
          </button>
        )}
      </div>
      <div className={styles['field']}>
        <Field
          id={id}
          param={param}
          value={value}
          InnerForm={InnerForm}
          suggestions={suggestions}
          invalid={objection !== null}
          onChange={onChange}
        />
      </div>
      {objection !== null && (
        <p id={`${id}-error`} className={styles['error']} role="alert">
          {objection}
        </p>
      )}
      {helping && (
        <p className={styles['help']}>
          {param.help}
          {option && option.help !== '' && (
            <>
              {' '}
              <strong>{option.title}:</strong> {option.help}
            </>
          )}
        </p>
      )}
    </div>
  );
}
