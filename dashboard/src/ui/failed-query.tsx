/** What could not be read, why, and one press to try again. */
import { ApiError } from '../api/client.ts';
import { Mark } from './mark.tsx';

export interface FailedQueryProps {
  readonly what: string;
  readonly error: Error;
  readonly retry: () => void;
  /** An earlier answer is shown below. */
  readonly isOld?: boolean;
}

export function FailedQuery({ what, error, retry, isOld = false }: FailedQueryProps) {
  const code = error instanceof ApiError ? `${error.status === 0 ? '' : `${error.status} `}${error.code}` : '';
  return (
    <div className={isOld ? 'failq old' : 'failq'} role="alert">
      <Mark name="error" />
      <div>
        <p>
          <b>{isOld ? `${what}: an older answer is shown.` : `${what} could not be read.`}</b> <code>{code}</code>
        </p>
        <p>{error.message}</p>
        <button type="button" className="btn sm" onClick={retry}>
          Try again
        </button>
      </div>
    </div>
  );
}
