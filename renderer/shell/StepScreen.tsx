// The screen of the step that is shown. Screens load when they are first opened.
import { lazy, Suspense, type ComponentType } from 'react';
import type { Step } from '../stores/uiStore';
import styles from './StepScreen.module.css';

type ScreenModule = { readonly [name: string]: ComponentType };
const files = import.meta.glob<ScreenModule>([
  '../start/StartScreen.tsx',
  '../data/DataScreen.tsx',
  './NetworkScreen.tsx',
  '../training/TrainScreen.tsx',
  '../evaluate/EvaluateScreen.tsx',
  '../predict/PredictScreen.tsx',
  '../export/ExportScreen.tsx',
]);

/** Each file exports a component of its own name. */
const screens: { readonly [title: string]: ComponentType } = Object.fromEntries(
  Object.entries(files).map(([path, load]) => {
    const name = /(\w+)\.tsx$/.exec(path)![1]!;
    return [name, lazy(async () => ({ default: (await load())[name]! }))];
  }),
);

export function StepScreen({ step }: { readonly step: Step }) {
  const Screen = screens[`${step.charAt(0).toUpperCase()}${step.slice(1)}Screen`];
  return (
    <div className={styles['screen']} data-step={step}>
      <Suspense>{Screen ? <Screen /> : null}</Suspense>
    </div>
  );
}
