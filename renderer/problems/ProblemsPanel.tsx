// Everything that is wrong or could be better, errors first; each line leads to its layer, offers its remedy and says
// why it matters.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonFor } from '../../shared/network/lint';
import type { Problem } from '../../shared/result';
import { useDocumentStore } from '../stores/documentStore';
import { showLayer } from '../stores/networkActions';
import { goTo, select } from '../stores/uiStore';
import { FixButtons } from '../ui/FixButtons';
import styles from './ProblemsPanel.module.css';

const icons = { error: CircleAlert, warning: TriangleAlert, hint: Info };
const rank = { error: 0, warning: 1, hint: 2 };

export function ProblemsPanel() {
  const { t } = useTranslation();
  const analysis = useDocumentStore((state) => state.analysis);
  const problems = useMemo(
    () => [...(analysis?.problems ?? [])].sort((a, b) => rank[a.severity] - rank[b.severity]),
    [analysis],
  );
  if (problems.length === 0) {
    return (
      <p className={styles['none']}>
        <CircleCheck size={15} aria-hidden />
        {t('problems.none')}
      </p>
    );
  }
  return (
    <ul className={styles['list']} aria-label={t('shell.drawer.problems')}>
      {problems.map((problem, place) => (
        <Line key={`${problem.code}:${problem.node ?? ''}:${place}`} problem={problem} />
      ))}
    </ul>
  );
}

function Line({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const name = useDocumentStore((state) =>
    problem.node === undefined ? undefined : state.analysis?.wiring.nodes.get(problem.node)?.name,
  );
  const Picture = icons[problem.severity];
  const show = () => {
    if (problem.node !== undefined) showLayer(problem.node);
    else {
      goTo('network');
      if (problem.edge !== undefined) select([], [problem.edge]);
    }
  };
  const reason = reasonFor(problem.code);
  const leads = problem.node !== undefined || problem.edge !== undefined;
  return (
    <li className={styles['line']} data-severity={problem.severity}>
      <Picture size={14} className={styles['icon']} aria-label={t(`problems.${problem.severity}`)} />
      <div className={styles['words']}>
        {leads ? (
          <button type="button" className={styles['message']} onClick={show}>
            {name !== undefined && <strong dir="auto">{name}</strong>} {problem.message}
          </button>
        ) : (
          <span className={styles['message']}>{problem.message}</span>
        )}
        <FixButtons problem={problem} />
        {reason !== undefined && <p className={styles['reason']}>{reason}</p>}
      </div>
    </li>
  );
}
