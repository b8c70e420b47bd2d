// The list of published architectures, oldest first. A new one is one file and one line here.
import type { ProjectDocument } from '../../network/document';
import { emptyDocument } from '../empty';
import { alexnet } from './alexnet';
import type { Architecture } from './architecture';
import { bertBase } from './bertBase';
import { efficientnetLite0 } from './efficientnetLite0';
import { gpt2Small } from './gpt2Small';
import { lenet5 } from './lenet5';
import { mobilenetV2 } from './mobilenetV2';
import { resnet50 } from './resnet50';
import { vgg16 } from './vgg16';

export type { Architecture } from './architecture';

export const architectures: readonly Architecture[] = [
  lenet5,
  alexnet,
  vgg16,
  resnet50,
  mobilenetV2,
  bertBase,
  gpt2Small,
  efficientnetLite0,
];

export function findArchitecture(id: string): Architecture | undefined {
  return architectures.find((architecture) => architecture.id === id);
}

/** The architecture as a project of its own: no data yet, its source in the notes. */
export function documentOfArchitecture(architecture: Architecture, id: string): ProjectDocument {
  return {
    ...emptyDocument(id, architecture.title),
    network: architecture.network(),
    notes: `${architecture.summary}\n\nSource: ${architecture.source}`,
  };
}
