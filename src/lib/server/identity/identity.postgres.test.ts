import { describePostgres } from '../postgres.sample';
import { describeIdentity } from './identity.contract';

describePostgres('accounts', ({ makeGround }) => describeIdentity('PostgreSQL', makeGround));
