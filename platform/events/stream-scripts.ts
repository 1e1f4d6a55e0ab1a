/** Redis runs these Lua scripts atomically: https://redis.io/docs/latest/develop/programmability/eval-intro/ */

const endOfStream = `
  local function endOfStream(key)
    if redis.call('EXISTS', key) == 0 then return '0-0' end
    local info = redis.call('XINFO', 'STREAM', key)
    for at = 1, #info, 2 do
      if info[at] == 'last-generated-id' then return info[at + 1] end
    end
    return redis.error_reply('ERR no last-generated-id in XINFO STREAM')
  end
`;

/**
 * Appends entries if the stream's last id is the expected one.
 * KEYS: the stream. ARGV: the expected last id, or '' to append nothing; then each entry's id and event.
 * Returns the last id before the append.
 */
export const appendScript = `${endOfStream}
  local found = endOfStream(KEYS[1])
  if found == ARGV[1] then
    for at = 2, #ARGV, 2 do redis.call('XADD', KEYS[1], ARGV[at], 'event', ARGV[at + 1]) end
  end
  return found
`;

/** Deletes a stream if its last id is the expected one. KEYS: the stream. ARGV: the expected last id. */
export const resetScript = `${endOfStream}
  if endOfStream(KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
  return 'OK'
`;

/**
 * Ignores dead letters that the stream has.
 * KEYS: the stream. ARGV: the 12 fields and values of each dead letter, `source` and `id` first.
 */
export const putBackScript = `
  local there = {}
  for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
    local fields = {}
    for at = 1, #entry[2], 2 do fields[entry[2][at]] = entry[2][at + 1] end
    there[tostring(fields.source) .. ' ' .. tostring(fields.id)] = true
  end
  for at = 1, #ARGV, 12 do
    if not there[ARGV[at + 1] .. ' ' .. ARGV[at + 3]] then
      redis.call('XADD', KEYS[1], '*', unpack(ARGV, at, at + 11))
    end
  end
`;
