// Which column's groups are compared: one choice of the document, made where counts or figures are looked at.
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeGroups } from './dataEdits';

export function GroupColumn({ columns, chosen }: { readonly columns: readonly string[]; readonly chosen: string }) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('data.groups.column')}
      placeholder={t('data.groups.choose')}
      data={[...columns]}
      value={chosen === '' ? null : chosen}
      searchable
      clearable
      w={220}
      onChange={(name) => changeGroups(name ?? undefined)}
    />
  );
}
