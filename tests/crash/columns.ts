import type { Column } from './column.ts';
import { leftOutBy } from './column.ts';
import { skewClock, skewedServices } from './disturbances/clock.ts';
import { fillDisk } from './disturbances/disk.ts';
import { freeze } from './disturbances/freeze.ts';
import type { Probe } from './disturbances/freeze.ts';
import { kill, takeAway } from './disturbances/kill.ts';
import { killOneOfEach, roll } from './disturbances/pairs.ts';
import { fillUp, hang, makeReadOnly } from './disturbances/redis.ts';

/** The fields that most columns share. */
const usual = {
  finalWithinSeconds: 60,
  lastsSeconds: 1,
  world: 'single',
  endsSubscriptions: false,
  onlyWhole: false,
  leftOut: leftOutBy('stores', 'first event'),
} as const satisfies Partial<Column>;

const kills: Column[] = (['reservations', 'worker', 'orders', 'router', 'relay'] as const).map((part) => ({
  ...usual,
  ...{ name: `kill ${part}`, group: 'killed', heading: part },
  promise:
    part === 'relay'
      ? 'The reservations process is killed in its relay: every event is published once and seen in order.'
      : `The ${part} process is killed: every booking ends as its scenario says, nothing is charged twice.`,
  endsSubscriptions: part === 'router',
  leftOut: leftOutBy(part, 'all events'),
  disturb: (disturbance) => kill(part === 'relay' ? 'reservations' : part, disturbance),
}));

const killedStores: Column[] = [
  {
    ...usual,
    ...{ name: 'kill redis', group: 'killed', heading: 'redis' },
    promise: 'Redis is killed and restarts with its data: bookings go on with their jobs.',
    leftOut: leftOutBy('stores', 'all events'),
    disturb: (disturbance) => kill('redis', disturbance),
  },
  {
    ...usual,
    ...{ name: 'kill redis-empty', group: 'killed', heading: 'redis-empty' },
    promise: 'Redis is killed and restarts without data: jobs and stream are made again from MongoDB.',
    leftOut: leftOutBy('stores', 'all events'),
    disturb: (disturbance) => kill('redis', disturbance, { emptied: true }),
  },
  {
    ...usual,
    ...{ name: 'kill mongodb', group: 'killed', heading: 'mongodb' },
    promise: 'MongoDB is killed: acknowledged writes are still there after its restart.',
    leftOut: leftOutBy('stores', 'all events'),
    disturb: (disturbance) => kill('mongodb', disturbance),
  },
];

const frozenParts = ['reservations', 'worker', 'orders', 'router', 'redis', 'mongodb'] as const;
type FrozenPart = (typeof frozenParts)[number];

/** The promise of each part besides the end of every booking. */
const whileFrozen: Readonly<Record<FrozenPart, string>> = {
  reservations:
    'clients get an error that they may repeat; its relay loses the lease and publishes nothing twice',
  worker:
    'its jobs may start again elsewhere, and its late writes are refused: nothing is charged or held twice',
  orders: 'its fields are null at once after a timeout; payments wait and are made once',
  router: 'clients wait or connect again, and see each version once',
  redis: 'bookings are accepted, their jobs and events wait',
  mongodb: 'clients get an error that they may repeat; what was acknowledged is there afterwards',
};

/** Queries that a frozen part must not delay again and again. */
const probes: Partial<Record<FrozenPart, Probe>> = {
  reservations: { query: '{ hotel(id: "htl_crash") { name } }', quickAnswers: 20 },
  orders: { query: '{ me { id orders(first: 1) { nodes { id } } } }', quickAnswers: 20 },
};

const freezes: Column[] = ([5, 60] as const).flatMap((seconds) =>
  frozenParts.map((part): Column => ({
    ...usual,
    ...{ name: `freeze ${part} ${seconds} s`, group: `frozen for ${seconds} s`, heading: part },
    promise: `SIGSTOP for ${seconds} s: ${whileFrozen[part]}; every booking ends soon after SIGCONT.`,
    lastsSeconds: seconds,
    endsSubscriptions: part !== 'worker' && part !== 'orders',
    onlyWhole: seconds === 60,
    leftOut: leftOutBy(
      part === 'worker' || part === 'orders' ? part : 'all',
      part === 'reservations' ? 'all events' : 'first event',
    ),
    disturb: (disturbance) => freeze(part, seconds, disturbance, seconds === 60 ? probes[part] : undefined),
  })),
);

const skews = [
  { heading: '+5 min', aheadBySeconds: 300 },
  { heading: '-5 min', aheadBySeconds: -300 },
  { heading: '+30 min', aheadBySeconds: 1_800 },
] as const;
const skewedForSeconds = 15;

const clocks: Column[] = skewedServices.flatMap((service) =>
  skews.map(({ heading, aheadBySeconds }): Column => ({
    ...usual,
    ...{ name: `clock ${service} ${heading}`, group: 'clocks', heading: `${service} ${heading}` },
    promise:
      `The clock of ${service} is wrong by ${heading} for ${skewedForSeconds} s, then the process dies: it is not ready ` +
      'meanwhile, no booking fails as expired before its time, and no lease outlives it.',
    lastsSeconds: skewedForSeconds,
    endsSubscriptions: service === 'router' || service === 'reservations',
    leftOut: leftOutBy(service === 'worker' || service === 'orders' ? service : 'all', 'first event'),
    disturb: (disturbance) => skewClock(service, aheadBySeconds, skewedForSeconds, disturbance),
  })),
);

const stores: Column[] = [
  {
    ...usual,
    ...{ name: 'redis full', group: 'stores', heading: 'redis full' },
    promise:
      'Redis refuses writes for lack of memory for 8 s: bookings are accepted, and end once it has space.',
    lastsSeconds: 8,
    endsSubscriptions: true,
    disturb: (disturbance) => fillUp(8, disturbance),
  },
  {
    ...usual,
    ...{ name: 'redis read-only', group: 'stores', heading: 'redis read-only' },
    promise: 'Redis is a replica for 8 s: bookings are accepted, and end once it takes writes again.',
    lastsSeconds: 8,
    endsSubscriptions: true,
    disturb: (disturbance) => makeReadOnly(8, disturbance),
  },
  {
    ...usual,
    ...{ name: 'redis hanging', group: 'stores', heading: 'redis hanging' },
    promise: 'Redis answers no command for 15 s: bookings are accepted, and end once it answers again.',
    lastsSeconds: 15,
    endsSubscriptions: true,
    disturb: (disturbance) => hang(15, disturbance),
  },
  {
    ...usual,
    ...{ name: 'mongodb away', group: 'stores', heading: 'mongodb away' },
    promise: 'MongoDB is down for 15 s: clients get errors that they may retry, and every booking ends.',
    lastsSeconds: 15,
    endsSubscriptions: true,
    disturb: (disturbance) => takeAway('mongodb', 15, disturbance),
  },
  {
    ...usual,
    ...{ name: 'disk full', group: 'stores', heading: 'disk full' },
    promise:
      "MongoDB's disk is full for 8 s: it serves nothing that is not durable, loses nothing that it acknowledged, " +
      'and every booking ends once there is space.',
    lastsSeconds: 8,
    endsSubscriptions: true,
    disturb: (disturbance) => fillDisk(8, disturbance),
  },
  {
    ...usual,
    ...{ name: 'redis away', group: 'stores', heading: 'redis away' },
    promise: 'Redis is down for 15 s: bookings are accepted, and end once it is back.',
    lastsSeconds: 15,
    endsSubscriptions: true,
    disturb: (disturbance) => takeAway('redis', 15, disturbance),
  },
];

const ofPairs = { ...usual, world: 'pairs', group: 'two of each', endsSubscriptions: true } as const;

const pairs: Column[] = [
  ...(['first', 'second'] as const).map((which): Column => ({
    ...ofPairs,
    ...{ name: `kill ${which} of each pair`, heading: `${which} killed` },
    promise: `The ${which} process of every service is killed and stays down: every booking ends at the other.`,
    lastsSeconds: 10,
    disturb: (disturbance) => killOneOfEach(which, disturbance),
  })),
  {
    ...ofPairs,
    ...{ name: 'roll pairs', heading: 'rolled' },
    promise:
      'Every process gets SIGTERM in turn: requests are answered, at the latest when repeated, and every booking ends.',
    lastsSeconds: 40,
    disturb: roll,
  },
];

/** The columns of the matrix. */
export const columns: readonly Column[] = [
  ...kills,
  ...killedStores,
  ...freezes,
  ...clocks,
  ...stores,
  ...pairs,
];
