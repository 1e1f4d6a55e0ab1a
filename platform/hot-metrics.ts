import type { Metric, Registry } from 'prom-client';

// Metrics of hot paths. For each observation, prom-client's own build a text from the labels to find their series, which
// takes more time than the observation. These find it by one map for each label.

interface HotMetricOptions<Label extends string> {
  metrics: Registry;
  name: string;
  help: string;
  labelNames: readonly Label[];
}

export interface HotCounter<Label extends string> {
  inc(labels: Readonly<Record<Label, string>>): void;
}

export interface HotHistogram<Label extends string> {
  observe(labels: Readonly<Record<Label, string>>, value: number): void;
}

/** A value of a metric, as prom-client formats and aggregates it. */
interface Value {
  metricName?: string;
  labels: Record<string, string | number>;
  value: number;
}

/** Creates a counter unless the registry has it. */
export function hotCounter<Label extends string>(options: HotMetricOptions<Label>): HotCounter<Label> {
  const known = options.metrics.getSingleMetric(options.name) as unknown;
  if (known instanceof Counts) return known;
  const counter = new Counts(options);
  options.metrics.registerMetric(counter as unknown as Metric);
  return counter;
}

/** Creates a histogram unless the registry has it. */
export function hotHistogram<Label extends string>(
  options: HotMetricOptions<Label> & { buckets: readonly number[] },
): HotHistogram<Label> {
  const known = options.metrics.getSingleMetric(options.name) as unknown;
  if (known instanceof Buckets) return known;
  const histogram = new Buckets(options);
  options.metrics.registerMetric(histogram as unknown as Metric);
  return histogram;
}

class Counts {
  readonly name: string;
  readonly help: string;
  readonly type = 'counter';
  readonly aggregator = 'sum';
  readonly #series: SeriesByLabels<{ count: number }>;

  constructor({ name, help, labelNames }: HotMetricOptions<string>) {
    this.name = name;
    this.help = help;
    this.#series = new SeriesByLabels(labelNames, () => ({ count: 0 }));
  }

  inc(labels: Readonly<Record<string, string>>): void {
    this.#series.of(labels).count += 1;
  }

  get() {
    const { name, help, type, aggregator } = this;
    const values: Value[] = this.#series.all.map(({ labels, series }) => ({
      labels: { ...labels },
      value: series.count,
    }));
    return Promise.resolve({ name, help, type, aggregator, values });
  }
}

interface Observations {
  /** By bucket; the last one is above all bounds. */
  counts: number[];
  sum: number;
}

class Buckets {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #bounds: readonly number[];
  readonly #series: SeriesByLabels<Observations>;

  constructor({
    name,
    help,
    labelNames,
    buckets,
  }: HotMetricOptions<string> & { buckets: readonly number[] }) {
    this.name = name;
    this.help = help;
    this.#bounds = buckets;
    const counts = [...buckets, Infinity].map(() => 0);
    this.#series = new SeriesByLabels(labelNames, () => ({ counts: [...counts], sum: 0 }));
  }

  observe(labels: Readonly<Record<string, string>>, value: number): void {
    const series = this.#series.of(labels);
    let bucket = 0;
    while (value > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += value;
  }

  get() {
    const { name, help, type, aggregator } = this;
    const values = this.#series.all.flatMap(({ labels, series }) => this.#valuesOf(labels, series));
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  #valuesOf(labels: Readonly<Record<string, string>>, { counts, sum }: Observations): Value[] {
    const { name } = this;
    let count = 0;
    const values: Value[] = counts.map((ofBucket, bucket) => {
      count += ofBucket;
      const le = this.#bounds[bucket] ?? '+Inf';
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
    });
    values.push({ metricName: `${name}_sum`, labels: { ...labels }, value: sum });
    values.push({ metricName: `${name}_count`, labels: { ...labels }, value: count });
    return values;
  }
}

type Branch<Series> = Map<string, Branch<Series> | Series>;

/** The series of a metric, in the order of their first use. */
class SeriesByLabels<Series> {
  readonly all: { labels: Readonly<Record<string, string>>; series: Series }[] = [];
  readonly #root: Branch<Series> = new Map();
  readonly #labelNames: readonly string[];
  readonly #create: () => Series;

  constructor(labelNames: readonly string[], create: () => Series) {
    this.#labelNames = labelNames;
    this.#create = create;
  }

  of(labels: Readonly<Record<string, string>>): Series {
    let found: Branch<Series> | Series | undefined = this.#root;
    for (const name of this.#labelNames) {
      found = (found as Branch<Series>).get(labels[name] ?? '');
      if (found === undefined) return this.#add(labels);
    }
    return found as Series;
  }

  #add(labels: Readonly<Record<string, string>>): Series {
    const series = this.#create();
    const values = this.#labelNames.map((name) => labels[name] ?? '');
    const last = values.pop() ?? '';
    let branch = this.#root;
    for (const value of values) {
      const next = (branch.get(value) as Branch<Series> | undefined) ?? (new Map() as Branch<Series>);
      branch.set(value, next);
      branch = next;
    }
    branch.set(last, series);
    this.all.push({ labels: { ...labels }, series });
    return series;
  }
}
