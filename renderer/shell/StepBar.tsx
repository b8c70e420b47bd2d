// Data, Network, Train, Evaluate, Predict, Export: where one is and how each stands.
import { Check } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useDocumentStore } from '../stores/documentStore';
import { useRunStore } from '../stores/runStore';
import { goTo, steps, useUiStore } from '../stores/uiStore';
import { stepStates, type StepState } from './stepStates';
import styles from './StepBar.module.css';

export function StepBar() {
  const { t } = useTranslation();
  const current = useUiStore((state) => state.step);
  const document = useDocumentStore((state) => state.document);
  const analysis = useDocumentStore((state) => state.analysis);
  const run = useRunStore((state) => state.run);
  const runs = useRunStore((state) => state.runs);
  const states = stepStates(document, analysis, run, runs);
  return (
    <nav aria-label={t('shell.steps')}>
      <ol className={styles['steps']}>
        {steps.map((step) => {
          const state = states[step];
          return (
            <li key={step}>
              <button
                type="button"
                className={styles['step']}
                data-state={state.kind}
                aria-current={step === current ? 'step' : undefined}
                aria-label={[t(`shell.step.${step}`), inWords(state, t)].filter(Boolean).join(', ')}
                onClick={() => goTo(step)}
              >
                {t(`shell.step.${step}`)}
                <Mark state={state} />
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function inWords(state: StepState, t: TFunction): string {
  switch (state.kind) {
    case 'done':
      return t('shell.state.done');
    case 'running':
      return t('shell.state.running');
    case 'attention':
      return t('shell.state.attention', { count: state.count });
    case 'waiting':
    case 'todo':
      return '';
  }
}

function Mark({ state }: { readonly state: StepState }) {
  if (state.kind === 'done') return <Check className={styles['check']} size={13} strokeWidth={2.5} aria-hidden />;
  if (state.kind === 'attention') return <span className={styles['count']}>{state.count}</span>;
  if (state.kind === 'running') return <span className={styles['pulse']} />;
  return null;
}
