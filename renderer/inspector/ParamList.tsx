// All parameters of a schema in its order; the rare ones under "More".
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Param } from '../../shared/params';
import type { ParamValue } from '../../shared/result';
import type { ParamFormProps } from './form';
import { ParamField } from './ParamField';
import styles from './ParamList.module.css';

export function ParamList({ schema, values, suggest, onChange }: ParamFormProps) {
  const { t } = useTranslation();
  const shown = Object.entries(schema).filter(([, param]) => param.visible?.(values) ?? true);
  const advanced = shown.filter(([, param]) => param.advanced);
  const [open, setOpen] = useState(false);
  const fields = (entries: readonly (readonly [string, Param])[]) =>
    entries.map(([name, param]) => (
      <ParamField
        key={name}
        param={param}
        value={values[name] ?? (param.default as ParamValue)}
        InnerForm={ParamList}
        suggestions={suggest?.(name) ?? []}
        onChange={(value) => onChange(name, value)}
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
