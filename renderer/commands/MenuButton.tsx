// All menus behind one button, where the system draws no menu bar: in a browser, and on Windows and Linux.
import { ActionIcon, Menu } from '@mantine/core';
import { Menu as MenuIcon } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commands, menus, type Command, type MenuId } from '../../shared/commands';
import { Keys } from '../ui/Keys';
import { isEnabled, runCommand, titleOf } from './index';

export function MenuButton() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-start" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t('commands.menu')}>
          <MenuIcon size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {opened &&
          menus.map((menu) => (
            <Menu.Sub key={menu.id} position="right-start">
              <Menu.Sub.Target>
                <Menu.Sub.Item>{menu.title}</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown miw={250}>
                <Items menu={menu.id} />
              </Menu.Sub.Dropdown>
            </Menu.Sub>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Items({ menu }: { readonly menu: MenuId }) {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    if (command.menu === menu) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups].map(([group, members], place) => (
    <Fragment key={group}>
      {place > 0 && <Menu.Divider />}
      {members.map((command) => (
        <Menu.Item
          key={command.id}
          disabled={!isEnabled(command.id)}
          rightSection={command.keys?.[0] === undefined ? undefined : <Keys accelerator={command.keys[0]} />}
          // After the menu has given the keyboard back.
          onClick={() => setTimeout(() => runCommand(command.id))}
        >
          {titleOf(command.id)}
        </Menu.Item>
      ))}
    </Fragment>
  ));
}
