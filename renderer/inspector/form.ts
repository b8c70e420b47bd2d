// What a form of parameters asks for, and each of its fields. A layer inside a layer has a form inside a form, handed down as a component.
import type { ComponentType } from 'react';
import type { Param, ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';

export interface ParamFormProps {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  /** Values that a text parameter may be filled with. */
  readonly suggest?: (param: string) => readonly string[];
  readonly onChange: (name: string, value: ParamValue) => void;
}

export type InnerForm = ComponentType<ParamFormProps>;

export interface FieldProps<P extends Param = Param> {
  readonly id: string;
  readonly param: P;
  readonly value: ParamValue;
  /** Draws the form of a layer inside this one. */
  readonly InnerForm?: InnerForm | undefined;
  readonly suggestions: readonly string[];
  readonly invalid: boolean;
  readonly onChange: (value: ParamValue) => void;
}
