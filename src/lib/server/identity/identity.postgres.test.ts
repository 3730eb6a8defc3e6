import { describePostgres } from '../../../../tests/postgres';
import { describeIdentity } from './identity.contract';

describePostgres('accounts', ({ makeGround }) => describeIdentity('PostgreSQL', makeGround));
