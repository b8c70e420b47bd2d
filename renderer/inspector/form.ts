// What a form of parameters asks for. A layer inside a layer has a form inside a form, handed down as a component.
import type { ComponentType } from 'react';
import type { ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';

export interface ParamFormProps {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  /** Values that a text parameter may be filled with. */
  readonly suggest?: (param: string) => readonly string[];
  readonly onChange: (name: string, value: ParamValue) => void;
}

export type InnerForm = ComponentType<ParamFormProps>;
