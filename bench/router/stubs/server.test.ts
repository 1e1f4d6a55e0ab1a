import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startStubServer } from './server.ts';

it('answers equal bodies from its cache', async () => {
  const computed: string[] = [];
  const server = await startStubServer((body) => {
    computed.push(body);
    return body.toUpperCase();
  });
  const ask = async (body: string) => (await fetch(server.url, { method: 'POST', body })).text();
  try {
    expect(await Promise.all([ask('ä'), ask('b')])).toEqual(['Ä', 'B']);
    expect(await ask('ä')).toBe('Ä');
    expect(computed.toSorted()).toEqual(['b', 'ä']);
    expect(server.requests).toBe(3);
  } finally {
    await server.close();
  }
});

it('answers split and pipelined requests', async () => {
  const server = await startStubServer((body) => `<${body}>`);
  const request = (body: string) => `POST /graphql HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const bytes = [request('one'), request('two'), request('three')].join('');
  const cut = bytes.indexOf('two') + 1;
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  try {
    let received = '';
    const all = new Promise<void>((resolve) => {
      socket.setEncoding('utf8').on('data', (text: string) => {
        received += text;
        if (received.includes('<one>')) socket.write(bytes.slice(cut));
        if (received.includes('<three>')) resolve();
      });
    });
    socket.write(bytes.slice(0, cut));
    await all;
    expect(received.match(/<\w+>/g)).toEqual(['<one>', '<two>', '<three>']);
  } finally {
    socket.destroy();
    await server.close();
  }
});

it('answers 500 with the error where it cannot answer', async () => {
  const server = await startStubServer(() => {
    throw new Error('never heard of it');
  });
  try {
    const response = await fetch(server.url, { method: 'POST', body: '{}' });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('never heard of it');
  } finally {
    await server.close();
  }
});
