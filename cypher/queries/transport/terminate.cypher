// Ends every statement that a run still has on the server, wherever its client is.
//
// parameters:
//   $target: string = 'host:4711'  -- a run; its statements carry it as $run, with a slash and a number
// columns:
//   message: string  -- one row a transaction ended, in the server's words
// access: write
SHOW TRANSACTIONS YIELD transactionId AS id, parameters
WHERE parameters.run = $target OR parameters.run STARTS WITH $target + '/'
TERMINATE TRANSACTIONS id YIELD message
RETURN message
