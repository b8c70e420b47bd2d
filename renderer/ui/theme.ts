// Mantine dressed in our tokens: small, dense controls, one accent, and the same variables in light and dark.
import {
  ActionIcon,
  Autocomplete,
  Badge,
  Button,
  Checkbox,
  createTheme,
  Loader,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Popover,
  SegmentedControl,
  Select,
  Slider,
  Switch,
  Table,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import { t } from '../i18n';

const accent: MantineColorsTuple = [
  '#eef1fe',
  '#dbe1fc',
  '#b8c4f9',
  '#93a4f5',
  '#7489f1',
  '#5f77ee',
  '#5069e4',
  '#4059d6',
  '#3449b4',
  '#2a3b93',
];

/** The greys of the dark tokens (tokens.css), from ink to ground: what Mantine paints by itself has their tint. */
const dark: MantineColorsTuple = [
  '#e8e9ec',
  '#aeb2bb',
  '#8d929d',
  '#6b707a',
  '#41444c',
  '#303238',
  '#26282d',
  '#1a1b1e',
  '#141517',
  '#0e0f11',
];

/** Fields are 28 px high, one step of the grid more than their text. */
const field = { defaultProps: { size: 'xs', radius: 'sm' } } as const;

export const theme = createTheme({
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontFamilyMonospace: 'var(--font-mono)',
  headings: { fontFamily: "'Inter Variable', Inter, system-ui, sans-serif", fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '12.5px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'sm',
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  cursorType: 'default',
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 26 } }),
    Autocomplete: Autocomplete.extend(field),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', size: 'sm', tt: 'none', fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: 'xs', radius: 'sm', fw: 500 } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Loader: Loader.extend({ defaultProps: { size: 'sm', type: 'dots' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', radius: 'md', offset: 4, transitionProps: { duration: 120 } } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'md',
        overlayProps: { backgroundOpacity: 0.32 },
        styles: { title: { fontWeight: 600, fontSize: '15px' } },
        closeButtonProps: { 'aria-label': t('screens.dismiss') },
        transitionProps: { duration: 140, transition: 'pop' },
      },
    }),
    NumberInput: NumberInput.extend(field),
    PasswordInput: PasswordInput.extend(field),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', radius: 'md', transitionProps: { duration: 120 } } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', radius: 'sm' } }),
    Select: Select.extend({
      defaultProps: { ...field.defaultProps, allowDeselect: false, checkIconPosition: 'right' },
    }),
    Slider: Slider.extend({ defaultProps: { size: 'xs', thumbSize: 14 } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    Table: Table.extend({ defaultProps: { fz: 'sm', verticalSpacing: 6, horizontalSpacing: 10 } }),
    Tabs: Tabs.extend({ defaultProps: { radius: 'sm' } }),
    Textarea: Textarea.extend(field),
    TextInput: TextInput.extend(field),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 400,
        withArrow: false,
        radius: 'sm',
        transitionProps: { duration: 100 },
        multiline: false,
      },
    }),
  },
});

/** Mantine's own variables point at our tokens, so that both speak of the same surfaces. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-faint)',
    '--mantine-color-default': 'var(--field)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-anchor': 'var(--accent-ink)',
    '--mantine-color-error': 'var(--error)',
    '--mantine-color-accent-light': 'var(--accent-soft)',
    '--mantine-color-accent-light-color': 'var(--accent-ink)',
  };
  return {
    variables: { '--input-height-xs': '28px' },
    light: shared,
    dark: shared,
  };
};
