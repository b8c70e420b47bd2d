// From a document's JSON, whoever wrote it, to a document that the app can show: checked, and repaired where a fault is
// small and its repair plain to see.
import { type Json, isRecord } from '../json';
import { soundBlocks } from '../network/blocks';
import { cleanName } from '../names';
import { documentFormat, type ProjectDocument } from '../network/document';
import { projectDocument } from '../network/schema';
import { soundSharing } from '../network/sharing';
import { fail, ok, type Problem, type Result } from '../result';

export interface ReadDocument {
  readonly document: ProjectDocument;
  /** What was repaired, one warning each. */
  readonly problems: readonly Problem[];
}

const farthest = 1_000_000;

function warning(code: string, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: 'warning', ...more, code, message };
}

/** Repairs what stands in the way of drawing a network: places, doubled ids, wires that lead nowhere. */
function repairNetwork(network: Json): { readonly network: Json; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const { nodes, edges } = network;
  if (!Array.isArray(nodes) || !Array.isArray(edges)) return { network, problems };
  const seen = new Set<unknown>();
  const soundNodes: unknown[] = [];
  for (const node of nodes) {
    if (!isRecord(node)) {
      soundNodes.push(node);
      continue;
    }
    const name = cleanName(String(node['name'] ?? node['id']));
    if (seen.has(node['id'])) {
      problems.push(warning('file.repaired', `Two layers had the same id. The second, "${name}", was left out.`));
      continue;
    }
    seen.add(node['id']);
    const place = isRecord(node['position']) ? node['position'] : {};
    const sound = (value: unknown) => typeof value === 'number' && Math.abs(value) <= farthest;
    if (sound(place['x']) && sound(place['y'])) soundNodes.push(node);
    else {
      const id = typeof node['id'] === 'string' ? { node: node['id'] } : {};
      problems.push(
        warning(
          'file.repaired',
          `The layer "${name}" had no usable place on the canvas. It was put at the top left.`,
          id,
        ),
      );
      soundNodes.push({ ...node, position: { x: 0, y: 0 } });
    }
  }
  const edgeIds = new Set<unknown>();
  const soundEdges = edges.filter((edge) => {
    if (!isRecord(edge)) return true;
    if (edgeIds.has(edge['id'])) {
      problems.push(warning('file.repaired', 'Two wires had the same id. The second was left out.'));
      return false;
    }
    edgeIds.add(edge['id']);
    if (seen.has(edge['source']) && seen.has(edge['target'])) return true;
    problems.push(warning('file.repaired', 'A wire led to a layer that is not there. It was left out.'));
    return false;
  });
  return { network: { ...network, nodes: soundNodes, edges: soundEdges }, problems };
}

function plain(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'its top level' : path.map(String).join(' › ');
}

/**
 * Checks a document's JSON. `file.notProject`: it is something else; `file.newer`: a later version wrote it in a way
 * that this one cannot read; `file.invalid`: a part has the wrong form, and the message says which.
 */
export function readDocument(value: unknown): Result<ReadDocument> {
  if (!isRecord(value) || !('format' in value) || !('network' in value)) {
    return fail(
      'file.notProject',
      'This is not a Layerloom project: it has no format and no network. Choose a .loom file.',
    );
  }
  const format = value['format'];
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) {
    return fail(
      'file.notProject',
      `This is not a Layerloom project: its format should be a whole number from 1, and is ${JSON.stringify(format)}.`,
    );
  }
  if (format > documentFormat) {
    return fail(
      'file.newer',
      `This project was made by a newer version of Layerloom (format ${format}; this version reads ${documentFormat}). Update Layerloom to open it. The file was not changed.`,
    );
  }
  const repaired = isRecord(value['network']) ? repairNetwork(value['network']) : null;
  const candidate = repaired === null ? value : { ...value, network: repaired.network };
  const parsed = projectDocument.safeParse(candidate);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail(
      'file.invalid',
      `The project has a part that Layerloom cannot read, at ${plain(issue?.path ?? [])}: ${issue?.message ?? 'unknown'}. The file was not changed.`,
    );
  }
  const network = soundSharing(soundBlocks(parsed.data.network));
  const document = network === parsed.data.network ? parsed.data : { ...parsed.data, network };
  return ok({ document, problems: repaired?.problems ?? [] });
}
