// A button that opens what may be added to a list, each with a sentence of help.
import { Button, Menu } from '@mantine/core';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './AddMenu.module.css';

export interface Addition {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly icon?: ReactNode;
  readonly add: () => void;
}

export function AddMenu({ label, choices }: { readonly label: string; readonly choices: readonly Addition[] }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<Plus size={13} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {choices.map(({ id, title, help, icon, add }) => (
          <Menu.Item key={id} leftSection={icon} onClick={add}>
            <span className={classes.title}>{title}</span>
            <span className={classes.help}>{help}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
