// Layers as text on the clipboard: JSON that people can read, send and paste into another project. Bad text is refused
// with a reason and never reaches the document.
import { soundBlocks } from '../../shared/network/blocks';
import type { Network } from '../../shared/network/document';
import { networkSchema } from '../../shared/network/schema';
import { fail, ok, type Result } from '../../shared/result';
import { t } from '../i18n';
import { formatBytes } from '../ui/numbers';

const longest = 5_000_000;

export function writeLayers(fragment: Network): string {
  return JSON.stringify({ app: 'layerloom', ...fragment }, null, 1);
}

/** Names and ids that the fragment lacks or repeats make it unfit; wires without both ends are left out. */
export function readLayers(text: string): Result<Network> {
  const nothing = fail('clipboard.noLayers', t('edits.nothingToPaste'), { severity: 'hint' });
  if (!text.trimStart().startsWith('{')) return nothing;
  if (text.length > longest) {
    const size = formatBytes(text.length);
    return fail('clipboard.tooLong', t('edits.pasteTooLarge', { size, limit: formatBytes(longest) }));
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return nothing;
  }
  const outcome = networkSchema.safeParse(parsed);
  if (!outcome.success) {
    const [issue] = outcome.error.issues;
    const reason = `${issue?.path.join('.') || 'network'}: ${issue?.message ?? ''}`;
    return fail('clipboard.misfit', t('edits.pasteMisfit', { reason }), { severity: 'hint' });
  }
  const { nodes, edges, blocks } = outcome.data as Network;
  const ids = new Set(nodes.map((node) => node.id));
  if (nodes.length === 0) return nothing;
  if (ids.size < nodes.length)
    return fail('clipboard.misfit', t('edits.pasteMisfit', { reason: 'nodes: the same id twice' }), {
      severity: 'hint',
    });
  const sound = edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
  return ok(soundBlocks({ nodes, edges: sound, ...(blocks === undefined ? {} : { blocks }) }));
}
