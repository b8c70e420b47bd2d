// Every operation in JavaScript: slow, complete, and always there.
import type { BackendDefinition, Found } from './backend';

export const plain: BackendDefinition<Found> = {
  id: 'cpu',
  tfjsName: 'cpu',
  mayLackOperations: false,
  loadsDriver: false,
  slowerThan: ['native', 'wasm'],
  find: ({ report }) => ({
    available: true,
    info: {
      id: 'cpu',
      title: 'Plain JavaScript on the CPU',
      reason: 'It needs nothing but this app, and knows every operation.',
      nextStep: report?.nextStep ?? '',
    },
  }),
};
