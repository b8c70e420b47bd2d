// All parameters of a schema in its order; the rare ones under "More".
import { ChevronRight } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Param, fallbackOf } from '../../shared/params';
import type { ParamValue } from '../../shared/result';
import type { ParamFormProps } from './form';
import { ParamField } from './ParamField';
import styles from './ParamList.module.css';

export function ParamList({ schema, values, suggest, onChange }: ParamFormProps) {
  const { t } = useTranslation();
  const shown = Object.entries(schema).filter(([, param]) => param.visible?.(values) ?? true);
  const advanced = shown.filter(([, param]) => param.advanced);
  const [open, setOpen] = useState(false);
  // The same function for ever, so that only the field that was edited is drawn again.
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  }, [onChange]);
  const change = useCallback((name: string, value: ParamValue) => latest.current(name, value), []);
  const fields = (entries: readonly (readonly [string, Param])[]) =>
    entries.map(([name, param]) => (
      <OneField
        key={name}
        name={name}
        param={param}
        value={values[name] ?? fallbackOf(param)}
        suggestions={suggest?.(name) ?? none}
        onChange={change}
      />
    ));
  return (
    <>
      {fields(shown.filter(([, param]) => !param.advanced))}
      {advanced.length > 0 && (
        <>
          <button type="button" className={styles['more']} aria-expanded={open} onClick={() => setOpen(!open)}>
            <ChevronRight size={12} className={styles['arrow']} aria-hidden />
            {t('inspector.more')}
          </button>
          {open && fields(advanced)}
        </>
      )}
    </>
  );
}

interface OneFieldProps {
  readonly name: string;
  readonly param: Param;
  readonly value: ParamValue;
  readonly suggestions: readonly string[];
  readonly onChange: (name: string, value: ParamValue) => void;
}

const none: readonly string[] = [];

const OneField = memo(
  function OneField({ name, onChange, ...rest }: OneFieldProps) {
    return <ParamField {...rest} InnerForm={ParamList} onChange={(value) => onChange(name, value)} />;
  },
  (a, b) =>
    a.name === b.name &&
    a.param === b.param &&
    a.value === b.value &&
    a.onChange === b.onChange &&
    a.suggestions.length === b.suggestions.length &&
    a.suggestions.every((entry, at) => entry === b.suggestions[at]),
);
