export const queryNames = ['one', 'three', 'large'] as const;
export type QueryName = (typeof queryNames)[number];

export interface BenchmarkQuery {
  /** For the report. */
  title: string;
  /** The number of fetches in its plan. */
  fetches: number;
  text: string;
}

/** The queries. Every target must give the same answer, with the fetches of the plan. */
export const queries: Readonly<Record<QueryName, BenchmarkQuery>> = {
  one: {
    title: 'one fetch',
    fetches: 1,
    text: 'query One { hotels(first: 5) { id name city stars } }',
  },
  three: {
    title: 'three fetches, one after another',
    fetches: 3,
    text: `query Three {
  hotels(first: 5) { id name reviews { title stars author { name country } } }
}`,
  },
  large: {
    title: 'five fetches, an answer of 60 KB',
    fetches: 5,
    text: `query Large {
  hotels(first: 42) {
    id name city stars address description
    currency lowestPrice
    rooms { id name beds pricePerNight }
    rating
    reviews {
      id title text stars
      author { id name country memberSince favouriteHotel { id name city stars } }
    }
  }
}`,
  },
};

/** The body of the repeated request. */
export function requestBody(name: QueryName): string {
  return JSON.stringify({ query: queries[name].text });
}
