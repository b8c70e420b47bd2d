// How the source is read: the kind's own parameters, or the recipe of a generated set. A change reads it again.
import { Select } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig, DataSource } from '../../shared/data/config';
import { findGenerator } from '../../shared/data/generators';
import { dataKinds, findDataKind, type DataKindDefinition } from '../../shared/data/kinds';
import { checkParams, type ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';
import { Panel } from '../screens/Page';
import { ParamForm } from '../screens/ParamForm';
import { FramedPictures } from './FramedPictures';
import { rereadData } from './openDataFile';

/** Typing is over when this much time has passed. */
const settleMs = 400;

/** The kind's options, without those that mean nothing for the file's format. */
function schemaOf(data: DataConfig): ParamSchema {
  const kind = findDataKind(data.kind);
  return kind?.form?.(data) ?? kind?.params ?? {};
}

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
          <Fields
            schema={generator.params}
            values={source.params}
            onSettled={(params) => void rereadData({ source: { ...source, params } })}
          />
        </Panel>
        {data.kind !== 'table' && (
          <Panel title={t('data.reading.title')}>
            <Fields
              schema={schemaOf(data)}
              values={data.options}
              onSettled={(options) => void rereadData({ options })}
            />
            <Framed data={data} />
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
      <Fields schema={schema} values={data.options} onSettled={(options) => void rereadData({ options })} />
      <Framed data={data} />
    </Panel>
  );
}

function Framed({ data }: { readonly data: DataConfig }) {
  const choose = (framing: string) => void rereadData({ options: { ...data.options, framing } });
  return schemaOf(data)['framing'] === undefined ? null : <FramedPictures data={data} onChoose={choose} />;
}

function Fields(props: {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  readonly onSettled: (values: ParamValues) => void;
}) {
  /** What was changed and not read yet. */
  const [draft, setDraft] = useState<ParamValues>({});
  const values = { ...props.values, ...draft };
  const settle = useDebouncedCallback((next: ParamValues) => {
    const shown = Object.fromEntries(Object.keys(props.schema).map((name) => [name, next[name] as ParamValue]));
    if (checkParams(props.schema, shown) === null) props.onSettled(next);
  }, settleMs);
  // What was read (or undone) is the truth again.
  useEffect(() => setDraft({}), [props.values]);
  return (
    <ParamForm
      schema={props.schema}
      values={values}
      onChange={(name: string, value: ParamValue) => {
        const next = { ...props.values, ...withDefaults(props.schema, values), [name]: value };
        setDraft((before) => ({ ...before, [name]: value }));
        settle(next);
      }}
    />
  );
}

function withDefaults(schema: ParamSchema, values: ParamValues): ParamValues {
  return Object.fromEntries(
    Object.entries(schema).map(([name, param]) => [name, values[name] ?? (param.default as ParamValue)]),
  );
}
