// Every command a person can give, as a list: the system's menu, the command palette, the shortcuts sheet and the
// window's keyboard handler read these records. What a command does lives in renderer/commands, under the same id.

export type MenuId = 'file' | 'edit' | 'view' | 'model' | 'train' | 'help';

export interface Command {
  /** Stable, `<menu>.<verb>`. */
  readonly id: string;
  /** Sentence case, as menus show it. */
  readonly title: string;
  readonly menu: MenuId;
  /** Commands of one group stand together in a menu; groups are divided by a line. */
  readonly group: string;
  /**
   * Keys in Electron's notation: `CmdOrCtrl+Shift+S`, `F5`, `Delete`. Several are allowed; menus show the first. The
   * window listens to all of them and calls preventDefault, so that a menu never fires the same command again.
   */
  readonly keys?: readonly string[];
  /**
   * A plain key that also means something while typing (Delete, ?). The window ignores it in text fields, and the
   * system's menu shows it without listening to it.
   */
  readonly plainKey?: true;
  /** The system does this one itself where a text field has the focus; the canvas answers the DOM's clipboard events. */
  readonly role?: 'cut' | 'copy' | 'paste' | 'selectAll';
  /** Left out of the command palette (the palette itself, the clipboard). */
  readonly hidden?: true;
  /** Other words people search for in the palette. */
  readonly synonyms?: readonly string[];
}

/** Menus in the order of the menu bar. */
export const menus: readonly { readonly id: MenuId; readonly title: string }[] = [
  { id: 'file', title: 'File' },
  { id: 'edit', title: 'Edit' },
  { id: 'view', title: 'View' },
  { id: 'model', title: 'Network' },
  { id: 'train', title: 'Train' },
  { id: 'help', title: 'Help' },
];

export const commands: readonly Command[] = [
  {
    id: 'file.new',
    title: 'New project',
    menu: 'file',
    group: 'open',
    keys: ['CmdOrCtrl+N'],
    synonyms: ['create', 'blank', 'start'],
  },
  { id: 'file.open', title: 'Open…', menu: 'file', group: 'open', keys: ['CmdOrCtrl+O'], synonyms: ['load'] },
  {
    id: 'file.import',
    title: 'Import a model…',
    menu: 'file',
    group: 'open',
    synonyms: ['Keras', 'h5', 'TensorFlow.js', 'load a model'],
  },
  {
    id: 'file.samples',
    title: 'Samples and recent projects',
    menu: 'file',
    group: 'open',
    synonyms: ['examples', 'start screen', 'home'],
  },
  { id: 'file.save', title: 'Save', menu: 'file', group: 'save', keys: ['CmdOrCtrl+S'] },
  {
    id: 'file.saveAs',
    title: 'Save as…',
    menu: 'file',
    group: 'save',
    keys: ['CmdOrCtrl+Shift+S'],
    synonyms: ['copy', 'duplicate project'],
  },
  {
    id: 'file.export',
    title: 'Export a trained network…',
    menu: 'file',
    group: 'export',
    keys: ['CmdOrCtrl+E'],
    synonyms: ['TensorFlow.js', 'Keras', 'PyTorch', 'ONNX', 'Python', 'deploy'],
  },
  {
    id: 'file.figure',
    title: 'Save a drawing of the network (SVG)',
    menu: 'file',
    group: 'export',
    synonyms: ['figure', 'picture', 'image', 'vector', 'diagram'],
  },
  {
    id: 'file.figurePdf',
    title: 'Save a drawing of the network (PDF)',
    menu: 'file',
    group: 'export',
    synonyms: ['figure', 'picture', 'print', 'paper', 'vector', 'diagram'],
  },
  {
    id: 'file.figurePng',
    title: 'Save a drawing of the network (PNG)',
    menu: 'file',
    group: 'export',
    synonyms: ['figure', 'picture', 'image', 'pixels', 'slides', 'diagram'],
  },
  {
    id: 'file.settings',
    title: 'Settings',
    menu: 'file',
    group: 'settings',
    keys: ['CmdOrCtrl+,'],
    synonyms: ['preferences', 'options'],
  },
  { id: 'file.close', title: 'Close project', menu: 'file', group: 'close', keys: ['CmdOrCtrl+W'] },

  { id: 'edit.undo', title: 'Undo', menu: 'edit', group: 'history', keys: ['CmdOrCtrl+Z'] },
  { id: 'edit.redo', title: 'Redo', menu: 'edit', group: 'history', keys: ['CmdOrCtrl+Shift+Z', 'CmdOrCtrl+Y'] },
  { id: 'edit.cut', title: 'Cut', menu: 'edit', group: 'clipboard', keys: ['CmdOrCtrl+X'], role: 'cut', hidden: true },
  {
    id: 'edit.copy',
    title: 'Copy',
    menu: 'edit',
    group: 'clipboard',
    keys: ['CmdOrCtrl+C'],
    role: 'copy',
    hidden: true,
  },
  {
    id: 'edit.paste',
    title: 'Paste',
    menu: 'edit',
    group: 'clipboard',
    keys: ['CmdOrCtrl+V'],
    role: 'paste',
    hidden: true,
  },
  { id: 'edit.duplicate', title: 'Duplicate', menu: 'edit', group: 'selection', keys: ['CmdOrCtrl+D'] },
  {
    id: 'edit.shareAgain',
    title: 'Use the same weights again',
    menu: 'edit',
    group: 'selection',
    keys: ['CmdOrCtrl+Alt+D'],
    synonyms: ['shared weights', 'share', 'siamese', 'twin', 'tie', 'copy'],
  },
  {
    id: 'edit.delete',
    title: 'Delete',
    menu: 'edit',
    group: 'selection',
    keys: ['Delete', 'Backspace'],
    plainKey: true,
    synonyms: ['remove'],
  },
  { id: 'edit.rename', title: 'Rename', menu: 'edit', group: 'selection', keys: ['F2'] },
  {
    id: 'edit.group',
    title: 'Group into a block',
    menu: 'edit',
    group: 'blocks',
    keys: ['CmdOrCtrl+G'],
    synonyms: ['block', 'frame', 'repeat', 'composite', 'combine'],
  },
  {
    id: 'edit.ungroup',
    title: 'Ungroup the block',
    menu: 'edit',
    group: 'blocks',
    keys: ['CmdOrCtrl+Shift+G'],
    synonyms: ['dissolve', 'block', 'frame'],
  },
  {
    id: 'edit.selectAll',
    title: 'Select all',
    menu: 'edit',
    group: 'selection',
    keys: ['CmdOrCtrl+A'],
    role: 'selectAll',
    hidden: true,
  },

  {
    id: 'view.palette',
    title: 'Command palette',
    menu: 'view',
    group: 'palette',
    keys: ['CmdOrCtrl+K', 'CmdOrCtrl+Shift+P'],
    hidden: true,
  },
  { id: 'view.stepData', title: 'Go to data', menu: 'view', group: 'steps', keys: ['CmdOrCtrl+1'] },
  {
    id: 'view.stepNetwork',
    title: 'Go to network',
    menu: 'view',
    group: 'steps',
    keys: ['CmdOrCtrl+2'],
    synonyms: ['canvas', 'graph'],
  },
  {
    id: 'view.stepTrain',
    title: 'Go to train',
    menu: 'view',
    group: 'steps',
    keys: ['CmdOrCtrl+3'],
    synonyms: ['charts', 'loss'],
  },
  {
    id: 'view.stepEvaluate',
    title: 'Go to evaluate',
    menu: 'view',
    group: 'steps',
    keys: ['CmdOrCtrl+4'],
    synonyms: ['confusion matrix', 'test'],
  },
  {
    id: 'view.stepPredict',
    title: 'Go to predict',
    menu: 'view',
    group: 'steps',
    keys: ['CmdOrCtrl+5'],
    synonyms: ['try', 'draw'],
  },
  { id: 'view.stepExport', title: 'Go to export', menu: 'view', group: 'steps', keys: ['CmdOrCtrl+6'] },
  { id: 'view.zoomIn', title: 'Zoom in', menu: 'view', group: 'zoom', keys: ['CmdOrCtrl+Plus', 'CmdOrCtrl+='] },
  { id: 'view.zoomOut', title: 'Zoom out', menu: 'view', group: 'zoom', keys: ['CmdOrCtrl+-'] },
  {
    id: 'view.fit',
    title: 'Fit the network in view',
    menu: 'view',
    group: 'zoom',
    keys: ['CmdOrCtrl+0', 'Shift+1'],
    synonyms: ['zoom to fit', 'center'],
  },
  {
    id: 'view.togglePalette',
    title: 'Show or hide the layer palette',
    menu: 'view',
    group: 'panels',
    keys: ['CmdOrCtrl+Alt+1'],
    synonyms: ['layers', 'sidebar'],
  },
  {
    id: 'view.toggleInspector',
    title: 'Show or hide the inspector',
    menu: 'view',
    group: 'panels',
    keys: ['CmdOrCtrl+Alt+2'],
    synonyms: ['parameters', 'form', 'sidebar'],
  },
  {
    id: 'view.toggleCode',
    title: 'Show or hide the source code',
    menu: 'view',
    group: 'panels',
    keys: ['CmdOrCtrl+Alt+5'],
    synonyms: ['Keras', 'PyTorch', 'TensorFlow.js', 'Python', 'JavaScript', 'code pane'],
  },
  {
    id: 'view.toggleOutline',
    title: 'Show or hide the outline',
    menu: 'view',
    group: 'panels',
    keys: ['CmdOrCtrl+Alt+3'],
    synonyms: ['tree', 'screen reader'],
  },
  {
    id: 'view.toggleMinimap',
    title: 'Show or hide the minimap',
    menu: 'view',
    group: 'panels',
    synonyms: ['overview'],
  },
  {
    id: 'view.toggleTheme',
    title: 'Switch between light and dark',
    menu: 'view',
    group: 'theme',
    synonyms: ['theme', 'night', 'colours', 'colors'],
  },

  {
    id: 'model.addLayer',
    title: 'Add a layer…',
    menu: 'model',
    group: 'build',
    keys: ['/', 'A'],
    plainKey: true,
    synonyms: ['insert', 'node'],
  },
  {
    id: 'model.connect',
    title: 'Connect to…',
    menu: 'model',
    group: 'build',
    keys: ['C'],
    plainKey: true,
    synonyms: ['wire', 'edge', 'link'],
  },
  {
    id: 'model.autoLayout',
    title: 'Arrange layers',
    menu: 'model',
    group: 'build',
    keys: ['CmdOrCtrl+L'],
    synonyms: ['auto layout', 'tidy'],
  },
  {
    id: 'model.turnLayout',
    title: 'Lay out the other way (right or down)',
    menu: 'model',
    group: 'build',
    synonyms: ['top to bottom', 'left to right', 'vertical', 'horizontal', 'direction', 'rotate'],
  },
  {
    id: 'model.freeze',
    title: 'Freeze or let learn',
    menu: 'model',
    group: 'learn',
    keys: ['F'],
    plainKey: true,
    synonyms: ['frozen', 'trainable', 'fine-tuning', 'transfer learning', 'lock weights', 'unfreeze'],
  },
  {
    id: 'model.freezeBefore',
    title: 'Freeze everything before here',
    menu: 'model',
    group: 'learn',
    synonyms: ['backbone', 'fine-tuning', 'transfer learning'],
  },
  {
    id: 'model.thawAll',
    title: 'Let all layers learn',
    menu: 'model',
    group: 'learn',
    synonyms: ['unfreeze', 'thaw', 'second phase', 'fine-tuning'],
  },
  {
    id: 'model.smaller',
    title: 'Make the network smaller',
    menu: 'model',
    group: 'learn',
    synonyms: ['halve', 'half the units', 'fewer filters', 'student', 'distillation', 'shrink'],
  },
  { id: 'model.alignLeft', title: 'Align left', menu: 'model', group: 'align', synonyms: ['column'] },
  { id: 'model.alignTop', title: 'Align top', menu: 'model', group: 'align', synonyms: ['row'] },
  {
    id: 'model.spaceColumns',
    title: 'Space evenly from left to right',
    menu: 'model',
    group: 'align',
    synonyms: ['distribute'],
  },
  {
    id: 'model.spaceRows',
    title: 'Space evenly from top to bottom',
    menu: 'model',
    group: 'align',
    synonyms: ['distribute'],
  },
  {
    id: 'model.validate',
    title: 'Show problems',
    menu: 'model',
    group: 'check',
    keys: ['CmdOrCtrl+Shift+M'],
    synonyms: ['validate', 'check', 'errors'],
  },

  {
    id: 'train.start',
    title: 'Start training',
    menu: 'train',
    group: 'run',
    keys: ['F5'],
    synonyms: ['run', 'fit', 'learn'],
  },
  { id: 'train.pause', title: 'Pause or resume', menu: 'train', group: 'run', keys: ['F6'], synonyms: ['continue'] },
  {
    id: 'train.stop',
    title: 'Stop training',
    menu: 'train',
    group: 'run',
    keys: ['Shift+F5'],
    synonyms: ['end', 'cancel'],
  },
  {
    id: 'train.import',
    title: 'Import a run…',
    menu: 'train',
    group: 'runs',
    synonyms: ['metrics.jsonl', 'cluster', 'cloud', 'trained elsewhere', 'Keras', 'PyTorch'],
  },

  {
    id: 'help.shortcuts',
    title: 'Keyboard shortcuts',
    menu: 'help',
    group: 'help',
    keys: ['?'],
    plainKey: true,
    synonyms: ['keys', 'cheat sheet'],
  },
  {
    id: 'help.about',
    title: 'About Layerloom',
    menu: 'help',
    group: 'about',
    synonyms: ['version', 'engine', 'device', 'licence'],
  },
];

/** The command with that id, or undefined. */
export function findCommand(id: string): Command | undefined {
  return commands.find((command) => command.id === id);
}
