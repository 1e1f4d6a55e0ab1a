// Writes docs/settings.md and .env.example from the settings' own schemas: `npm run settings`.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { admissionSettings, processSettings, redisSettings } from '../platform/config.ts';
import { mongoSettings } from '../platform/stores/mongo-settings.ts';
import { routerSettings } from '../router/config.ts';
import { ordersSettings } from '../subgraphs/orders/config.ts';
import { reservationsSettings } from '../subgraphs/reservations/config.ts';
import { workerSettings } from '../subgraphs/reservations/worker/config.ts';
import { usersSettings } from '../subgraphs/users/config.ts';
import { launcherSettings } from './launcher-settings.ts';

interface Section {
  title: string;
  settings: z.ZodObject;
  /** Sections above that list some of these settings. */
  listedIn?: readonly z.ZodObject[];
}

const stores = mongoSettings.extend(redisSettings.shape);
const callers = ordersSettings.pick({ TRUSTED_CALLERS: true });
const ofSubgraph = [processSettings, admissionSettings, stores, callers];

const sections: Section[] = [
  { title: 'npm start', settings: launcherSettings, listedIn: [processSettings] },
  { title: 'Every process', settings: processSettings },
  { title: 'Router and subgraphs', settings: admissionSettings },
  { title: 'Subgraphs and worker', settings: stores },
  { title: 'Subgraphs', settings: callers },
  { title: 'Users', settings: usersSettings, listedIn: ofSubgraph },
  { title: 'Orders', settings: ordersSettings, listedIn: ofSubgraph },
  { title: 'Reservations', settings: reservationsSettings, listedIn: ofSubgraph },
  { title: 'Worker', settings: workerSettings, listedIn: [processSettings, stores] },
  { title: 'Router', settings: routerSettings, listedIn: [processSettings, admissionSettings] },
];

interface Setting {
  name: string;
  description: string;
  /** The values that it takes: `whole number from 1 to 3600`. */
  expected: string;
  /** The text form of the default, as an environment variable holds it. Null without a default. */
  defaultValue: string | null;
  isRequired: boolean;
}

/** The settings of a section, without those that a section above lists. */
function settingsOf({ settings, listedIn = [] }: Section): Setting[] {
  return Object.entries(settings.shape as Record<string, z.ZodType>)
    .filter(([name]) => !listedIn.some(({ shape }) => name in shape))
    .map(([name, schema]) => ({
      name,
      description: descriptionOf(name, schema),
      expected: expectedBy(schema),
      defaultValue: defaultOf(schema),
      isRequired: !schema.safeParse(undefined).success,
    }));
}

function descriptionOf(name: string, { description }: z.ZodType): string {
  if (description === undefined) throw new Error(`The setting ${name} has no description.`);
  return description;
}

/** The values that a setting takes, from the schema's message for an invalid one: `whole number from 1 to 3600`. */
function expectedBy(schema: z.ZodType): string {
  const { error } = schema.safeParse('\u0000');
  if (error === undefined) return 'text';
  const message = error.issues[0]?.message ?? '';
  return message
    .replace(/^.*?expected (one of |a )?/, '')
    .replaceAll('"', '')
    .replaceAll('|', ', ');
}

function defaultOf(schema: z.ZodType): string | null {
  if (!(schema instanceof z.ZodDefault)) return null;
  const { defaultValue } = schema.def;
  if (Array.isArray(defaultValue)) return defaultValue.join(',') || null;
  return typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue);
}

function settingsPage(): string {
  return `# Settings

Generated from the settings' own schemas by \`npm run settings\`. [\`.env.example\`](../.env.example) has the same in
the form of a \`.env\` file.

Every process reads its settings from the environment, once, at boot; an empty variable counts as unset. A process with
faulty settings names all of them and ends with exit code 78. \`npm start\` needs no setting. It reads \`.env\`, and
checks the settings of every process before it starts any.

Docker Compose reads \`.env\` too. There, three settings go by the name of their process: \`ORDERS_TRUSTED_CALLERS\`
(\`TRUSTED_CALLERS\` of orders), \`ROUTER_CALLER_KEY\` and \`RESERVATIONS_CALLER_KEY\` (\`CALLER_KEY\` of router and
worker). It needs two more, \`MONGODB_PASSWORD\` and \`MONGODB_KEY\`, the secrets of its own MongoDB.
\`npm run -s keys >> .env\` makes them all.

${sections.map(tableOf).join('\n')}`;
}

function tableOf(section: Section): string {
  const rows = settingsOf(section).map(({ name, description, expected, defaultValue, isRequired }) => {
    const value = defaultValue === null ? (isRequired ? 'required' : 'unset') : `\`${defaultValue}\``;
    return `| \`${name}\` | ${value} | ${expected} | ${description} |`;
  });
  return `## ${section.title}\n\n| setting | default | expects | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function environmentFile(): string {
  const head = [
    '# Every setting of every process, with its default. Copy what you change to `.env`, which `npm start` and',
    '# docker-compose.yml read. `npm start` needs none of them; docker-compose.yml needs the keys that',
    '# `npm run -s keys >> .env` adds. Generated by `npm run settings`; docs/settings.md says the same in tables.',
  ];
  const blocks = sections.map((section) => {
    const lines = settingsOf(section).flatMap(({ name, description, defaultValue, isRequired }) => [
      ...wrapped(`${isRequired ? 'Required. ' : ''}${description}`),
      `#${name}=${defaultValue ?? ''}`,
    ]);
    return [`# --- ${section.title} ${'-'.repeat(110 - section.title.length)}`, ...lines].join('\n');
  });
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}

/** A text as comment lines of at most 118 characters. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > 115) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `# ${line}`);
}

const page = new URL('../docs/settings.md', import.meta.url);
writeFileSync(page, await format(settingsPage(), { ...(await resolveConfig(page)), parser: 'markdown' }));
writeFileSync(new URL('../.env.example', import.meta.url), environmentFile());
