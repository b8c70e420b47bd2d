// The system's menu, drawn from the list of commands.
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { commands, menus, type Command } from '../../shared/commands';

function itemOf(command: Command, give: (id: string) => void): MenuItemConstructorOptions {
  const accelerator = command.keys?.[0];
  const item: MenuItemConstructorOptions = { id: command.id, label: command.title };
  // Clipboard commands reach text fields by themselves, and the canvas as the page's own copy and paste events.
  if (command.role !== undefined) return { ...item, role: command.role };
  item.click = () => give(command.id);
  if (accelerator === undefined) return item;
  // macOS cannot show a key without listening to it.
  if (command.plainKey === true)
    return process.platform === 'darwin' ? item : { ...item, accelerator, registerAccelerator: false };
  return { ...item, accelerator };
}

/** `give` sends a command to the window. `recent`: opens a recent project's file. */
export function installMenu(give: (id: string) => void): void {
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [];
  if (mac) {
    template.push({
      label: app.name,
      submenu: [
        { label: 'About Layerloom', click: () => give('help.about') },
        { type: 'separator' },
        { label: 'Settings…', accelerator: 'Cmd+,', click: () => give('file.settings') },
        { type: 'separator' },
        { role: 'services' },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        { role: 'quit' },
      ],
    });
  }
  for (const menu of menus) {
    const submenu: MenuItemConstructorOptions[] = [];
    let group: string | null = null;
    for (const command of commands) {
      if (command.menu !== menu.id) continue;
      if (mac && (command.id === 'help.about' || command.id === 'file.settings')) continue;
      if (group !== null && group !== command.group) submenu.push({ type: 'separator' });
      group = command.group;
      submenu.push(itemOf(command, give));
    }
    if (menu.id === 'file' && !mac) submenu.push({ type: 'separator' }, { role: 'quit' });
    if (menu.id === 'view')
      submenu.push({ type: 'separator' }, { role: 'togglefullscreen' }, { role: 'toggleDevTools' });
    template.push({ label: menu.title, submenu });
    if (menu.id === 'train' && mac) template.push({ role: 'windowMenu' });
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
