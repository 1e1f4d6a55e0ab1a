/** MongoDB's names of its error codes: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const codeNames = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  16: 'InvalidLength',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  52: 'DollarPrefixedFieldName',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  79: 'UnknownReplWriteConcern',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  100: 'UnsatisfiableWriteConcern',
  115: 'CommandNotSupported',
  171: 'CannotIndexParallelArrays',
  197: 'InvalidIndexSpecificationOption',
  225: 'TransactionTooOld',
  263: 'OperationNotSupportedInTransaction',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  31253: 'Location31253',
  31254: 'Location31254',
  31325: 'Location31325',
  15956: 'Location15956',
  15958: 'Location15958',
  40323: 'Location40323',
  40324: 'Location40324',
  40573: 'Location40573',
  50768: 'NotARetryableWriteCommand',
} as const;

export type ErrorCode = keyof typeof codeNames;

/** A refusal in MongoDB's words. All further errors are faults of this server and answer InternalError. */
export class MongoError extends Error {
  readonly code: ErrorCode;
  readonly codeName: string;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.codeName = codeNames[code];
    this.details = details;
  }
}

/**
 * Refuses a feature of MongoDB that this server does not have.
 * @param code the code that a MongoDB server gives for a feature unknown to it
 * @param message MongoDB's message, without a full stop
 */
export function notBuilt(code: ErrorCode, message: string): MongoError {
  const advice = 'The embedded MongoDB has only what Wayfare uses: point MONGODB_URL to a MongoDB server.';
  return new MongoError(code, `${message}. ${advice}`);
}

/** The body of a failed command: https://www.mongodb.com/docs/manual/reference/method/db.runCommand/#response */
export function errorReply(error: MongoError): Record<string, unknown> {
  return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
}

/** An entry of `writeErrors`: https://www.mongodb.com/docs/manual/reference/command/insert/#output */
export function writeError(index: number, error: MongoError): Record<string, unknown> {
  return { index, code: error.code, errmsg: error.message, ...error.details };
}
