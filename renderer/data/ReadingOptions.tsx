// How the source is read: the kind's own parameters, or the recipe of a generated set. A change reads it again.
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataConfig, DataSource } from '../../shared/data/config';
import { findGenerator } from '../../shared/data/generators';
import { dataKinds, findDataKind, type DataKindDefinition } from '../../shared/data/kinds';
import { Panel } from '../screens/Page';
import { OptionFields, schemaOf } from './OptionFields';
import { rereadData } from './openDataFile';

/** The kinds that such a source can be read as. */
function kindsFor(source: DataSource): readonly DataKindDefinition[] {
  if (source.type === 'folder') return dataKinds.filter((kind) => kind.folders);
  if (source.type !== 'file') return [];
  const name = source.name.toLowerCase();
  return dataKinds.filter((kind) => kind.extensions.some((ending) => name.endsWith(ending)));
}

export function ReadingOptions({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const { source } = data;
  if (source.type === 'generated') {
    const generator = findGenerator(source.id);
    return generator === undefined ? null : (
      <>
        <Panel title={t('data.recipe')}>
          <OptionFields
            schema={generator.params}
            values={source.params}
            onSettled={(params) => void rereadData({ source: { ...source, params } })}
          />
        </Panel>
        {data.kind !== 'table' && (
          <Panel title={t('data.reading.title')}>
            <OptionFields
              schema={schemaOf(data)}
              values={data.options}
              onSettled={(options) => void rereadData({ options })}
            />
          </Panel>
        )}
      </>
    );
  }
  // A bundled table is known to the last comma; there is nothing to choose.
  if (source.type === 'bundled' && data.kind === 'table') return null;
  const schema = schemaOf(data);
  const kinds = kindsFor(data.source);
  return Object.keys(schema).length === 0 ? null : (
    <Panel title={t('data.reading.title')}>
      {kinds.length > 1 && (
        <Select
          label={t('data.readAs')}
          description={data.options['readAs'] === undefined ? findDataKind(data.kind)?.reason(data) : undefined}
          inputWrapperOrder={['label', 'input', 'description']}
          data={kinds.map(({ id, title }) => ({ value: id, label: title }))}
          value={data.kind}
          allowDeselect={false}
          onChange={(readAs) => readAs !== null && void rereadData({ options: { readAs } })}
        />
      )}
      <OptionFields schema={schema} values={data.options} onSettled={(options) => void rereadData({ options })} />
    </Panel>
  );
}
