// A number field as forms need it: what is being typed stays in the field until it is a number.
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import classes from './ParamForm.module.css';

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
      {...(props.suffix
        ? {
            rightSection: <span className={classes.suffix}>{props.suffix}</span>,
            rightSectionWidth: `${props.suffix.length + 2}ch`,
          }
        : {})}
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
