// Drawing a wire from the keyboard: the list holds only layers that the wire may lead to.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanName } from '../../shared/names';
import { findLayer } from '../../shared/layers';
import type { Analysis } from '../../shared/network/analyze';
import { checkConnection } from '../../shared/network/connections';
import type { NodeId } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { connectLayers } from '../stores/networkActions';
import { closeMenu, useUiStore } from '../stores/uiStore';
import { currentView } from '../stores/viewStore';
import { FamilyIcon } from '../ui/FamilyIcon';
import { FloatingList } from '../ui/FloatingList';
import { showMessage } from '../ui/showProblem';

export interface Target {
  readonly node: NodeId;
  readonly port: string;
  readonly portTitle: string;
  /** The port takes several wires, or none leads to it yet: nothing is replaced. */
  readonly free: boolean;
}

/** Every port that a wire from this layer may lead to, free ones first, then in the order of the network. */
export function targetsOf(analysis: Analysis, from: NodeId): readonly Target[] {
  const targets: Target[] = [];
  const place = new Map(analysis.order.map((id, at) => [id, at]));
  for (const node of analysis.wiring.nodes.values()) {
    for (const port of findLayer(node.kind)?.inputs ?? []) {
      if (!checkConnection(analysis, from, node.id, port.name).valid) continue;
      const taken = analysis.wiring.incoming.get(node.id)?.some((edge) => edge.port === port.name) === true;
      targets.push({
        node: node.id,
        port: port.name,
        portTitle: port.title,
        free: port.many !== undefined || !taken,
      });
    }
  }
  return targets.sort(
    (a, b) => Number(b.free) - Number(a.free) || (place.get(a.node) ?? Infinity) - (place.get(b.node) ?? Infinity),
  );
}

export function ConnectMenu() {
  const menu = useUiStore((state) => state.menu);
  return menu?.type === 'connect' ? <OpenMenu key={menu.from} from={menu.from} at={menu.at} /> : null;
}

function OpenMenu({ from, at }: { readonly from: NodeId; readonly at: { x: number; y: number } | undefined }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const analysis = useDocumentStore((state) => state.analysis);
  const targets = useMemo(() => (analysis ? targetsOf(analysis, from) : []), [analysis, from]);
  const source = analysis?.wiring.nodes.get(from);
  if (!analysis || !source) return null;
  const wanted = cleanName(query).toLowerCase();
  const items = targets.flatMap((target) => {
    const node = analysis.wiring.nodes.get(target.node)!;
    const definition = findLayer(node.kind)!;
    const several = definition.inputs.length > 1;
    const title = several ? `${node.name} · ${target.portTitle}` : node.name;
    if (!`${title} ${definition.title}`.toLowerCase().includes(wanted)) return [];
    return [
      {
        key: `${target.node}:${target.port}`,
        title,
        detail: target.free ? definition.title : t('outline.replaces', { title: definition.title }),
        picture: <FamilyIcon definition={definition} />,
        run: () => {
          const reason = connectLayers(from, target.node, target.port);
          if (reason !== null) showMessage(reason);
          currentView()?.focus(from);
        },
      },
    ];
  });
  return (
    <FloatingList
      label={t('outline.connectFrom', { name: source.name })}
      placeholder={t('outline.connectFrom', { name: source.name })}
      at={at}
      query={query}
      onQuery={setQuery}
      items={items}
      empty={targets.length === 0 ? t('outline.noTarget', { name: source.name }) : t('outline.notFound')}
      onClose={closeMenu}
    />
  );
}
